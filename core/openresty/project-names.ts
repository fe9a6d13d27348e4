import {
  familyOf,
  foldedName,
  isSameName,
  isWhole,
  normalizePath,
  parseConf,
  upstreamHostIn,
  type ConfTree,
  type ConfWorkspace,
  type FileNames,
  type NameOccurrence,
  type OuterBlocks,
  type Span,
} from '../nginx/index.js';
import { LuaNamesReader, mayUseNames, namesOfConfiguration, namesOfLuaFile, type AllNames } from './names.js';
import { configurationInLua, templateConfiguration } from './templates.js';

/** The files that names are looked for in. Paths are relative to the project's root. */
export interface NameSource {
  readonly workspace: ConfWorkspace;
  /** Every configuration file; those that the workspace does not have are templates. */
  readonly confFiles: readonly string[];
  readonly luaFiles: readonly string[];
  /** A file's text as the editor has it, else as it lies on the disk. */
  readonly read: (file: string) => string | undefined;
  /** The configuration files whose handlers run a Lua file; empty: nobody knows. */
  readonly runBy: (luaFile: string) => readonly string[];
}

export interface LocatedName {
  readonly file: string;
  readonly occurrence: NameOccurrence;
}

interface Known {
  readonly text: string;
  readonly outer: string;
  readonly names: AllNames;
}

/** What outlives an edit: the names of the files whose text is as it was. */
export class NamesCache {
  readonly reader: LuaNamesReader;
  readonly files = new Map<string, Known>();

  constructor(parser: ConstructorParameters<typeof LuaNamesReader>[0]) {
    this.reader = new LuaNamesReader(parser);
  }
}

const nothing: AllNames = {
  ...{ occurrences: [], values: [], hosts: [], locations: [], uris: [], lua: [], includes: [] },
  ...{ computed: [], strings: [] },
};

/** The names of a project, across files, across configuration and Lua. A value for one state of the texts. */
export class ProjectNames {
  readonly #programs: readonly (readonly string[])[];
  readonly #luaFiles: ReadonlySet<string>;

  constructor(
    readonly source: NameSource,
    private readonly cache: NamesCache,
  ) {
    this.#programs = programsOf(source);
    this.#luaFiles = new Set(source.luaFiles);
  }

  /** The names of one file; empty for one that cannot be read. */
  namesOf(file: string): AllNames {
    const text = this.source.read(file);
    if (text === undefined) return nothing;
    const outer = this.#outerOf(file);
    const key = `${outer.family ?? ''} ${outer.owner ?? ''}`;
    const known = this.cache.files.get(file);
    if (known?.text === text && known.outer === key) return known.names;
    const names = this.#read(file, text, outer);
    this.cache.files.set(file, { text, outer: key, names });
    return names;
  }

  #read(file: string, text: string, outer: OuterBlocks): AllNames {
    const { reader } = this.cache;
    const tree = this.#treeOf(file, text);
    if (!this.#luaFiles.has(file)) return tree ? namesOfConfiguration(tree, reader, outer) : nothing;
    const own = namesOfLuaFile(text, reader);
    if (!tree) return own;
    // A program that keeps a configuration in a string: Lua outside of it, nginx inside.
    const conf = namesOfConfiguration(tree, reader, outer);
    const occurrences = [...own.occurrences, ...conf.occurrences].sort((a, b) => a.span.start - b.span.start);
    return {
      ...conf,
      occurrences,
      computed: [...own.computed, ...conf.computed],
      strings: [...own.strings, ...conf.strings],
      values: [...own.values, ...conf.values],
      uris: [...own.uris, ...conf.uris],
    };
  }

  #treeOf(file: string, text: string): ConfTree | undefined {
    const known = this.source.workspace.files.get(file)?.tree;
    if (known) return known;
    if (!this.source.confFiles.includes(file)) return undefined;
    const found = this.#luaFiles.has(file)
      ? configurationInLua(file, text)
      : templateConfiguration(file, text);
    return found && parseConf(found.text);
  }

  #outerOf(file: string): OuterBlocks {
    const { workspace } = this.source;
    const families = workspace.contextsOf(file).map(familyOf);
    const family = families.find((one) => one === 'http' || one === 'stream');
    const isMain = families.includes('core') && workspace.inclusionsOf(file).length === 0;
    const [inclusion] = workspace.inclusionsOf(file);
    const owner = inclusion && this.#inclusionPlace(inclusion.include)?.owner;
    return {
      ...(family !== undefined && !isMain && { family }),
      ...(owner !== undefined && { owner }),
    };
  }

  #inclusionPlace({
    file,
    directive,
  }: ReturnType<ConfWorkspace['inclusionsOf']>[number]['include']):
    FileNames['includes'][number] | undefined {
    const from = normalizePath(file.path);
    return this.namesOf(from).includes.find(({ node }) => node.span.start === directive.span.start);
  }

  /** What stands at an offset: the name itself, or the `$`, `${` or `@` before it. */
  at(file: string, offset: number): LocatedName | undefined {
    const names = this.namesOf(file);
    const text = this.source.read(file) ?? '';
    const touching = [...names.occurrences, ...this.#upstreamValues(file, names)].filter(({ span }) => {
      const sign = /\$\{?$|@$/.exec(text.slice(Math.max(0, span.start - 2), span.start))?.[0].length ?? 0;
      return span.start - sign <= offset && offset <= span.end;
    });
    const occurrence = touching.find(({ span }) => offset < span.end) ?? touching[0];
    return occurrence && { file, occurrence };
  }

  /** Literals of variables that are used as hosts, where they are the name of an upstream: `set $pool blue;`. */
  #upstreamValues(file: string, { values }: AllNames): NameOccurrence[] {
    if (values.length === 0) return [];
    const related = this.related(file).map((one) => this.namesOf(one));
    const hosts = new Set(related.flatMap((names) => names.hosts));
    return values.flatMap(({ variable, value, span, family }): NameOccurrence[] => {
      const host = hosts.has(variable) ? upstreamHostIn(value) : undefined;
      if (!host) return [];
      const { name, start } = host;
      const use: NameOccurrence = {
        ...{ kind: 'upstream', role: 'use', name, family, server: undefined, by: `$${variable}` },
        span: { start: span.start + start, end: span.start + start + name.length },
      };
      const isDeclared = related.some(({ occurrences }) =>
        occurrences.some((one) => one.role === 'declaration' && isSameName(one, use)),
      );
      return isDeclared ? [use] : [];
    });
  }

  /** The configuration files that can be part of one program with a file, the file itself first. */
  related(file: string): readonly string[] {
    const files =
      this.#luaFiles.has(file) && !this.source.confFiles.includes(file) ? this.source.runBy(file) : [file];
    const programs = this.#programs.filter((program) => files.some((one) => program.includes(one)));
    const found = new Set(programs.flat());
    if (files.length === 0 || (found.size === 0 && this.#luaFiles.has(file))) return this.source.confFiles;
    return [...new Set([...files, ...found])];
  }

  /** The Lua files of these configurations' programs; those of which nobody knows who runs them belong to each. */
  #luaOf(confFiles: readonly string[]): string[] {
    const own = new Set(confFiles);
    return this.source.luaFiles.filter((file) => {
      const runs = this.source.runBy(file);
      return runs.length === 0 || runs.some((one) => own.has(one));
    });
  }

  /** Every occurrence of what is at a place, the place itself among them, by file and offset. */
  occurrencesOf(place: LocatedName): LocatedName[] {
    const { occurrence } = place;
    const confFiles = this.related(place.file);
    const wanted = foldedName(occurrence.kind, occurrence.name);
    const isCandidate = (file: string): boolean => {
      const text = this.source.read(file) ?? '';
      return mayUseNames(text) && foldedName(occurrence.kind, text).includes(wanted);
    };
    const luaFiles = this.#luaOf(confFiles).filter(isCandidate);
    const files = [...new Set([place.file, ...confFiles, ...luaFiles])];
    const found = files.flatMap((file): LocatedName[] => {
      const names = this.namesOf(file);
      const all =
        occurrence.kind === 'upstream'
          ? [...names.occurrences, ...this.#upstreamValues(file, names)]
          : names.occurrences;
      return all.filter((one) => isSameName(one, occurrence)).map((one) => ({ file, occurrence: one }));
    });
    return occurrence.kind === 'location' ? this.#ofSameServers(place, found) : found;
  }

  declarationsOf(place: LocatedName): LocatedName[] {
    return this.occurrencesOf(place).filter(({ occurrence }) => occurrence.role === 'declaration');
  }

  /** The places where Lua puts names together that may be this one. */
  computedAs({ file, occurrence }: LocatedName): { readonly file: string; readonly span: Span }[] {
    const { kind } = occurrence;
    if (kind !== 'variable' && kind !== 'dict') return [];
    const name = foldedName(kind, occurrence.name);
    const confFiles = this.related(file);
    const mayCompute = (text: string): boolean =>
      mayUseNames(text) && /\[\s*(?:[A-Za-z_(]|["'].*?\.\.)/.test(text);
    const luaFiles = this.#luaOf(confFiles).filter((one) => mayCompute(this.source.read(one) ?? ''));
    return [...new Set([...confFiles, ...luaFiles])].flatMap((one) => {
      const { computed, strings } = this.namesOf(one);
      const isString = strings.some(({ value }) => foldedName(kind, value) === name);
      return computed
        .filter((found) => found.kind === kind)
        .filter(({ pattern }) => (pattern === '*' ? isString : fits(foldedName(kind, pattern), name)))
        .map(({ span }) => ({ file: one, span }));
    });
  }

  /** Two servers may each have a location of one name; what stands outside of servers belongs to all of them. */
  #ofSameServers(place: LocatedName, all: readonly LocatedName[]): LocatedName[] {
    const scopes = new Map(all.map((one) => [one, this.serversOf(one.file, one.occurrence.server)] as const));
    const reached = new Set(this.serversOf(place.file, place.occurrence.server));
    let found: LocatedName[] = [];
    for (;;) {
      const next = all.filter((one) => {
        const servers = scopes.get(one) ?? [];
        return servers.length === 0 || servers.some((server) => reached.has(server));
      });
      // What no server is known for, such as an error_page of http, is used by all of them.
      if (reached.size === 0 || next.some((one) => scopes.get(one)?.length === 0)) return [...all];
      if (next.length === found.length) return next;
      found = next;
      // A file that two servers include ties their names together.
      for (const one of found) for (const server of scopes.get(one) ?? []) reached.add(server);
    }
  }

  /** The servers that a place is part of, as `file:offset`; empty: any. */
  serversOf(file: string, server: number | undefined, depth = 0): string[] {
    if (server !== undefined) return [`${file}:${server}`];
    // Includes in a ring are nginx's to refuse.
    if (depth > 10) return [];
    return this.source.workspace.inclusionsOf(file).flatMap(({ include }) => {
      const place = this.#inclusionPlace(include);
      return place ? this.serversOf(normalizePath(include.file.path), place.server, depth + 1) : [];
    });
  }
}

/** The configuration files of each program: those that some configuration reads together, as far as it can be known. */
function programsOf({ workspace, confFiles }: NameSource): string[][] {
  const groups = workspace.configurations.map(({ root, files }) => ({
    root: normalizePath(root.path),
    isWhole: isWhole(root),
    files: new Set([root, ...files].map(({ path }) => normalizePath(path))),
  }));
  const whole = groups.filter((group) => group.isWhole);
  // Templates include each other by names that only their results have.
  const templates = confFiles.filter((file) => !workspace.files.has(file));
  const sets = [new Set(templates), ...whole.map(({ files }) => files)].filter(({ size }) => size > 0);
  const fragments = groups.filter((group) => !group.isWhole);
  if (whole.length === 0) return joined([...sets, new Set(fragments.flatMap(({ files }) => [...files]))]);
  // A snippet that nobody includes by a name that can be found here is taken to belong to what lies nearest.
  for (const { root, files } of fragments) {
    const nearness = whole.map((group) => commonFolders(group.root, root));
    const most = Math.max(...nearness);
    whole.forEach((group, index) => {
      if (nearness[index] === most) sets.push(new Set([...files, group.root]));
    });
  }
  return joined(sets);
}

/** Sets that share a file become one. */
function joined(sets: readonly ReadonlySet<string>[]): string[][] {
  const result: Set<string>[] = [];
  for (const set of sets) {
    const sharing = result.filter((one) => [...set].some((file) => one.has(file)));
    for (const one of sharing) result.splice(result.indexOf(one), 1);
    result.push(new Set([...set, ...sharing.flatMap((one) => [...one])]));
  }
  return result.map((one) => [...one]);
}

function commonFolders(a: string, b: string): number {
  const [one, other] = [a.split('/'), b.split('/')];
  let count = 0;
  while (count < one.length - 1 && one[count] === other[count]) count += 1;
  return count;
}

/** Whether a name can be what `a_*` stands for. */
function fits(pattern: string, name: string): boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 's').test(name);
}
