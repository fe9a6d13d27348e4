import { responseHead } from './response-head.js';
import type { HttpRequest, RequestSurroundings } from './request.js';

/** nginx's postpone_output: less than so many bytes wait for more. */
const POSTPONE_BYTES = 1460;

/** The way out: headers once, then the body, through the filters. */
export class Output {
  headersSent = false;
  isEnded = false;
  /** Bytes of the body sent, and of everything. */
  bodyBytes = 0;
  bytes = 0;
  #pending = '';
  /** The head could not be written: a 500 without a body stands in its place. */
  #isRefused = false;
  /** Everything that a buffered HTTP/1.0 response holds back. */
  #held: string | undefined;
  #isHeadWritten = false;
  /** Stands in for whatever would follow. */
  #replacement: string | undefined;

  constructor(
    private readonly request: HttpRequest,
    private readonly surroundings: RequestSurroundings,
  ) {}

  /** An HTTP/1.0 response is held back whole, so that it gets a length (lua_http10_buffering). */
  get isBuffering(): boolean {
    return this.#held !== undefined;
  }

  /** Lua's output: decides the status and type, then sends. */
  write(text: string): void {
    const { request } = this;
    if (!this.headersSent && this.#held === undefined && this.#holdsBack()) this.#held = '';
    if (this.#held !== undefined) {
      this.#held += text;
      return;
    }
    this.sendHeaders();
    if (request.isHeaderOnly || text === '') return;
    this.#body(text, false);
  }

  /** Sends the headers, through the filters; does nothing the second time. */
  sendHeaders(): void {
    if (this.headersSent) return;
    const { request } = this;
    const { headersOut } = request;
    if (headersOut.status === 0) headersOut.status = 200;
    const { settings } = request.location;
    if (!request.contentTypeIsSet && headersOut.contentType === undefined && settings.useDefaultType) {
      headersOut.contentType = settings.defaultType;
    }
    this.sendHead();
  }

  /** The header filters and the first line, for a response whose headers are complete. */
  sendHead(): void {
    if (this.headersSent) return;
    this.headersSent = true;
    this.surroundings.filterHeaders(this.request);
    addCharset(this.request);
  }

  /** Ends the response; headers go out first if they have not. */
  end(): void {
    if (this.isEnded) return;
    if (this.#held !== undefined) {
      const text = this.#held;
      this.#held = undefined;
      this.request.headersOut.contentLength ??= text.length;
      this.sendHeaders();
      this.isEnded = true;
      this.#body(this.request.isHeaderOnly ? '' : text, true);
      return;
    }
    this.sendHeaders();
    this.isEnded = true;
    this.#body('', true);
  }

  /** A complete response at once. */
  sendWhole(text: string): void {
    this.sendHead();
    this.isEnded = true;
    this.#body(this.request.isHeaderOnly ? '' : text, true);
  }

  /** A filter has put something else in the body's place. */
  get isReplaced(): boolean {
    return this.#replacement !== undefined && this.#replacement !== '';
  }

  /** From now on this text is the whole body. */
  replaceBody(text: string): void {
    this.#replacement = this.request.isHeaderOnly ? '' : text;
  }

  /** Hands what waits to the socket. */
  flush(done?: () => void): void {
    this.#writeHead();
    const { response } = this.request;
    const text = this.#isRefused ? '' : this.#pending;
    this.#pending = '';
    if (text === '') {
      response.flushHeaders();
      if (done) setImmediate(done);
      return;
    }
    response.write(Buffer.from(text, 'latin1'), () => done?.());
  }

  #holdsBack(): boolean {
    const { request } = this;
    const { settings } = request.location;
    const hasLength = request.headersOut.contentLength !== undefined;
    return request.isHttp10 && settings.http10Buffering && !request.isHeaderOnly && !hasLength;
  }

  #body(text: string, isLast: boolean): void {
    if (this.#replacement !== undefined) {
      if (isLast) {
        this.#pending = this.#replacement;
        this.bodyBytes = this.#replacement.length;
        this.#finish();
      }
      return;
    }
    const filtered = this.surroundings.filterBody(this.request, text, isLast);
    this.bodyBytes += filtered.text.length;
    this.#pending += filtered.text;
    if (filtered.isLast) {
      this.isEnded = true;
      this.#finish();
    } else if (this.#pending.length >= POSTPONE_BYTES) this.flush();
  }

  #finish(): void {
    this.#writeHead();
    const { response } = this.request;
    const text = this.#isRefused ? '' : this.#pending;
    this.#pending = '';
    if (text === '') response.end();
    else response.end(Buffer.from(text, 'latin1'));
  }

  #writeHead(): void {
    if (this.#isHeadWritten) return;
    this.#isHeadWritten = true;
    const { request } = this;
    const head = responseHead(request);
    request.response.sendDate = false;
    try {
      request.response.writeHead(request.headersOut.status, head.text, head.lines);
      this.bytes += head.size;
    } catch (error) {
      this.#refuseHead(error);
    }
  }

  /** Node refuses to write a status beyond three digits and names that are no tokens; nginx writes what it is told. */
  #refuseHead(error: unknown): void {
    const { request } = this;
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (!code.startsWith('ERR_HTTP_') && !code.startsWith('ERR_INVALID_')) throw error;
    const reason = error instanceof Error ? error.message : code;
    this.surroundings.log('error', `the response header cannot be sent: ${reason}`, request.logContext());
    this.#isRefused = true;
    request.headersOut.status = 500;
    request.response.writeHead(500, 'Internal Server Error', ['Content-Length', '0', 'Connection', 'close']);
  }
}

/** charset_types' default, and what text/html stands for anyway. */
const charsetTypes: ReadonlySet<string> = new Set([
  'text/html', 'text/xml', 'text/plain', 'text/vnd.wap.wml', 'application/javascript', 'application/rss+xml',
]); // prettier-ignore

/** ngx_http_charset_filter, as far as it only names the charset. */
function addCharset({ headersOut, location }: HttpRequest): void {
  const { charset } = location.settings;
  const { contentType } = headersOut;
  if (charset === undefined || contentType === undefined || headersOut.charset !== undefined) return;
  if (charsetTypes.has(contentType.toLowerCase())) headersOut.charset = charset;
}
