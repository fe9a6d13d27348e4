/** A place in a text as LSP counts: lines and UTF-16 code units in the line, both from 0. */
export interface Position {
  readonly line: number;
  readonly character: number;
}

/**
 * Offsets to lines and back. Only LF ends a line, as in nginx's own messages; in a file with CRLF the CR is
 * the last character of its line, and `offsetAt` never answers an offset between the two.
 */
export class LineIndex {
  readonly #text: string;
  readonly #starts: readonly number[];

  constructor(text: string) {
    const starts = [0];
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
    this.#text = text;
    this.#starts = starts;
  }

  get lineCount(): number {
    return this.#starts.length;
  }

  /** Offsets outside the text are moved to its nearest end. */
  positionAt(offset: number): Position {
    const within = Math.max(0, Math.min(offset, this.#text.length));
    let low = 0;
    let high = this.#starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((this.#starts[middle] ?? 0) <= within) low = middle;
      else high = middle;
    }
    return { line: low, character: within - (this.#starts[low] ?? 0) };
  }

  /** Lines and columns outside the text are moved to the nearest place in it, as LSP asks. */
  offsetAt(position: Position): number {
    if (position.line < 0) return 0;
    const start = this.#starts[position.line];
    if (start === undefined) return this.#text.length;
    return Math.min(start + Math.max(0, position.character), this.#lineEnd(position.line));
  }

  /** The offsets of a line's text, without its LF or CRLF. */
  lineSpan(line: number): { start: number; end: number } {
    const start = this.#starts[line] ?? this.#text.length;
    return { start, end: Math.max(start, this.#lineEnd(line)) };
  }

  #lineEnd(line: number): number {
    const next = this.#starts[line + 1];
    if (next === undefined) return this.#text.length;
    return this.#text.charAt(next - 2) === '\r' ? next - 2 : next - 1;
  }
}
