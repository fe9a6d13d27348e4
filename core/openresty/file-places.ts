import type { Place } from '../../contract/index.js';
import { LineIndex, normalizePath, type Span } from '../nginx/index.js';

/** Places in files by their offsets; each file's lines are counted once. */
export class FilePlaces {
  private readonly lines = new Map<string, LineIndex>();
  private readonly texts = new Map<string, string>();

  constructor(private readonly read: (path: string) => string | undefined) {}

  /** @param span UTF-16 offsets */
  placeOf(path: string, { start, end }: Span): Place {
    const file = normalizePath(path);
    let lines = this.lines.get(file);
    if (!lines) this.lines.set(file, (lines = new LineIndex(this.textOf(file))));
    return { file, range: { start: lines.positionAt(start), end: lines.positionAt(end) } };
  }

  textAt(path: string, { start, end }: Span): string {
    return this.textOf(normalizePath(path)).slice(start, end);
  }

  private textOf(file: string): string {
    let text = this.texts.get(file);
    if (text === undefined) this.texts.set(file, (text = this.read(file) ?? ''));
    return text;
  }
}
