import { resolve, sep } from 'node:path';
import type { CellAddress } from '../../contract/index.js';
import type { UpvalueWatch } from '../../lua-engine/index.js';

/** A watch and the chunk that it is for. */
export interface UpvalueWatchOf extends UpvalueWatch {
  /** As load gets it: `@file` or `=name`. */
  readonly chunk: string;
}

/** A chunk that stands in a configuration file. */
export interface InlineChunk {
  readonly file: string;
  /** The line of the file, from 1, that is line 1 of the chunk. */
  readonly line: number;
  readonly chunkName: string;
}

export interface WatchSurroundings {
  /** What the cells' files are relative to. */
  readonly root: string;
  readonly workingDirectory: string;
  /** The templates of `lua_package_path`, `$prefix` filled in. */
  readonly packagePath: readonly string[];
  readonly inline: readonly InlineChunk[];
}

export interface WatchPlan {
  readonly watches: readonly UpvalueWatchOf[];
  /** The ids of each cell's watches. */
  readonly ids: ReadonlyMap<string, readonly string[]>;
}

/**
 * Which variables the VM is to watch. The same file is known to Lua under the name that the searcher or the
 * directive opened it with (`@/srv/app/lua/a.lua`, `@./lua/a.lua`), so a cell can have several watches.
 */
export function planWatches(cells: readonly CellAddress[], surroundings: WatchSurroundings): WatchPlan {
  const watches: UpvalueWatchOf[] = [];
  const ids = new Map<string, string[]>();
  for (const { id, anchor } of cells) {
    if (anchor.kind !== 'upvalue') continue;
    const file = resolve(surroundings.root, anchor.file);
    const chunks = chunksOf(file, anchor.line, surroundings);
    const own = chunks.map(({ chunk, line }, n) => ({ id: `${id}#${n}`, line, name: anchor.name, chunk }));
    watches.push(...own);
    ids.set(
      id,
      own.map((watch) => watch.id),
    );
  }
  return { watches, ids };
}

function chunksOf(
  file: string,
  line: number,
  { workingDirectory, packagePath, inline }: WatchSurroundings,
): { chunk: string; line: number }[] {
  const inConfiguration = inline
    .filter((chunk) => resolve(workingDirectory, chunk.file) === file && chunk.line <= line)
    .sort((a, b) => b.line - a.line)
    .slice(0, 1);
  if (inConfiguration.length > 0)
    return inConfiguration.map((chunk) => ({ chunk: chunk.chunkName, line: line - chunk.line + 1 }));
  const names = new Set([
    file,
    ...packagePath.flatMap((template) => nameBy(template, file, workingDirectory)),
  ]);
  return [...names].map((name) => ({ chunk: `@${name}`, line }));
}

/** The name that a template's searcher would open the file by: `./lua/?.lua` gives `./lua/a/b.lua`. */
function nameBy(template: string, file: string, workingDirectory: string): string[] {
  const mark = template.indexOf('?');
  if (mark === -1) return [];
  const before = template.slice(0, mark);
  const slash = before.lastIndexOf('/');
  const folder = before.slice(0, slash + 1);
  const absolute = resolve(workingDirectory, folder === '' ? '.' : folder);
  const start = absolute.endsWith(sep) ? absolute : absolute + sep;
  return file.startsWith(start) ? [folder + file.slice(start.length).replaceAll(sep, '/')] : [];
}
