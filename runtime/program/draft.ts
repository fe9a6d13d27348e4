import type {
  AccessLog,
  AddHeader,
  ErrorLog,
  ErrorPage,
  Listen,
  Location,
  LogFormat,
  LuaHandler,
  RewriteStep,
  Settings,
  SharedDict,
} from './types.js';
import type { ConfReader } from './reader.js';
import type { Directories } from './paths.js';
import { compileTemplate } from './template.js';

/** What all handlers of one compilation share. */
export interface Compilation {
  readonly reader: ConfReader;
  readonly directories: Directories;
  readonly formats: Map<string, LogFormat>;
  /** Variables that `set` and `set_by_lua` define. */
  readonly variables: Set<string>;
  readonly http: HttpDraft;
}

/** What `http` collects beside settings. */
export interface HttpDraft {
  readonly servers: ServerDraft[];
  readonly dicts: SharedDict[];
  packagePath?: string;
  packageCpath?: string;
  rewriteNoPostpone?: boolean;
  accessNoPostpone?: boolean;
  init?: LuaHandler;
  initWorker?: LuaHandler;
  exitWorker?: LuaHandler;
}

/** What one level (http, server, location) says itself; what it leaves out comes from the level around it. */
export type SettingsDraft = {
  -readonly [
    K in keyof Omit<Settings, 'handlers' | 'addHeaders' | 'accessLogs' | 'errorLogs' | 'errorPages'>
  ]?: Settings[K];
} & {
  addHeaders?: AddHeader[];
  /** An empty list is `access_log off`. */
  accessLogs?: AccessLog[];
  errorLogs?: ErrorLog[];
  errorPages?: Map<number, ErrorPage>;
  handlers: Partial<Record<keyof Settings['handlers'], LuaHandler>>;
};

export interface Level {
  readonly settings: SettingsDraft;
  readonly steps: RewriteStep[];
  readonly locations: LocationDraft[];
}

export interface ServerDraft extends Level {
  readonly file: string;
  readonly line: number;
  readonly listens: Listen[];
  readonly names: string[];
  mergeSlashes?: boolean;
  ignoreInvalidHeaders?: boolean;
  underscoresInHeaders?: boolean;
}

export interface LocationDraft extends Level {
  readonly file: string;
  readonly line: number;
  readonly kind: Location['kind'];
  readonly name: string;
  readonly regex: RegExp | undefined;
  internal: boolean;
}

export function emptyLevel(): Level {
  return { settings: { handlers: {} }, steps: [], locations: [] };
}

/** nginx's own MIME types where no `types` is given. */
const defaultTypes: ReadonlyMap<string, string> = new Map([
  ['html', 'text/html'],
  ['gif', 'image/gif'],
  ['jpg', 'image/jpeg'],
]);

/** nginx's defaults, for the level around `http`. */
export function defaultSettings(
  directories: Directories,
  combined: LogFormat,
  errorLogs: readonly ErrorLog[],
): Settings {
  return {
    defaultType: 'text/plain',
    types: defaultTypes,
    addHeaders: [],
    accessLogs: [
      {
        path: compileTemplate(`${directories.prefix}logs/access.log`),
        format: combined,
        condition: undefined,
      },
    ],
    errorLogs,
    errorPages: new Map(),
    keepaliveTimeout: 75_000,
    keepaliveHeader: 0,
    clientMaxBodySize: 1024 * 1024,
    serverTokens: 'on',
    root: compileTemplate(`${directories.prefix}html`),
    alias: undefined,
    index: [compileTemplate('index.html')],
    absoluteRedirect: true,
    portInRedirect: true,
    serverNameInRedirect: false,
    etag: true,
    ifModifiedSince: 'exact',
    needRequestBody: false,
    charset: undefined,
    checkClientAbort: false,
    codeCache: true,
    useDefaultType: true,
    transformUnderscores: true,
    http10Buffering: true,
    handlers: {},
  };
}

/** One level on top of the one around it (the merge functions of nginx's modules). */
export function mergeSettings(outer: Settings, { settings }: Level): Settings {
  const { handlers, ...own } = settings;
  // content_by_lua is a location's handler, which nothing inherits; the others merge one by one.
  const { content: _, ...inherited } = outer.handlers;
  const root = own.root ?? own.alias;
  return {
    ...outer,
    alias: own.root === undefined ? outer.alias : undefined,
    ...own,
    ...(root && { root }),
    handlers: { ...inherited, ...handlers },
  };
}
