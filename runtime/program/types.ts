import type { LogLevel } from '../services.js';
import type { Template } from './template.js';

/** The place of a directive: its file as nginx names it, and the line (from 1) on which its `;` or `{` stands. */
export interface Place {
  readonly file: string;
  readonly line: number;
}

/** A configuration, ready to be executed: immutable, all inheritance done. */
export interface Program {
  /** nginx's prefix, with a `/` at its end. */
  readonly prefix: string;
  readonly confPath: string;
  readonly workerProcesses: number;
  readonly masterProcess: boolean;
  readonly daemon: boolean;
  /** Absolute; undefined for `pid off`. */
  readonly pidPath: string | undefined;
  /** The logs of the main level. */
  readonly errorLog: readonly ErrorLog[];
  /** `env` directives: names to keep, and values to set. */
  readonly env: readonly { readonly name: string; readonly value: string | undefined }[];
  readonly servers: readonly Server[];
  /** Variables that the configuration itself defines (`set`, regex captures). */
  readonly variables: ReadonlySet<string>;
  /** Every address to bind, once each, in the order of the file. */
  readonly listens: readonly Listen[];
  readonly dicts: readonly SharedDict[];
  readonly lua: LuaSettings;
}

export interface LuaSettings {
  /** `lua_package_path` with `$prefix` put in, `;;` still in it; undefined for the default path alone. */
  readonly packagePath: string | undefined;
  readonly packageCpath: string | undefined;
  readonly rewriteNoPostpone: boolean;
  readonly accessNoPostpone: boolean;
  readonly init: LuaHandler | undefined;
  readonly initWorker: LuaHandler | undefined;
  readonly exitWorker: LuaHandler | undefined;
}

export interface ErrorLog {
  /** Absolute, or `stderr`. */
  readonly path: string;
  readonly level: LogLevel;
}

export interface SharedDict extends Place {
  readonly name: string;
  readonly sizeBytes: number;
}

export interface Listen extends Place {
  /** As written: `8080`, `127.0.0.1:8080`, `unix:/tmp/x`. */
  readonly text: string;
  /** An IP address, `*` for all IPv4 addresses, `::` for all IPv6 ones; the path for a unix socket. */
  readonly address: string;
  /** 0 for a unix socket. */
  readonly port: number;
  readonly isUnix: boolean;
  readonly defaultServer: boolean;
}

/** The Lua phases of a request, as their directives are named. */
export type RequestPhase =
  'server_rewrite' | 'set' | 'rewrite' | 'access' | 'content' | 'header_filter' | 'body_filter' | 'log';
export type ProcessPhase = 'init' | 'init_worker' | 'exit_worker';

/** A `*_by_lua*` directive's code. */
export interface LuaHandler extends Place {
  readonly phase: RequestPhase | ProcessPhase;
  readonly source: InlineLua | LuaFile;
}

export interface InlineLua {
  readonly kind: 'inline';
  /** A binary string. */
  readonly text: string;
  /** As ngx_lua names it: `=content_by_lua(nginx.conf:12)`. */
  readonly chunkName: string;
}

export interface LuaFile {
  readonly kind: 'file';
  /** May hold variables; relative to the prefix. */
  readonly path: Template;
}

export interface Server extends Place {
  readonly listens: readonly Listen[];
  /** As written; the first one is `$server_name`. */
  readonly names: readonly string[];
  readonly mergeSlashes: boolean;
  readonly ignoreInvalidHeaders: boolean;
  readonly underscoresInHeaders: boolean;
  /** What holds outside of every location, with the server's own rewrite steps. */
  readonly root: Location;
  readonly locations: LocationTree;
}

/** Locations in the order in which they are tried. */
export interface LocationTree {
  readonly exact: ReadonlyMap<string, Location>;
  /** Longest first. */
  readonly prefixes: readonly Location[];
  /** In the order of the file. */
  readonly regexes: readonly Location[];
  readonly named: ReadonlyMap<string, Location>;
}

export type LocationKind = 'server' | 'exact' | 'prefix' | 'prefix-final' | 'regex' | 'named';

export interface Location extends Place {
  readonly kind: LocationKind;
  /** The prefix, the exact URI or the pattern; '' for the server's own settings. */
  readonly name: string;
  readonly regex: RegExp | undefined;
  readonly internal: boolean;
  readonly settings: Settings;
  /** The rewrite module's steps of this level. */
  readonly steps: readonly RewriteStep[];
  /** Locations inside this one. */
  readonly nested: LocationTree;
}

/** What the rewrite module does, in the order of the file. */
export type RewriteStep =
  | ({ readonly kind: 'set'; readonly variable: string; readonly value: Template } & Place)
  | ({
      readonly kind: 'set-lua';
      readonly variable: string;
      readonly handler: LuaHandler;
      readonly arguments: readonly Template[];
    } & Place)
  | ({ readonly kind: 'return'; readonly status: number; readonly body: Template | undefined } & Place)
  | ({ readonly kind: 'break' } & Place);

/** Settings that a level inherits from the one around it. */
export interface Settings {
  readonly defaultType: string;
  /** File name endings, without the dot and in lower case, to MIME types. */
  readonly types: ReadonlyMap<string, string>;
  readonly addHeaders: readonly AddHeader[];
  readonly accessLogs: readonly AccessLog[];
  readonly errorLogs: readonly ErrorLog[];
  readonly errorPages: ReadonlyMap<number, ErrorPage>;
  /** Milliseconds; 0 turns keepalive off. */
  readonly keepaliveTimeout: number;
  /** Seconds to announce in `Keep-Alive: timeout=`; 0 announces nothing. */
  readonly keepaliveHeader: number;
  readonly clientMaxBodySize: number;
  readonly serverTokens: 'on' | 'off' | 'build';
  readonly root: Template;
  readonly alias: Template | undefined;
  readonly index: readonly Template[];
  readonly absoluteRedirect: boolean;
  readonly portInRedirect: boolean;
  readonly serverNameInRedirect: boolean;
  readonly etag: boolean;
  readonly ifModifiedSince: 'off' | 'exact' | 'before';
  readonly needRequestBody: boolean;
  /** `charset`, for the types that have one; undefined for `off`. */
  readonly charset: string | undefined;
  /** Handlers end when the client goes. */
  readonly checkClientAbort: boolean;
  /** False: every request has a fresh VM. */
  readonly codeCache: boolean;
  readonly useDefaultType: boolean;
  readonly transformUnderscores: boolean;
  readonly http10Buffering: boolean;
  readonly handlers: Partial<Readonly<Record<RequestPhase, LuaHandler>>>;
}

export interface AddHeader {
  readonly name: string;
  readonly value: Template;
  readonly always: boolean;
}

export interface AccessLog {
  /** Absolute, maybe with variables; `stderr` writes to standard error. */
  readonly path: Template;
  readonly format: LogFormat;
  /** `if=`: nothing is written where it is empty or `0`. */
  readonly condition: Template | undefined;
}

export interface LogFormat {
  readonly name: string;
  readonly escape: 'default' | 'json' | 'none';
  readonly template: Template;
}

export interface ErrorPage {
  /** Where the error's page is: a URI, a named location or an absolute URL. */
  readonly target: Template;
  /** The status to answer with; undefined keeps it, 0 takes that of the target. */
  readonly overwrite: number | undefined;
}

/** An objection that keeps the program from running; `message` ends with ` in FILE:LINE`, as nginx's does. */
export interface ProgramError extends Place {
  readonly message: string;
}

export type CompileResult =
  | { readonly program: Program; readonly notes: readonly string[] }
  | { readonly errors: readonly ProgramError[] };
