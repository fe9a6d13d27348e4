/** NGX_CONF_BUFFER of ngx_conf_file.c: how many bytes of a configuration file nginx holds at once. */
export const CONF_BUFFER = 4096;

const beyondAscii = /[^\u0000-\u007f]/;

/** The length in UTF-8; a lone surrogate counts as the three bytes that encoders put in its place. */
export function utf8Length(text: string): number {
  // Engines look for such a character much faster than we count bytes.
  if (!beyondAscii.test(text)) return text.length;
  let bytes = text.length;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code < 0x80) continue;
    if (code < 0x800) {
      bytes += 1;
    } else if (code >= 0xd800 && code < 0xdc00 && isLowSurrogate(text.charCodeAt(at + 1))) {
      // Two code units, four bytes.
      bytes += 2;
      at += 1;
    } else {
      bytes += 2;
    }
  }
  return bytes;
}

function isLowSurrogate(code: number): boolean {
  return code >= 0xdc00 && code < 0xe000;
}

/** Offsets in UTF-16 code units to offsets in the bytes of the file and back. Cheap when asked in order. */
class ByteOffsets {
  readonly #text: string;
  readonly #length: (part: string) => number;
  readonly #oneToOne: boolean;
  #offset = 0;
  #byte = 0;
  readonly total: number;

  constructor(text: string, length: (part: string) => number) {
    this.#text = text;
    this.#length = length;
    this.total = length(text);
    this.#oneToOne = this.total === text.length;
  }

  byteAt(offset: number): number {
    if (this.#oneToOne) return offset;
    if (offset < this.#offset) {
      this.#byte -= this.#length(this.#text.slice(offset, this.#offset));
    } else {
      this.#byte += this.#length(this.#text.slice(this.#offset, offset));
    }
    this.#offset = offset;
    return this.#byte;
  }

  /** The first offset at or behind `from` whose character does not lie wholly before `byte`. */
  offsetAt(byte: number, from: number): number {
    if (this.#oneToOne) return Math.min(byte, this.#text.length);
    if (byte >= this.total) return this.#text.length;
    let offset = from;
    let reached = this.byteAt(from);
    while (offset < this.#text.length) {
      const next = offset + (isLowSurrogate(this.#text.charCodeAt(offset + 1)) ? 2 : 1);
      reached += this.#length(this.#text.slice(offset, next));
      if (reached > byte) return offset;
      offset = next;
    }
    return offset;
  }
}

/**
 * How far the Lua lexer can look (an offset); `exhausted`: the file ends; `overflow`: the buffer is full and
 * cannot take in more.
 */
export type Window = number | 'exhausted' | 'overflow';

/**
 * Which part of the file nginx has in its buffer. The buffer decides two verdicts: a word that fills it is a
 * `too long parameter`, and a long bracket of a Lua block must close within it. nginx refills when it has
 * read everything, keeping the bytes from the start of the current word on, so what it holds depends on all
 * that came before; this class repeats those steps (ngx_conf_read_token, ngx_http_lua_conf_read_lua_token).
 */
export class ReadBuffer {
  readonly #text: string;
  readonly #bytes: ByteOffsets;
  /** The byte behind the last one in the buffer. */
  #last: number;
  /** The same as an offset, once somebody asked. */
  #lastOffset: number | undefined;
  /** The offset of the first character that a refill has to keep. */
  #start = 0;

  constructor(text: string, byteLength: (part: string) => number) {
    this.#text = text;
    this.#bytes = new ByteOffsets(text, byteLength);
    this.#last = Math.min(CONF_BUFFER, this.#bytes.total);
  }

  /** The offset from which on a refill keeps the text: nginx's `start`. */
  get start(): number {
    return this.#start;
  }

  /** What is kept, cut to so many bytes and to whole characters. */
  head(bytes: number): string {
    const last = this.#bytes.byteAt(this.#start) + bytes;
    return this.#text.slice(this.#start, this.#bytes.offsetAt(last, this.#start));
  }

  /** A word or a comment starts here, or a statement ended here. */
  keepFrom(offset: number): void {
    this.#start = offset;
  }

  /** Reads the characters up to `to`; false if what has to be kept fills the buffer: `too long parameter`. */
  read(to: number): boolean {
    if (this.#last >= this.#bytes.total) return true;
    const wanted = this.#bytes.byteAt(to);
    if (wanted <= this.#last) return true;
    this.#refillFrom(this.#bytes.byteAt(this.#start));
    if (wanted <= this.#last) return true;
    // nginx stops here; what follows is read as if a buffer began behind the long word.
    this.#refillFrom(wanted);
    return false;
  }

  /**
   * Reads the white space in `from`..`to`, of which nginx keeps but the last character; `ends` says that its
   * first character ends a word, which nginx still keeps until it sees the character behind.
   */
  readSpace(from: number, to: number, ends: boolean): boolean {
    if (this.#last < this.#bytes.total && this.#bytes.byteAt(to) > this.#last) {
      // White space is ASCII, so bytes and characters agree within the run.
      const crossing = from + (this.#last - this.#bytes.byteAt(from));
      if (crossing > from + (ends ? 1 : 0)) this.#start = crossing - 1;
      if (!this.read(crossing + 1)) return false;
      if (!this.#readMoreSpace(crossing + 1, to)) return false;
    }
    if (to - from > 1 || !ends) this.#start = to - 1;
    return true;
  }

  /** The rest of white space that is longer than the buffer. */
  #readMoreSpace(from: number, to: number): boolean {
    for (let at = from; this.#last < this.#bytes.total && this.#bytes.byteAt(to) > this.#last; at += 1) {
      at += this.#last - this.#bytes.byteAt(at);
      this.#start = at - 1;
      if (!this.read(at + 1)) return false;
    }
    return true;
  }

  /** The window for the Lua lexer at `at`; it refills when less than half a buffer is left. */
  luaWindow(at: number): Window {
    const { total } = this.#bytes;
    if (this.#last >= total) return at < this.#text.length ? this.#text.length : 'exhausted';
    if (this.#last - this.#bytes.byteAt(at) < CONF_BUFFER / 2) {
      const kept = this.#bytes.byteAt(this.#start);
      if (this.#last - kept === CONF_BUFFER) return 'overflow';
      this.#refillFrom(kept);
    }
    return this.heldEnd(at);
  }

  /** Nothing matched from `at` to the window's end, where the next window starts if there is more to read. */
  luaWindowBehind(at: number): Window {
    if (this.#last >= this.#bytes.total) return 'exhausted';
    const position = this.#bytes.byteAt(at);
    if (this.#last - position === CONF_BUFFER) return 'overflow';
    const next = this.heldEnd(at);
    this.#start = at;
    this.#refillFrom(position);
    return next;
  }

  /** The offset behind the last character in the buffer; `at` is any offset in it. */
  heldEnd(at: number): number {
    this.#lastOffset ??= this.#bytes.offsetAt(this.#last, at);
    return this.#lastOffset;
  }

  /** The lexer went on at `offset`, past what nginx can hold. */
  jumpTo(offset: number): void {
    this.#start = offset;
    this.#refillFrom(this.#bytes.byteAt(offset));
  }

  /** Like `jumpTo`, unless the buffer already holds `offset`. */
  jumpIfBehind(offset: number): void {
    if (this.#last < this.#bytes.byteAt(offset)) this.jumpTo(offset);
  }

  #refillFrom(byte: number): void {
    const last = Math.max(this.#last, Math.min(byte + CONF_BUFFER, this.#bytes.total));
    if (last !== this.#last) this.#lastOffset = undefined;
    this.#last = last;
  }
}
