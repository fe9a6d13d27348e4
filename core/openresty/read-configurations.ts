import type { Place } from '../../contract/index.js';
import {
  loadConfiguration,
  makeWorkspace,
  normalizePath,
  parseConf,
  standardCatalogue,
  type Catalogue,
  type ConfTree,
  type ConfWorkspace,
  type IncludedConfiguration,
  type LoadOptions,
  type LocatedError,
} from '../nginx/index.js';
import { prefixOf, readConfiguration, type ConfPlace, type OpenRestyConfiguration } from './configuration.js';
import { isConfigurationName, looksLikeConfiguration } from './configuration-files.js';
import { checkConfigurations, type WorkspaceFault } from './conf-faults.js';
import { FilePlaces } from './file-places.js';
import { readingOnce, type ProjectFiles } from './project-files.js';
import type { ProjectProblem } from './project.js';
import {
  configurationInLua,
  configurationOfTemplate,
  isTemplateName,
  templateConfiguration,
} from './templates.js';

export interface ReadOptions {
  /** The prefix, when the caller knows it; relative to the root. */
  readonly prefix?: string;
  /** The configurations to read; found by name and text when absent. */
  readonly configurations?: readonly string[];
  /** Which directives there are; nginx's and OpenResty's unless told. */
  readonly catalogue?: Catalogue;
  /** Parses one file, for callers that keep trees. */
  readonly parseConf?: NonNullable<LoadOptions['parse']>;
  /** Called every few milliseconds; may throw to give the reading up. */
  readonly checkpoint?: (() => void) | undefined;
}

/** The side of a project that its configurations show, without any Lua. */
export interface ProjectConfigurations {
  readonly configurations: readonly OpenRestyConfiguration[];
  /** Every configuration file that was read: the configurations themselves, and what they include. */
  readonly configurationFiles: ReadonlySet<string>;
  /** How the configuration files belong together; without what is only a template's result. */
  readonly workspace: ConfWorkspace;
  readonly catalogue: Catalogue;
  /** What nginx would say against the configurations; computed when first asked for. */
  readonly confFaults: () => readonly WorkspaceFault[];
  /** The place of something in a configuration. */
  readonly placeInConfiguration: (place: ConfPlace) => Place;
  /** What the file itself has at a place: where an excerpt or a template was read, its tree may have blanks there. */
  readonly textInConfiguration: (place: ConfPlace) => string;
  /** What nginx's reader says: `kind` is `syntax`. */
  readonly problems: readonly ProjectProblem[];
}

/** Reads the configurations of a project. */
export function readConfigurations(source: ProjectFiles, options: ReadOptions = {}): ProjectConfigurations {
  const files = readingOnce(source);
  const catalogue = options.catalogue ?? standardCatalogue();
  const whole = rootConfigurations(files, options);
  const templates = options.configurations ? [] : templateConfigurations(files);
  return projectConfigurations({
    configurations: [
      ...whole.map((included) => ({
        included,
        prefix: normalizePath(prefixOf(included.root.path, options.prefix)),
        isTemplate: isFilledIn(included, files),
      })),
      // Where a template's result will lie is nobody's knowledge.
      ...templates.map((included) => ({ included, prefix: '.', isTemplate: true })),
    ],
    workspace: makeWorkspace(whole, catalogue),
    catalogue,
    read: (path) => files.read(path),
    checkpoint: options.checkpoint,
  });
}

interface ConfigurationParts {
  readonly configurations: readonly {
    readonly included: IncludedConfiguration;
    readonly prefix: string;
    readonly isTemplate: boolean;
  }[];
  readonly workspace: ConfWorkspace;
  readonly catalogue: Catalogue;
  /** A file as it is, for its lines. */
  readonly read: (path: string) => string | undefined;
  readonly checkpoint?: (() => void) | undefined;
}

/** What the configurations of a project say, once they are loaded. */
export function projectConfigurations(parts: ConfigurationParts): ProjectConfigurations {
  const { configurations, workspace, catalogue, checkpoint } = parts;
  const places = new FilePlaces(parts.read);
  // What a template prints is not written by anybody: nginx will not be told about it.
  const written = configurations.filter(({ included }) => workspace.configurations.includes(included));
  let faults: readonly WorkspaceFault[] | undefined;
  return {
    configurations: configurations.map(({ included, prefix, isTemplate }) => {
      checkpoint?.();
      return readConfiguration(included, prefix, isTemplate);
    }),
    configurationFiles: new Set(
      configurations.flatMap(({ included }) => included.files.map(({ path }) => normalizePath(path))),
    ),
    workspace,
    catalogue,
    confFaults: () =>
      (faults ??= checkConfigurations(
        workspace,
        written.filter(({ isTemplate }) => !isTemplate).map(({ included }) => included),
        catalogue,
        checkpoint,
      )),
    placeInConfiguration: ({ file, span }) => places.placeOf(file, span),
    textInConfiguration: ({ file, span }) => places.textAt(file, span),
    problems: written.flatMap(({ included }) => {
      const isRoot = workspace.fileContexts(included.root.path).source === 'root';
      return syntaxProblems(included, places, isRoot);
    }),
  };
}

/** Files that every nginx installation has beside its configuration; projects leave them out. */
const stockFiles = /[/"](?:mime\.types|(?:fastcgi|scgi|uwsgi)_params|fastcgi\.conf|koi-utf|koi-win|win-utf)"/;

/** An included file that lies on the server, or whose name a template will fill in, cannot be missed here. */
function concernsProject({ message }: LocatedError): boolean {
  const missing = /^(?:open|pread)\(\) "(.*)" failed/.exec(message);
  if (!missing) return true;
  const path = missing[1] ?? '';
  return !path.startsWith('/') && !/[${}<>]/.test(path) && !stockFiles.test(message);
}

/** The configurations that no other one includes. */
function rootConfigurations(files: ProjectFiles, options: ReadOptions): IncludedConfiguration[] {
  // A file that is named and included is parsed once.
  const trees = new Map<string, ConfTree>();
  const parse: NonNullable<LoadOptions['parse']> = (path, text, settings) => {
    const key = `${settings.content ?? ''} ${path}`;
    const tree =
      trees.get(key) ??
      options.parseConf?.(path, text, settings) ??
      parseConf(text, { ...settings, checkpoint: options.checkpoint });
    trees.set(key, tree);
    return tree;
  };
  const named =
    options.configurations ??
    files.paths.filter(
      (path) => isConfigurationName(path) || looksLikeConfiguration(path, () => files.read(path) ?? ''),
    );
  const loaded = named.map((path) =>
    loadConfiguration(
      path,
      {
        read: (name) => {
          const text = files.read(normalizePath(name));
          return text === undefined ? undefined : (configurationOfTemplate(text) ?? text);
        },
        list: (folder) => files.list(normalizePath(folder)),
      },
      { parse },
    ),
  );
  const includedByOthers = new Set(
    loaded.flatMap((one) => one.files.slice(1).map((file) => normalizePath(file.path))),
  );
  return options.configurations
    ? loaded
    : loaded.filter((one) => !includedByOthers.has(normalizePath(one.root.path)));
}

/** The text that was read is not the file's: its tags were taken out. */
function isFilledIn({ root }: IncludedConfiguration, files: ProjectFiles): boolean {
  return root.tree.text !== files.read(normalizePath(root.path));
}

/** Tests keep pieces of configurations for servers of their own. */
const testFolders = /(?:^|\/)(?:spec|specs|t|tests?|fixtures|examples?)\//;

/**
 * The configurations that templates and Lua programs hold, where they run Lua. Nobody knows what a template prints,
 * so what nginx would say against it is left out.
 */
function templateConfigurations(files: ProjectFiles): IncludedConfiguration[] {
  return files.paths.flatMap((path) => {
    const isLua = path.endsWith('.lua');
    if ((!isLua && !isTemplateName(path)) || testFolders.test(path)) return [];
    const text = files.read(path) ?? '';
    const found = isLua ? configurationInLua(path, text) : templateConfiguration(path, text);
    if (!found) return [];
    const loaded = loadConfiguration(path, { read: (name) => (name === path ? found.text : undefined) });
    return loaded.expanded.length > 0 ? [loaded] : [];
  });
}

/**
 * nginx reads the name of an included file relative to the folder of nginx.conf. A snippet that nobody includes does
 * not show where that folder is, so nothing can be missed there.
 */
function syntaxProblems(
  { root, errors }: IncludedConfiguration,
  places: FilePlaces,
  isRoot: boolean,
): ProjectProblem[] {
  const concerning = errors.filter(
    (error) => concernsProject(error) && (isRoot || !/^(?:open|pread)\(\) /.test(error.message)),
  );
  const problems = concerning.map(({ file, span, message }): ProjectProblem => ({
    kind: 'syntax',
    message,
    place: places.placeOf(file.path, span),
  }));
  if (!root.tree.text.startsWith('\ufeff')) return problems;
  // nginx does not skip a byte-order mark: it becomes part of the first word.
  const place = places.placeOf(root.path, { start: 0, end: 1 });
  return [
    { kind: 'syntax', message: 'unknown directive: the file starts with a byte-order mark', place },
    ...problems,
  ];
}
