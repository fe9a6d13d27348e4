/** A response header as it goes out. */
export interface HeaderLine {
  name: string;
  value: string;
}

/**
 * The headers of a response, as ngx_http_headers_out_t keeps them: a few have slots of their own and a fixed
 * place, all others stand in the order in which they were added.
 */
export class HeadersOut {
  /** 0 until somebody decides. */
  status = 0;
  /** Text behind the status in the first line, where it is not nginx's own. */
  statusLine: string | undefined;
  contentType: string | undefined;
  charset: string | undefined;
  /** Bytes of the body; undefined if unknown. A `Content-Length` in the list stands above it. */
  contentLength: number | undefined;
  /** Seconds since the epoch. */
  lastModified: number | undefined;
  /** A path or URL that nginx completes itself and prints in the fixed place. */
  location: string | undefined;
  /** The range filter says `Accept-Ranges: bytes`. */
  allowsRanges = false;
  lines: HeaderLine[] = [];

  find(name: string): HeaderLine | undefined {
    const lower = name.toLowerCase();
    return this.lines.find((line) => line.name.toLowerCase() === lower);
  }

  all(name: string): HeaderLine[] {
    const lower = name.toLowerCase();
    return this.lines.filter((line) => line.name.toLowerCase() === lower);
  }

  remove(name: string): void {
    const lower = name.toLowerCase();
    this.lines = this.lines.filter((line) => line.name.toLowerCase() !== lower);
  }

  /** Replaces the first one of that name in its place and drops the others; adds one if there is none. */
  set(name: string, value: string): void {
    const first = this.find(name);
    if (first === undefined) {
      this.lines.push({ name, value });
      return;
    }
    const lower = name.toLowerCase();
    first.name = name;
    first.value = value;
    this.lines = this.lines.filter((line) => line === first || line.name.toLowerCase() !== lower);
  }

  add(name: string, value: string): void {
    this.lines.push({ name, value });
  }

  /** What an error page leaves of a half-built response: ngx_http_clear_content_length and its like. */
  clearEntity(): void {
    this.contentLength = undefined;
    this.lastModified = undefined;
    this.charset = undefined;
    this.allowsRanges = false;
    for (const name of ['Content-Length', 'Accept-Ranges', 'Last-Modified', 'ETag', 'Content-Encoding'])
      this.remove(name);
  }
}
