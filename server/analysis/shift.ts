import type { Finding, Fix, Place, Position, Range } from '../../contract/index.js';
import { changeBetween, LineIndex } from '../../core/nginx/index.js';

/**
 * Where the places of a file's earlier text are in its present one: what lies before the change stays, what lies
 * behind it moves, and what the change replaced is nowhere.
 */
export class Shift {
  private readonly before: LineIndex;
  private readonly after: LineIndex;
  /** UTF-16 offsets in the earlier text: the change replaced what is between. */
  private readonly start: number;
  private readonly end: number;
  private readonly growth: number;

  constructor(
    private readonly file: string,
    before: string,
    after: string,
  ) {
    const { start, end, growth } = changeBetween(before, after);
    this.before = new LineIndex(before);
    this.after = new LineIndex(after);
    this.start = start;
    this.end = end;
    this.growth = growth;
  }

  /** The finding in the present text; undefined where the change replaced its place. Fixes that the change touched are left out. */
  finding(finding: Finding): Finding | undefined {
    const place = this.place(finding.place);
    return place && this.withPlace(finding, place);
  }

  /** The same, but what the change replaced is moved to its beginning. */
  nearest(finding: Finding): Finding {
    return this.withPlace(finding, this.place(finding.place) ?? this.nearestPlace(finding.place));
  }

  private withPlace(finding: Finding, place: Place): Finding {
    const fixes = finding.fixes?.flatMap((fix) => this.fix(fix) ?? []);
    const { fixes: _, ...rest } = finding;
    return {
      ...rest,
      place,
      related: finding.related.map((one) => ({
        ...one,
        place: this.place(one.place) ?? this.nearestPlace(one.place),
      })),
      ...(fixes && fixes.length > 0 && { fixes }),
    };
  }

  private fix(fix: Fix): Fix | undefined {
    const edits = fix.edits.map((edit) => {
      const moved = this.place(edit);
      return moved && { ...edit, range: moved.range };
    });
    return edits.every((edit) => edit !== undefined) ? { ...fix, edits } : undefined;
  }

  private place({ file, range }: Pick<Place, 'file' | 'range'>): Place | undefined {
    if (file !== this.file) return { file, range };
    const moved = this.range(range);
    return moved && { file, range: moved };
  }

  private range(range: Range): Range | undefined {
    const start = this.before.offsetAt(range.start);
    const end = this.before.offsetAt(range.end);
    const isInside = start < this.end && end > this.start;
    if (isInside) return undefined;
    if (end <= this.start && (end > start || end < this.start)) return range;
    return {
      start: this.after.positionAt(start + this.growth),
      end: this.after.positionAt(end + this.growth),
    };
  }

  private nearestPlace({ file, range }: Place): Place {
    const nearest = (position: Position): Position => {
      const offset = this.before.offsetAt(position);
      if (offset <= this.start) return position;
      return this.after.positionAt(offset >= this.end ? offset + this.growth : this.start);
    };
    return { file, range: { start: nearest(range.start), end: nearest(range.end) } };
  }
}
