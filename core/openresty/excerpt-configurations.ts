import {
  afterChanges,
  blanked,
  loadConfiguration,
  normalizePath,
  parseConf,
  partsBeside,
  type Change,
  type ConfTree,
  type IncludedConfiguration,
  type Inclusion,
  type ResolvedInclude,
  type Span,
} from '../nginx/index.js';
import type { OpenRestyConfiguration } from './configuration.js';
import type { ProjectFiles } from './project-files.js';
import { projectConfigurations, type ProjectConfigurations } from './read-configurations.js';
import { configurationOfTemplate } from './templates.js';

/** Below this share of all the text it is worth to read but an excerpt. */
const worthwhile = 0.6;

/**
 * Which parts of a program's configurations matter for what changes in some of its files: the blocks around, their
 * neighbours' names, and the way by which the files are included. Made from the last whole reading.
 */
export interface Excerpt {
  readonly known: ProjectConfigurations;
  readonly configurations: readonly KnownConfiguration[];
  /** What to leave out of each file, in places of its known text. */
  readonly parts: ReadonlyMap<string, readonly Span[]>;
  /** Two excerpts with the same key leave the same out. */
  readonly key: string;
}

interface KnownConfiguration {
  readonly included: IncludedConfiguration;
  readonly description: OpenRestyConfiguration;
}

/**
 * @param changes by file: what became of its text in `known`, several in the order in which they came
 * @returns undefined where only a whole reading will do: for a file that is not known, for a template, for one that is
 * small beside what it needs around it
 */
export function excerptFor(
  known: ProjectConfigurations,
  changes: ReadonlyMap<string, readonly Span[]>,
): Excerpt | undefined {
  const { workspace } = known;
  const places = new Map<string, Span[]>();
  const keep = (file: string, span: Span): void => {
    const kept = places.get(file);
    if (kept) kept.push(span);
    else places.set(file, [span]);
  };
  const roots = new Set<IncludedConfiguration>();
  for (const [file, spans] of changes) {
    for (const span of spans) keep(file, span);
    const own = workspace.configurations.find(({ root }) => normalizePath(root.path) === file);
    if (own) roots.add(own);
    for (const { configuration, include } of oneOfEachContext(workspace.inclusionsOf(file))) {
      roots.add(configuration);
      for (const one of wayTo(include, configuration)) keep(normalizePath(one.file.path), one.directive.span);
    }
  }
  const configurations = [...roots].flatMap((included) => {
    const description = known.configurations.find(({ path }) => path === included.root.path);
    return description ? [{ included, description }] : [];
  });
  if (configurations.length === 0 || configurations.some(({ description }) => description.isTemplate))
    return undefined;
  const parts = new Map<string, readonly Span[]>();
  let all = 0;
  let left = 0;
  for (const [file, { tree }] of workspace.files) {
    const besides = partsBeside(tree, places.get(file) ?? []);
    parts.set(file, besides);
    all += tree.text.length;
    left += besides.reduce((sum, { start, end }) => sum + end - start, 0);
  }
  if (all - left > all * worthwhile) return undefined;
  const key = [...changes.keys()]
    .map((file) => `${file} ${(parts.get(file) ?? []).map(({ start }) => start).join()}`)
    .join('\n');
  return { known, configurations, parts, key };
}

/** A snippet that all servers include alike need not be read in each of them. */
function oneOfEachContext(inclusions: readonly Inclusion[]): readonly Inclusion[] {
  const first = new Map(inclusions.toReversed().map((one) => [one.context, one]));
  return [...first.values()];
}

/** The includes that lead from a configuration's root to one of its includes, that one first. */
function wayTo(include: ResolvedInclude, configuration: IncludedConfiguration): readonly ResolvedInclude[] {
  const way: ResolvedInclude[] = [];
  for (let next: ResolvedInclude | undefined = include; next && !way.includes(next);) {
    way.push(next);
    const { file }: ResolvedInclude = next;
    next =
      file.path === configuration.root.path
        ? undefined
        : configuration.includes.find(({ files }) => files.includes(file));
  }
  return way;
}

/**
 * The configurations of an excerpt, as their texts are now. All places are those of the whole texts.
 * @param changesOf what was changed in a file's known text, disjoint and in its order
 * @param parse parses a text with blanks, for callers that keep trees
 * @returns undefined where a text has become a template, or is another one without anybody having said so
 */
export function readExcerpt(
  { known, configurations, parts }: Excerpt,
  source: ProjectFiles,
  changesOf: (file: string) => readonly Change[],
  parse: (text: string) => ConfTree = parseConf,
): ProjectConfigurations | undefined {
  const { workspace, catalogue } = known;
  const unfit: string[] = [];
  const read = (path: string): string | undefined => {
    const file = normalizePath(path);
    const text = source.read(file);
    const tree = workspace.files.get(file)?.tree;
    if (text === undefined || !tree) return text;
    if (configurationOfTemplate(text) !== undefined) unfit.push(file);
    const changes = changesOf(file);
    if (changes.length === 0 && text !== tree.text) unfit.push(file);
    return blanked(text, afterChanges(parts.get(file) ?? [], changes));
  };
  const loaded = configurations.map(({ included, description }) => ({
    included: loadConfiguration(
      included.root.path,
      { read, list: (folder) => source.list(normalizePath(folder)) },
      {
        parse: (_path, text, options) =>
          options.content === 'entries' ? parseConf(text, options) : parse(text),
      },
    ),
    prefix: description.prefix,
    isTemplate: false,
  }));
  if (unfit.length > 0) return undefined;
  return projectConfigurations({
    configurations: loaded,
    // Who includes a file, and what may stand in it, is as it was.
    workspace: { ...workspace, configurations: loaded.map(({ included }) => included) },
    catalogue,
    read: (file) => source.read(file),
  });
}
