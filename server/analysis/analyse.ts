import type { LuaParser, LuaSyntax } from '../../core/lua/index.js';
import { parseConf, type ConfTree } from '../../core/nginx/index.js';
import { buildProject, type ProjectFiles, type ReadOptions } from '../../core/openresty/index.js';
import { checkProject } from '../../core/rules/index.js';
import { catalogueFor } from './catalogue.js';
import { factsOf } from './facts.js';
import { Glances } from './glance.js';
import type { AnalysedFolder, AnalysisResult } from './protocol.js';
import { TextMemo } from './text-memo.js';

interface Memos {
  readonly trees: TextMemo<LuaSyntax>;
  readonly verdicts: TextMemo<string>;
  /** Configuration files, and those that are read as entries of a block. */
  readonly directives: TextMemo<ConfTree>;
  readonly entries: TextMemo<ConfTree>;
}

export interface Analysis {
  readonly result: AnalysisResult;
  /** What the next edits can be told by. */
  glances(): Glances;
}

export interface Analyser {
  /** @param checkpoint called every few milliseconds; may throw to give up */
  analyse(folder: AnalysedFolder, files: ProjectFiles, checkpoint: () => void): Analysis;
}

/**
 * The analysis of projects, one after the other; each text is parsed and compiled once as long as it is in use.
 * @param compile the Lua engine's: its message, or nothing for a good chunk
 */
export function createAnalyser(
  parser: LuaParser,
  compile: (text: string, chunkName: string) => string | undefined,
): Analyser {
  const memos = new Map<string, Memos>();
  const memosOf = (root: string): Memos => {
    let own = memos.get(root);
    if (!own) {
      own = {
        trees: new TextMemo((text) => parser.parse(text)),
        // The rule gives every chunk the same name, so the verdict is the text's.
        verdicts: new TextMemo((text) => compile(text, '=chunk') ?? ''),
        directives: new TextMemo((text, checkpoint) => parseConf(text, { checkpoint })),
        entries: new TextMemo((text, checkpoint) => parseConf(text, { content: 'entries', checkpoint })),
      };
      memos.set(root, own);
    }
    return own;
  };
  return {
    analyse({ root, prefix, conf, rules, modules, nginxVersion }, files, checkpoint) {
      const { trees, verdicts, directives, entries } = memosOf(root);
      // What reads after this run is over is not given up with it.
      const parseWith =
        (stop?: () => void): NonNullable<ReadOptions['parseConf']> =>
        (_path, text, { content }) =>
          (content === 'entries' ? entries : directives).get(text, stop);
      const reading: ReadOptions = {
        catalogue: catalogueFor({ modules, nginxVersion }),
        parseConf: parseWith(),
        ...(prefix !== '' && { prefix }),
        ...(conf !== '' && { configurations: [conf] }),
      };
      const project = buildProject(files, {
        ...reading,
        parseConf: parseWith(checkpoint),
        checkpoint,
        parser: {
          parse: (text) => {
            checkpoint();
            return trees.get(text);
          },
        },
      });
      const { findings, failures, state } = checkProject(project, (text) => verdicts.get(text) || undefined, {
        checkpoint,
        levels: rules,
      });
      const facts = factsOf(project, state, checkpoint);
      trees.endRound();
      verdicts.endRound();
      directives.endRound();
      entries.endRound();
      const notes = failures.map(
        ({ code, error }) => `the rule ${code} failed, the others ran: ${describe(error)}`,
      );
      if (state.cut) {
        notes.push(
          `${root} is too large or too deep for a whole analysis of worker state: findings may be missing`,
        );
      }
      // Of the cells, which lead to all that the engine knew, nothing is kept.
      const { reached, loaded, isCalled } = state;
      return {
        result: { findings, facts, notes },
        glances: () =>
          new Glances(project, { reached, loaded, isCalled }, findings, {
            parse: (text) => parser.parse(text),
            compile,
            levels: rules,
            reading,
          }),
      };
    },
  };
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
