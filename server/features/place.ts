import {
  luaChunkOf,
  walk,
  type ConfTree,
  type ConfNode,
  type LuaChunk,
  type Span,
} from '../../core/nginx/index.js';
import type { LuaParser } from '../../core/lua/index.js';
import { parseLua, type LuaChunkSyntax, type ParsedText } from '../workspace/documents.js';

export type Language = 'nginx' | 'lua';

/** A document as the features see it: plain data, no connection. Offsets are UTF-16 units of its text. */
export interface FeatureDocument {
  readonly language: Language;
  /** Relative to the project's root; undefined for a text that is no file of it. */
  readonly file: string | undefined;
  readonly parsed: ParsedText;
}

/** Lua code and how its offsets lie in the document that contains it. */
export interface LuaRegion {
  readonly chunk: LuaChunkSyntax;
  readonly toHost: (offset: number) => number;
  readonly fromHost: (offset: number) => number | undefined;
  /** The directive that the chunk stands in, for a chunk of a configuration. */
  readonly directive: ConfNode | undefined;
}

/** The Lua at an offset of a document: the file itself, or the chunk of the directive around the offset. */
export function luaAt(
  { language, parsed }: FeatureDocument,
  offset: number,
  parser: LuaParser,
): LuaRegion | undefined {
  if (language === 'lua') return wholeFile(parsed);
  return luaRegions(parsed.conf, parser, (chunk) => chunk.fromHost(offset) !== undefined)[0];
}

function wholeFile(parsed: ParsedText): LuaRegion {
  return {
    chunk: parsed.lua,
    toHost: (offset) => offset,
    fromHost: (offset) => offset,
    directive: undefined,
  };
}

function luaRegions(conf: ConfTree, parser: LuaParser, wanted: (chunk: LuaChunk) => boolean): LuaRegion[] {
  const regions: LuaRegion[] = [];
  for (const directive of walk(conf.children)) {
    const chunk = luaChunkOf(directive);
    if (!chunk || !wanted(chunk)) continue;
    regions.push({
      chunk: parseLua(chunk.text, parser),
      toHost: (offset) => chunk.toHost(offset),
      fromHost: (offset) => chunk.fromHost(offset),
      directive,
    });
  }
  return regions;
}

export function hostSpan({ toHost }: LuaRegion, { start, end }: Span): Span {
  return { start: toHost(start), end: toHost(end) };
}

/** The directives around an offset, the outermost first. */
export function directivesAt(conf: ConfTree, offset: number): ConfNode[] {
  const path: ConfNode[] = [];
  let nodes: readonly ConfNode[] = conf.children;
  for (;;) {
    const node = nodes.find(({ span }) => span.start <= offset && offset <= span.end);
    if (!node) return path;
    path.push(node);
    nodes = node.form === 'block' ? node.block.children : [];
  }
}
