import { holdsEntries, includeTarget } from '../entry-blocks.js';
import { blockOf, type ConfNode, type ConfTree, type Word } from '../tree.js';
import type {
  FileNames,
  IncludePlace,
  LocationPlace,
  LuaPlace,
  NameFamily,
  NameOccurrence,
  UriUse,
  VariableValue,
} from './occurrence.js';
import { profileOf, type DirectiveProfile } from './profile.js';
import type { Shape } from './shapes.js';
import { capturesIn, declaredVariable, variablesIn, wordText } from './word-text.js';

/** What is known of the blocks around a file that others include. */
export interface OuterBlocks {
  /** Undefined: nobody knows; then a file without blocks of its own at the top is taken to be of `http`. */
  readonly family?: NameFamily;
  /** The directive whose block the file stands in: `map` for a file of entries. */
  readonly owner?: string;
}

/** Where a node stands. */
interface Around {
  readonly family: NameFamily | undefined;
  readonly owner: ConfNode | undefined;
  readonly ownerName: string | undefined;
  readonly server: number | undefined;
}

/**
 * All names that a configuration file declares and uses, read from its tree alone; of Lua only where it stands. Never
 * throws, whatever the text.
 */
export function namesOfFile(tree: ConfTree, outer: OuterBlocks = {}): FileNames {
  return new Collector().collect(tree, outer);
}

const mainBlocks = new Set(['http', 'stream', 'mail', 'events']);

class Collector implements FileNames {
  readonly occurrences: NameOccurrence[] = [];
  readonly values: VariableValue[] = [];
  readonly hosts: string[] = [];
  readonly locations: LocationPlace[] = [];
  readonly uris: UriUse[] = [];
  readonly lua: LuaPlace[] = [];
  readonly includes: IncludePlace[] = [];

  collect(tree: ConfTree, { family, owner }: OuterBlocks): FileNames {
    const isMain = tree.children.some((node) => node.form === 'block' && mainBlocks.has(node.name.value));
    const top: Around = {
      family: family ?? (isMain ? undefined : 'http'),
      owner: undefined,
      ownerName: owner,
      server: undefined,
    };
    // Blocks may nest as deep as a file is long: no recursion.
    const pending: { node: ConfNode; around: Around }[] = [];
    const push = (nodes: readonly ConfNode[], around: Around): void => {
      for (let index = nodes.length - 1; index >= 0; index -= 1) {
        const node = nodes[index];
        if (node) pending.push({ node, around });
      }
    };
    push(tree.children, top);
    for (let next = pending.pop(); next; next = pending.pop()) {
      const { node, around } = next;
      this.#read(node, around);
      const block = blockOf(node);
      if (block) push(block.children, inside(node, around));
    }
    this.occurrences.sort((a, b) => a.span.start - b.span.start);
    return this;
  }

  #read(node: ConfNode, around: Around): void {
    const target = includeTarget(node, node.kind === 'entry' ? around.ownerName : undefined);
    if (target) {
      const { family, ownerName: owner, server } = around;
      this.includes.push({ node, target, family, owner, server });
    } else if (node.kind === 'entry') this.#readEntry(node, around);
    else this.#readDirective(node, around);
  }

  #readEntry(node: ConfNode, around: Around): void {
    if (around.ownerName === 'map') {
      if (node.name.value.startsWith('~')) this.#captures(node.name, around, 'map');
      for (const word of node.args) this.#variables(word, around, 'map');
    }
    if (around.ownerName === 'geoip2') {
      this.#declaration(node.name, around, 'geoip2');
      for (const word of node.args)
        if (word.value.startsWith('source=')) this.#variables(word, around, 'geoip2');
    }
    // geo and split_clients store their values as they stand (ngx_http_geo_value, ngx_http_split_clients).
    const { owner } = around;
    const value = node.args[0];
    const declared = owner?.args[owner.name.value === 'geo' ? owner.args.length - 1 : 1];
    if (declared && value && around.ownerName !== 'types') this.#value(declared, value, around);
  }

  #readDirective(node: ConfNode, around: Around): void {
    const by = node.name.value;
    const { args } = node;
    const profile = profileOf(by);
    this.#readPlaces(node, profile, around);
    if (args.length === 0) return;
    if (profile.shapes.length > 0)
      args.forEach((word, index) => this.#shaped(profile.shapes, word, index, args.length, around, by));
    const patterns = profile.regexWords?.(args);
    if (patterns) for (const word of patterns) this.#captures(word, around, by);
    const { declaring, luaArgument } = profile;
    const declaringIndex = declaring === undefined || declaring >= 0 ? declaring : args.length + declaring;
    args.forEach((word, index) => {
      if (!word.value.includes('$') || index === luaArgument || patterns?.includes(word) === true) return;
      if (index === declaringIndex && this.#declaration(word, around, by)) return;
      // array-var: `array_split ',' $from to=$list`.
      if (word.value.startsWith('to=$') && by.startsWith('array_')) this.#declaration(word, around, by, 3);
      else if (profile.isCompiled) this.#variables(word, around, by);
    });
    const [first, second] = args;
    if ((by === 'set' || by === 'auth_request_set') && first && second) this.#value(first, second, around);
    if (first && profile.passesOn) {
      const host = /^(?:[a-z]+:\/\/)?\$(?:\{(\w+)\}|([A-Za-z_]\w*))(?=[/:?]|$)/.exec(first.value);
      const name = host?.[1] ?? host?.[2];
      if (name !== undefined) this.hosts.push(name.toLowerCase());
    }
  }

  #shaped(
    shapes: readonly Shape[],
    word: Word,
    index: number,
    count: number,
    around: Around,
    by: string,
  ): void {
    for (const shape of shapes) {
      const shaped = shape(word.value, index, count);
      if (!shaped) continue;
      const { kind, role, name, start } = shaped;
      const span = wordText(word).spanOf(start, start + name.length);
      const family = kind === 'dict' ? undefined : around.family;
      const server = kind === 'location' ? around.server : undefined;
      this.occurrences.push({ kind, name, role, span, family, server, by });
    }
  }

  /** Locations, URIs, and Lua. */
  #readPlaces(node: ConfNode, profile: DirectiveProfile, { family, server }: Around): void {
    const { name, args } = node;
    const [first] = args;
    const last = args.at(-1);
    if (node.form === 'lua' || profile.isLua) this.lua.push({ node, family, server });
    if (name.value === 'location' && first && last && node.form === 'block' && !first.value.startsWith('@')) {
      const [, modifier = '', uri = ''] =
        args.length > 1 ? ['', first.value, last.value] : (/^(=|\^~|~\*?)?(.*)$/s.exec(first.value) ?? []);
      this.locations.push({
        modifier,
        uri,
        span: { start: first.span.start, end: last.span.end },
        server,
      });
    }
    const word = profile.uriArgument === undefined ? undefined : args.at(profile.uriArgument);
    if (word && /^\/[^$]*$/.test(word.value)) {
      const end = word.value.search(/[?#]|$/);
      this.uris.push({ uri: word.value.slice(0, end), span: wordText(word).spanOf(0, end), server });
    }
  }

  #variables(word: Word, { family }: Around, by: string): void {
    if (!word.value.includes('$')) return;
    const text = wordText(word);
    const server = undefined;
    for (const { name, start, end } of variablesIn(text.value)) {
      const span = text.spanOf(start, end);
      this.occurrences.push({ kind: 'variable', name, role: 'use', span, family, server, by });
    }
  }

  #captures(word: Word, { family }: Around, by: string): void {
    const text = wordText(word);
    const server = undefined;
    for (const { name, start, end, role } of capturesIn(text.value)) {
      const span = text.spanOf(start, end);
      this.occurrences.push({ kind: 'variable', name, role, span, family, server, by, isCapture: true });
    }
  }

  #declaration(word: Word, { family }: Around, by: string, from = 0): boolean {
    const text = wordText(word);
    const found = declaredVariable(text.value.slice(from));
    if (!found) return false;
    const span = text.spanOf(from + found.start, from + found.end);
    const { name } = found;
    const role = 'declaration';
    this.occurrences.push({ kind: 'variable', name, role, span, family, server: undefined, by });
    return true;
  }

  #value(variable: Word, word: Word, { family }: Around): void {
    const declared = declaredVariable(variable.value);
    if (!declared || word.value === '' || word.value.includes('$')) return;
    const span = wordText(word).spanOf(0, word.value.length);
    this.values.push({ variable: declared.name.toLowerCase(), value: word.value, span, family });
  }
}

function inside(node: ConfNode, around: Around): Around {
  const name = node.name.value;
  const isFamily = name === 'http' || name === 'stream';
  return {
    family: isFamily ? name : name === 'mail' ? undefined : around.family,
    owner: holdsEntries(name) ? node : undefined,
    ownerName: name,
    server: name === 'server' ? node.span.start : around.server,
  };
}
