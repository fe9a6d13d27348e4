import type { LuaParser } from '../../core/lua/index.js';
import { apiDoc, constructedBy, moduleDoc, toMarkdown, type NginxReference } from '../../core/docs/index.js';
import type { Catalogue } from '../../core/nginx/index.js';
import type { ProjectFacts, RunFact } from '../analysis/facts.js';
import { confHover, type HoverText } from './hover-conf.js';
import { LuaNames } from './lua-names.js';
import { moduleFilesFrom } from './modules.js';
import { hostSpan, luaAt, type FeatureDocument, type LuaRegion } from './place.js';

export type { HoverText } from './hover-conf.js';

export interface HoverContext {
  readonly parser: LuaParser;
  readonly facts: ProjectFacts;
  /** With the directives that a person describes. */
  readonly catalogue: Catalogue;
  /** nginx's own texts; loaded when they are first asked for. */
  readonly reference: () => NginxReference;
}

/** What a person who points at an offset wants to read; undefined where nothing is known. */
export function hoverAt(
  document: FeatureDocument,
  offset: number,
  context: HoverContext,
): HoverText | undefined {
  const region = luaAt(document, offset, context.parser);
  if (!region) return confHover(document, offset, context.facts, context.reference, context.catalogue);
  const at = region.fromHost(offset);
  return at === undefined ? undefined : luaHover(document, region, at, context);
}

function luaHover(
  document: FeatureDocument,
  region: LuaRegion,
  offset: number,
  { facts }: HoverContext,
): HoverText | undefined {
  const named = new LuaNames(region.chunk, constructedBy).at(offset);
  if (!named) return undefined;
  const span = hostSpan(region, named.span);
  if (named.module !== undefined) {
    const doc = moduleDoc(named.module);
    if (doc) return { markdown: toMarkdown(doc), span };
    const [file] = moduleFilesFrom(named.module, document.file, facts);
    return file === undefined ? undefined : { markdown: moduleMarkdown(named.module, file, facts), span };
  }
  const doc = apiDoc(named.path);
  return doc && { markdown: toMarkdown(doc), span };
}

/** A module of the project: where it lies, how it lives, who runs it. */
function moduleMarkdown(name: string, file: string, facts: ProjectFacts): string {
  const runs = facts.runs[file] ?? [];
  return [
    `**${name}** · ${file}`,
    'Loaded once in each worker: what its main chunk makes lives as long as the worker, and no other worker sees it.',
    ...(runs.length > 0 ? [`Run by ${runList(runs)}.`] : []),
  ].join('\n\n');
}

const shownRuns = 5;

function runList(runs: readonly RunFact[]): string {
  const shown = runs.slice(0, shownRuns).map(({ label }) => `\`${label}\``);
  const more = runs.length - shown.length;
  return shown.join(', ') + (more > 0 ? ` and ${more} more` : '');
}
