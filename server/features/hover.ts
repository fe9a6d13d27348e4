import type { LuaParser, Span } from '../../core/lua/index.js';
import {
  apiDoc,
  constructedBy,
  directiveDoc,
  moduleDoc,
  nginxToMarkdown,
  toMarkdown,
  type NginxReference,
} from '../../core/docs/index.js';
import type { ConfNode, Word } from '../../core/nginx/index.js';
import type { ProjectFacts, RunFact } from '../analysis/facts.js';
import { LuaNames } from './lua-names.js';
import { moduleFilesFrom } from './modules.js';
import { directivesAt, hostSpan, luaAt, type FeatureDocument, type LuaRegion } from './place.js';

export interface HoverContext {
  readonly parser: LuaParser;
  readonly facts: ProjectFacts;
  /** nginx's own texts; loaded when they are first asked for. */
  readonly reference: () => NginxReference;
}

/** Markdown, and the part of the document that it is about (UTF-16 offsets). */
export interface HoverText {
  readonly markdown: string;
  readonly span: Span;
}

/** What a person who points at an offset wants to read; undefined where nothing is known. */
export function hoverAt(
  document: FeatureDocument,
  offset: number,
  context: HoverContext,
): HoverText | undefined {
  const region = luaAt(document, offset, context.parser);
  if (!region) return confHover(document, offset, context);
  const at = region.fromHost(offset);
  return at === undefined ? undefined : luaHover(document, region, at, context);
}

function confHover(
  { parsed }: FeatureDocument,
  offset: number,
  { reference }: HoverContext,
): HoverText | undefined {
  const path = directivesAt(parsed.conf, offset);
  const node = path.at(-1);
  if (!node) return undefined;
  if (node.kind === 'directive' && touches(node.name.span, offset)) {
    const markdown = directiveMarkdown(node, path.slice(0, -1), reference());
    return markdown === undefined ? undefined : { markdown, span: node.name.span };
  }
  const word = [node.name, ...node.args].find(({ span }) => touches(span, offset));
  const variable = word && variableAt(word, offset);
  if (!variable) return undefined;
  const markdown = reference().variable(variable.name, familyOf(path));
  return markdown === undefined ? undefined : { markdown, span: variable.span };
}

/** Ours for OpenResty's modules, else nginx's: of modules that share a name those that fit the blocks around. */
function directiveMarkdown(
  node: ConfNode,
  around: readonly ConfNode[],
  reference: NginxReference,
): string | undefined {
  const name = node.name.value;
  const own = directiveDoc(name);
  if (own) return toMarkdown(own);
  const all = reference.directives(name);
  const context = around.at(-1)?.name.value ?? 'main';
  const family = around[0]?.name.value;
  const fitting = all.filter(
    ({ module, contexts }) =>
      contexts.includes(context) &&
      (!family || !/_(?:http|stream|mail)_/.test(module) || module.includes(`_${family}_`)),
  );
  const [best] = fitting.length > 0 ? fitting : all;
  return best && nginxToMarkdown(best);
}

/** The module family that a place belongs to, by the block around everything. */
function familyOf([outermost]: readonly ConfNode[]): 'http' | 'stream' | 'mail' {
  const name = outermost?.name.value;
  return name === 'stream' || name === 'mail' ? name : 'http';
}

/** `$name` and `${name}` in a word, quoted or not. */
function variableAt({ raw, span }: Word, offset: number): { name: string; span: Span } | undefined {
  for (const match of raw.matchAll(/\$(?:\{(\w+)\}|(\w+))/g)) {
    const start = span.start + match.index;
    const found = { start, end: start + match[0].length };
    if (touches(found, offset)) return { name: match[1] ?? match[2] ?? '', span: found };
  }
  return undefined;
}

function touches({ start, end }: Span, offset: number): boolean {
  return start <= offset && offset <= end;
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
