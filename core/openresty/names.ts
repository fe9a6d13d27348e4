import { resolveScopes, type LuaParser } from '../lua/index.js';
import {
  luaChunkOf,
  namesOfFile,
  type ConfTree,
  type FileNames,
  type OuterBlocks,
  type Span,
} from '../nginx/index.js';
import { mayUseNames, namesOfLua, type ComputedName, type LuaChunkNames } from './lua-names.js';

/** The names of a configuration with those that its Lua uses, or of a Lua file. Offsets are those of the file. */
export interface AllNames extends FileNames {
  readonly computed: readonly ComputedName[];
  readonly strings: readonly { readonly value: string; readonly span: Span }[];
}

export { mayComputeNames, mayUseNames } from './lua-names.js';

const nothing: LuaChunkNames = { occurrences: [], values: [], uris: [], computed: [], strings: [] };

/** Reads Lua texts for names; a text that was read before is not read again. */
export class LuaNamesReader {
  #known = new Map<string, LuaChunkNames>();

  constructor(private readonly parser: LuaParser) {}

  read(text: string): LuaChunkNames {
    if (!mayUseNames(text)) return nothing;
    const known = this.#known.get(text);
    if (known) return known;
    const syntax = this.parser.parse(text);
    const names = namesOfLua({ syntax, scopes: resolveScopes(syntax) });
    // An editor session makes many texts; those of one project are fewer.
    if (this.#known.size > 2000) this.#known = new Map();
    this.#known.set(text, names);
    return names;
  }
}

export function namesOfLuaFile(text: string, reader: LuaNamesReader): AllNames {
  return { ...reader.read(text), hosts: [], locations: [], lua: [], includes: [] };
}

/** A configuration's own names, and those in its `*_by_lua_block { … }` and `*_by_lua '…'`. */
export function namesOfConfiguration(tree: ConfTree, reader: LuaNamesReader, outer?: OuterBlocks): AllNames {
  const conf = namesOfFile(tree, outer);
  const occurrences = [...conf.occurrences];
  const values = [...conf.values];
  const uris = [...conf.uris];
  const computed: ComputedName[] = [];
  const strings: { value: string; span: Span }[] = [];
  for (const { node, family, server } of conf.lua) {
    const chunk = luaChunkOf(node);
    if (!chunk) continue;
    const names = reader.read(chunk.text);
    const move = <Item extends { readonly span: Span }>(item: Item): Item => ({
      ...item,
      span: { start: chunk.toHost(item.span.start), end: chunk.toHost(item.span.end) },
    });
    for (const one of names.occurrences)
      occurrences.push({
        ...move(one),
        ...(one.kind !== 'dict' && { family }),
        ...(one.kind === 'location' && { server }),
      });
    for (const one of names.values) values.push({ ...move(one), family });
    for (const one of names.uris) uris.push({ ...move(one), server });
    computed.push(...names.computed.map(move));
    strings.push(...names.strings.map(move));
  }
  occurrences.sort((a, b) => a.span.start - b.span.start);
  return { ...spread(conf), occurrences, values, uris, computed, strings };
}

function spread({
  hosts,
  locations,
  lua,
  includes,
}: FileNames): Pick<FileNames, 'hosts' | 'locations' | 'lua' | 'includes'> {
  return { hosts, locations, lua, includes };
}
