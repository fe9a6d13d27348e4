import type { ConfFile, IncludedConfiguration, ResolvedInclude } from './include.js';
import { LineIndex } from './lines.js';
import { normalizePath } from './paths.js';
import { isPattern } from './glob.js';
import { walk, type ConfNode, type ConfTree, type Span } from './tree.js';

/** Where the lines of an effective configuration come from, from one line on. Lines count from 0. */
export interface EffectivePart {
  readonly line: number;
  /** The file as the loader named it, normalized. */
  readonly file: string;
  readonly sourceLine: number;
}

export interface EffectiveText {
  readonly text: string;
  /** By line; each holds up to the next. */
  readonly parts: readonly EffectivePart[];
}

/** More is no configuration to read; two files that include the next pair twice double with each step. */
const MAX_LENGTH = 20_000_000;

/**
 * A configuration in one text: each `include` gives way to what it reads, between comments that name the file and the
 * line. nginx takes the text, in the place of the root file, as it takes the original. What could not be read stays an
 * `include`, and so does one that would never end.
 */
export function effectiveText(configuration: IncludedConfiguration): EffectiveText {
  return new Writer(configuration).write();
}

class Writer {
  readonly #root: ConfFile;
  readonly #includes: ReadonlyMap<ConfNode, ResolvedInclude>;
  readonly #reading = new Set<ConfFile>();
  readonly #parts: EffectivePart[] = [];
  readonly #pieces: string[] = [];
  #line = 0;
  #length = 0;
  #atLineStart = true;

  constructor({ root, includes }: IncludedConfiguration) {
    this.#root = root;
    this.#includes = new Map(includes.map((include) => [include.directive, include]));
  }

  write(): EffectiveText {
    this.#file(this.#root, '');
    return { text: this.#pieces.join(''), parts: this.#parts };
  }

  #file(file: ConfFile, indent: string): void {
    const { tree } = file;
    const lines = new LineIndex(tree.text);
    const keep = unindented(tree);
    this.#reading.add(file);
    this.#origin(file, 0, indent);
    let at = 0;
    for (const include of this.#includesIn(tree)) {
      const { span } = include.directive;
      this.#text(tree.text.slice(at, span.start), at, indent, keep);
      const own = indent + indentation(tree.text, span.start);
      const { line } = lines.positionAt(span.end);
      at = span.end;
      if (!this.#mayExpand(include)) {
        this.#text(tree.text.slice(span.start, span.end), span.start, indent, keep);
        continue;
      }
      this.#expand(include, own);
      const rest = tree.text.slice(at, lines.lineSpan(line).end);
      const isWholeLine = rest.trim() === '';
      this.#origin(file, isWholeLine ? line + 1 : line, own);
      // The text goes on behind the comment: with the next line, or with what else stands on this one.
      if (isWholeLine) at = Math.min(tree.text.length, tree.text.indexOf('\n', at) + 1 || tree.text.length);
      else {
        this.#put(own);
        at += rest.length - rest.trimStart().length;
      }
    }
    this.#text(tree.text.slice(at), at, indent, keep);
    this.#reading.delete(file);
  }

  #includesIn(tree: ConfTree): ResolvedInclude[] {
    return [...walk(tree.children)].flatMap((node) => this.#includes.get(node) ?? []);
  }

  #mayExpand({ files, target }: ResolvedInclude): boolean {
    if (this.#length > MAX_LENGTH || files.some((file) => this.#reading.has(file))) return false;
    // A pattern may match nothing; a plain name is there or nginx says that it is not.
    return files.length > 0 || isPattern(target.value);
  }

  #expand({ files, target }: ResolvedInclude, indent: string): void {
    const name = target.raw.replace(/\s+/g, ' ');
    const what = files.length === 0 ? 'no file matches' : files.length === 1 ? '' : `${files.length} files`;
    this.#comment(`include ${name}${what === '' ? '' : `: ${what}`}`, indent);
    for (const file of files) {
      this.#file(file, indent);
      this.#endLine();
    }
  }

  /** A comment on a line of its own that says where the next line comes from. */
  #origin(file: ConfFile, sourceLine: number, indent: string): void {
    const path = normalizePath(file.path);
    this.#comment(`${path}:${sourceLine + 1}`, indent);
    this.#parts.push({ line: this.#line, file: path, sourceLine });
  }

  #comment(text: string, indent: string): void {
    this.#endLine();
    this.#put(`${indent}# ${text}\n`);
  }

  #endLine(): void {
    if (this.#atLineStart) return;
    // The white space in front of the `include` that was replaced.
    let last = (this.#pieces.pop() ?? '').replace(/[ \t]+$/, '');
    while (last === '' && this.#pieces.length > 0) last = (this.#pieces.pop() ?? '').replace(/[ \t]+$/, '');
    this.#pieces.push(last);
    if (last !== '' && !last.endsWith('\n')) this.#put('\n');
    this.#atLineStart = true;
  }

  /** A piece of a file, indented where that changes nothing. */
  #text(piece: string, offset: number, indent: string, keep: readonly Span[]): void {
    if (indent === '' || piece === '') {
      this.#put(piece);
      return;
    }
    let next = 0;
    const indented = piece.split('\n').reduce(
      ({ text, at }, line, index) => {
        while ((keep[next]?.end ?? Infinity) < at) next += 1;
        const span = keep[next];
        const isKept = span !== undefined && span.start < at && at <= span.end;
        const begins = index > 0 || (this.#atLineStart && text === '');
        const lead = begins && !isKept && line.trim() !== '' ? indent : '';
        return { text: `${text}${index > 0 ? '\n' : ''}${lead}${line}`, at: at + line.length + 1 };
      },
      { text: '', at: offset },
    );
    this.#put(indented.text);
  }

  #put(text: string): void {
    if (text === '') return;
    this.#pieces.push(text);
    this.#length += text.length;
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) this.#line += 1;
    this.#atLineStart = text.endsWith('\n');
  }
}

/** The words over several lines, whose value would change, and the Lua that may hold strings over several lines. */
function unindented({ tokens }: ConfTree): Span[] {
  return tokens
    .filter(({ kind, raw }) => {
      if (!raw.includes('\n')) return false;
      return kind === 'word' || (kind === 'lua' && /\[=*\[|\\\r?\n|\\z/.test(raw));
    })
    .map(({ span }) => span);
}

/** The white space in front of the line that an offset is on. */
function indentation(text: string, offset: number): string {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  return /^[ \t]*/.exec(text.slice(start, offset))?.[0] ?? '';
}
