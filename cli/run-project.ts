import path from 'node:path';
import type { CellAddress } from '../contract/index.js';
import { buildProject } from '../core/openresty/index.js';
import { analyseState } from '../core/state/index.js';
import { luaParser } from './assets.js';
import { projectFiles } from '../server/index.js';

/** What the text says about a program that is about to run. */
export interface RunProject {
  /** Absolute; the cells' files are relative to it. */
  readonly root: string;
  readonly cells: readonly CellAddress[];
  /** Ids of the cells that requests only ever count up or down. */
  readonly counters: ReadonlySet<string>;
  /** The URIs of the locations that a client can ask for, in the order of the source. */
  readonly uris: readonly string[];
}

/** Steps of the analysis, a second or so: a server should start soon, and what is cut is only not shown. */
const budget = 300_000;

/** Names the cells to read in each worker: those that the rules would speak about. */
export async function analyseForRun(prefix: string, conf: string): Promise<RunProject> {
  const root = prefix;
  const inside = path.relative(root, path.resolve(prefix, conf)).replaceAll('\\', '/');
  const nothing = { root, cells: [], counters: new Set<string>(), uris: [] };
  // A configuration elsewhere may be anybody's: /etc/nginx with the prefix /, say. It runs, and nothing is read.
  if (inside.startsWith('..') || path.isAbsolute(inside)) return nothing;
  const project = buildProject(projectFiles(root), {
    parser: await luaParser(),
    prefix: '.',
    configurations: [inside],
    reachedOnly: true,
  });
  const cells = analyseState(project, { budget }).cells.filter(
    (cell) => cell.observable && !cell.assumed && cell.address,
  );
  const addressed = cells.flatMap((cell) => (cell.address ? [{ cell, address: cell.address }] : []));
  return {
    root,
    cells: addressed.map(({ address }) => address),
    counters: new Set(
      addressed
        .filter(({ cell }) => cell.writes.every(({ step }) => step !== undefined))
        .map(({ address }) => address.id),
    ),
    uris: project.configurations[0]?.uris ?? [],
  };
}
