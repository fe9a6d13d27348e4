import type { Place } from '../../contract/index.js';
import { LineIndex, normalizePath, type Span } from '../nginx/index.js';

/** Places in files by their offsets; each file's lines are counted once. */
export class FilePlaces {
  private readonly lines = new Map<string, LineIndex>();

  constructor(private readonly read: (path: string) => string | undefined) {}

  /** @param span UTF-16 offsets */
  placeOf(path: string, { start, end }: Span): Place {
    const file = normalizePath(path);
    let lines = this.lines.get(file);
    if (!lines) this.lines.set(file, (lines = new LineIndex(this.read(file) ?? '')));
    return { file, range: { start: lines.positionAt(start), end: lines.positionAt(end) } };
  }
}
