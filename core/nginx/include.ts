import { includeTarget } from './entry-blocks.js';
import { expandGlob, isPattern } from './glob.js';
import { parseConf, type ParseOptions } from './parser.js';
import {
  directoryPrefix,
  fullName,
  pathIdentity,
  pathStyleOf,
  withSlashes,
  type PathStyle,
} from './paths.js';
import {
  blockOf,
  headEnd,
  type ConfNode,
  type ConfTree,
  type Content,
  type Span,
  type Word,
} from './tree.js';

/** The files that the caller can see. Paths have `/` between their parts. */
export interface ConfFiles {
  /** The text of a file, its byte-order mark kept; undefined if it cannot be read. */
  read(path: string): string | undefined;
  /** The names in a directory; undefined if there is none. Without `list` no pattern matches anything. */
  list?(directory: string): readonly string[] | undefined;
}

export interface ConfFile {
  /** As nginx would name it in a message: completed with the configuration's directory, otherwise as written. */
  readonly path: string;
  readonly tree: ConfTree;
}

/** A directive (or entry) and the file it stands in, its children with all includes filled in. */
export interface LocatedDirective {
  readonly file: ConfFile;
  readonly directive: ConfNode;
  readonly parent?: LocatedDirective;
  readonly children: readonly LocatedDirective[];
  /** When nginx has read the directive up to its `;` or `{`: counts on through all files and errors. */
  readonly order: number;
  /** When nginx has read the block's `}`; the same as `order` where there is no block. */
  readonly endOrder: number;
}

/** An `include` and what it reads, in order; none for a pattern that matches nothing. */
export interface ResolvedInclude {
  readonly file: ConfFile;
  readonly directive: ConfNode;
  readonly target: Word;
  readonly files: readonly ConfFile[];
}

export interface LocatedError {
  readonly file: ConfFile;
  readonly span: Span;
  readonly message: string;
  /** When nginx meets it: see `LocatedDirective.order`. */
  readonly order: number;
}

export interface IncludedConfiguration {
  readonly root: ConfFile;
  /** Each file once, the root first. */
  readonly files: readonly ConfFile[];
  readonly includes: readonly ResolvedInclude[];
  /** Syntax errors and failed includes, in nginx's order: the first is the one that `nginx -t` prints. */
  readonly errors: readonly LocatedError[];
  /** The directives of the root with every `include` replaced by the directives of its files. */
  readonly expanded: readonly LocatedDirective[];
}

export interface LoadOptions extends Pick<ParseOptions, 'byteLength'> {
  /** How to read paths; taken from the look of the root's path unless told. */
  readonly pathStyle?: PathStyle;
  /** The directory for relative names; the root file's own unless told (nginx: conf_prefix). */
  readonly directory?: string;
  /** Parses one file, for callers that keep trees; `parseConf` unless told. */
  readonly parse?: (path: string, text: string, options: ParseOptions) => ConfTree;
  /** After so many included files the rest is left out, with an error; each of two files that are included twice doubles the work. */
  readonly maxIncludes?: number;
}

const MAX_INCLUDES = 10_000;

/**
 * Reads a configuration and everything it includes, as ngx_conf_include does: relative names start at the
 * root file's directory, whichever file they stand in; a pattern may match nothing, a plain name must exist;
 * every file must be balanced by itself. A file that includes itself, at whatever distance, is an error where
 * it does so, and is left out there (nginx would go on until its stack or its descriptors end). Never throws,
 * unless `files` does.
 */
export function loadConfiguration(
  rootPath: string,
  files: ConfFiles,
  options: LoadOptions = {},
): IncludedConfiguration {
  return new Loader(rootPath, files, options).load();
}

interface Located extends LocatedDirective {
  readonly children: Located[];
  endOrder: number;
}

/** A list of nodes on its way into `into`. */
interface Visit {
  readonly file: ConfFile;
  readonly nodes: readonly ConfNode[];
  next: number;
  readonly parent: Located | undefined;
  readonly into: Located[];
  /** The directive whose block the nodes stand in. */
  readonly owner: string | undefined;
  /** For the top of a file: what marks it as being read, and the include that asked for it. */
  readonly opened?: { readonly identity: string; readonly by?: Site };
}

interface Site {
  readonly file: ConfFile;
  readonly target: Word;
}

class Loader {
  readonly #files: ConfFiles;
  readonly #options: LoadOptions;
  readonly #style: PathStyle;
  readonly #rootPath: string;
  readonly #prefix: string;
  readonly #known = new Map<string, ConfFile>();
  /** Files that are being read, outermost first: identity and path. */
  readonly #reading = new Map<string, string>();
  readonly #includes: ResolvedInclude[] = [];
  readonly #errors: LocatedError[] = [];
  /** How many of a file's syntax errors are already in `#errors`. */
  readonly #reported = new Map<ConfFile, number>();
  readonly #visits: Visit[] = [];
  #order = 0;
  #left: number;

  constructor(rootPath: string, files: ConfFiles, options: LoadOptions) {
    this.#files = files;
    this.#options = options;
    this.#style = options.pathStyle ?? pathStyleOf(rootPath);
    this.#rootPath = withSlashes(rootPath, this.#style);
    const directory =
      options.directory === undefined ? undefined : withSlashes(options.directory, this.#style);
    this.#prefix = directory?.replace(/\/?$/, '/') ?? directoryPrefix(this.#rootPath);
    this.#left = options.maxIncludes ?? MAX_INCLUDES;
  }

  load(): IncludedConfiguration {
    const opened = this.#open(this.#rootPath, 'directives');
    const root = opened ?? { path: this.#rootPath, tree: parseConf('') };
    const expanded: Located[] = [];
    if (opened === undefined) this.#error(root, { start: 0, end: 0 }, this.#cannotRead(this.#rootPath));
    this.#visitFile(root, 'directives', undefined, expanded, undefined, undefined);
    for (let visit = this.#visits.at(-1); visit !== undefined; visit = this.#visits.at(-1))
      this.#advance(visit);
    const files = opened === undefined ? [] : [...this.#known.values()];
    return { root, files, includes: this.#includes, errors: this.#errors, expanded };
  }

  #advance(visit: Visit): void {
    if (visit.next === 0 && visit.opened !== undefined && !this.#begin(visit.file, visit.opened)) {
      this.#visits.pop();
      return;
    }
    const node = visit.nodes[visit.next];
    visit.next += 1;
    if (node === undefined) {
      this.#visits.pop();
      if (visit.opened !== undefined) this.#finish(visit.file, visit.opened.identity);
      else this.#endBlock(visit);
      return;
    }
    this.#reportBefore(visit.file, node.span.start);
    const target = includeTarget(node, visit.owner);
    if (target === undefined) this.#locate(visit, node);
    else this.#include(visit, node, target);
  }

  #locate(visit: Visit, node: ConfNode): void {
    const { file, parent } = visit;
    // What is wrong between the name and the `;` or `{` is met before the directive is known as a whole.
    this.#reportBefore(file, headEnd(node));
    const order = this.#next();
    const located: Located = {
      file,
      directive: node,
      ...(parent && { parent }),
      children: [],
      order,
      endOrder: order,
    };
    visit.into.push(located);
    const block = blockOf(node);
    if (block === undefined) return;
    const owner = node.name.value;
    this.#visits.push({
      file,
      nodes: block.children,
      next: 0,
      parent: located,
      into: located.children,
      owner,
    });
  }

  #endBlock({ parent, file }: Visit): void {
    if (parent === undefined) return;
    const end = blockOf(parent.directive)?.close?.start ?? Infinity;
    this.#reportBefore(file, end);
    parent.endOrder = this.#next();
  }

  #next(): number {
    this.#order += 1;
    return this.#order;
  }

  #include(visit: Visit, node: ConfNode, target: Word): void {
    const content: Content = node.kind === 'entry' ? 'entries' : 'directives';
    // What stands before the `;` on the way was read before the file is opened.
    this.#reportBefore(visit.file, node.span.end);
    const found: ConfFile[] = [];
    for (const path of this.#pathsOf(target.value)) {
      const file = this.#open(path, content);
      if (file !== undefined) found.push(file);
      else this.#error(visit.file, target.span, this.#cannotRead(path));
    }
    this.#includes.push({ file: visit.file, directive: node, target, files: found });
    const by = { file: visit.file, target };
    // The last one pushed is read first.
    for (const file of found.toReversed()) {
      this.#visitFile(file, content, by, visit.into, visit.parent, visit.owner);
    }
  }

  #visitFile(
    file: ConfFile,
    content: Content,
    by: Site | undefined,
    into: Located[],
    parent: Located | undefined,
    owner: string | undefined,
  ): void {
    const opened = { identity: this.#identity(file.path, content), ...(by && { by }) };
    this.#visits.push({ file, nodes: file.tree.children, next: 0, parent, into, owner, opened });
  }

  /** Whether a file may be read now: not in the middle of itself, and not without end. */
  #begin(file: ConfFile, { identity, by }: NonNullable<Visit['opened']>): boolean {
    if (this.#reading.has(identity)) {
      const chain = [...this.#reading]
        .slice([...this.#reading.keys()].indexOf(identity))
        .map(([, path]) => path);
      if (by) this.#error(by.file, by.target.span, `include cycle: ${[...chain, file.path].join(' -> ')}`);
      return false;
    }
    if (by !== undefined) this.#left -= 1;
    if (this.#left < 0) {
      if (by && this.#left === -1) this.#error(by.file, by.target.span, 'too many included files');
      return false;
    }
    this.#reading.set(identity, file.path);
    return true;
  }

  #finish(file: ConfFile, identity: string): void {
    this.#reportBefore(file, Infinity);
    this.#reading.delete(identity);
  }

  /** The full names that an `include` stands for. */
  #pathsOf(name: string): string[] {
    const path = fullName(name, this.#prefix, this.#style);
    if (!isPattern(path)) return [path];
    return expandGlob(path, (directory) => this.#files.list?.(directory));
  }

  #identity(path: string, content: Content): string {
    return `${content}:${pathIdentity(path, this.#style)}`;
  }

  #open(path: string, content: Content): ConfFile | undefined {
    const identity = this.#identity(path, content);
    const known = this.#known.get(identity);
    if (known !== undefined) return known;
    const text = this.#files.read(path);
    if (text === undefined) return undefined;
    const { byteLength, parse } = this.#options;
    const options = { content, ...(byteLength && { byteLength }) };
    const file = { path, tree: parse?.(path, text, options) ?? parseConf(text, options) };
    this.#known.set(identity, file);
    return file;
  }

  #cannotRead(path: string): string {
    const isDirectory = this.#files.list?.(path) !== undefined;
    return isDirectory
      ? `pread() "${path}" failed (21: Is a directory)`
      : `open() "${path}" failed (2: No such file or directory)`;
  }

  /** Reports a file's own errors up to an offset; the first time round only. */
  #reportBefore(file: ConfFile, offset: number): void {
    const { errors } = file.tree;
    let next = this.#reported.get(file) ?? 0;
    for (let error = errors[next]; error !== undefined && error.span.start < offset; error = errors[next]) {
      this.#error(file, error.span, error.message);
      next += 1;
    }
    this.#reported.set(file, next);
  }

  #error(file: ConfFile, span: Span, message: string): void {
    this.#errors.push({ file, span, message, order: this.#next() });
  }
}
