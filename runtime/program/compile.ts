import { directoryPrefix, loadConfiguration, type ConfFiles } from '../../core/nginx/index.js';
import { defaultSettings, mergeSettings, type Compilation } from './draft.js';
import { readHttp, type HttpLevel } from './http.js';
import { combinedFormat, readErrorLog } from './logs.js';
import { inPrefix, type Directories } from './paths.js';
import { ConfProblem, ConfReader, type HandlerTable, type Statement } from './reader.js';
import { collectListens, finishServer } from './servers.js';
import type { CompileResult, ErrorLog, Place, Program, ProgramError } from './types.js';
import { flagOf } from './values.js';
import { isKnownVariable } from './variables.js';

export interface CompileInput {
  readonly files: ConfFiles;
  readonly confPath: string;
  /** nginx's prefix (`-p`). */
  readonly prefix: string;
  /** A number of workers that stands above `worker_processes`. */
  readonly workersOverride?: number | undefined;
  /** What `worker_processes auto` means. */
  readonly processors: number;
}

interface MainDraft {
  workerProcesses?: number;
  masterProcess?: boolean;
  daemon?: boolean;
  pid?: string;
  readonly errorLog: ErrorLog[];
  readonly env: { name: string; value: string | undefined }[];
  http?: HttpLevel;
  hasEvents?: true;
}

/** Reads a configuration into a program, or says everything that keeps it from being one. */
export function compileProgram(input: CompileInput): CompileResult {
  const prefix = input.prefix.endsWith('/') ? input.prefix : `${input.prefix}/`;
  const directories: Directories = { prefix, conf: directoryPrefix(input.confPath) };
  const loaded = loadConfiguration(input.confPath, input.files);
  const reader = new ConfReader();
  const syntaxErrors = loaded.errors.map((error) => syntaxError(error, reader));
  const compilation: Compilation = {
    reader,
    directories,
    formats: new Map([['combined', combinedFormat]]),
    variables: new Set(),
    http: { servers: [], dicts: [] },
  };
  const main: MainDraft = { errorLog: [], env: [] };
  reader.read(loaded.expanded, 'main', mainHandlers(compilation, input.processors), main);
  if (syntaxErrors.length > 0) return { errors: withEarlier(syntaxErrors, reader.errors) };
  if (main.hasEvents === undefined && reader.errors.length === 0) {
    const place = { file: loaded.root.path, line: 1 };
    reader.errors.push({ ...place, message: 'no "events" section in configuration' });
  }
  const program = build(main, compilation, input);
  checkVariables(compilation);
  return reader.errors.length > 0 ? { errors: reader.errors } : { program, notes: notesOf(reader) };
}

/**
 * nginx runs directives as it reads them, so that what it objects to before the first syntax error comes first.
 * Behind that error the tree is a guess.
 */
function withEarlier(syntax: readonly ProgramError[], others: readonly ProgramError[]): ProgramError[] {
  const [first] = syntax;
  const earlier = others.filter(({ file, line }) => file === first?.file && line < first.line);
  return [...earlier, ...syntax];
}

function syntaxError(
  {
    file,
    span,
    message,
  }: { file: Parameters<ConfReader['lineOf']>[0]; span: { start: number }; message: string },
  reader: ConfReader,
): ProgramError {
  const line = reader.lineOf(file, span.start);
  return { file: file.path, line, message: `${message} in ${file.path}:${line}` };
}

function mainHandlers(compilation: Compilation, processors: number): HandlerTable<MainDraft> {
  const { reader, directories } = compilation;
  return {
    worker_processes: (statement, main) => (main.workerProcesses = workersOf(statement, processors)),
    master_process: (statement, main) => (main.masterProcess = flagOf(statement)),
    daemon: (statement, main) => (main.daemon = flagOf(statement)),
    pid: ({ args: [name = ''] }, main) => (main.pid = name),
    error_log: (statement, main) => main.errorLog.push(readErrorLog(statement, directories)),
    env: ({ args: [text = ''] }, main) => {
      const at = text.indexOf('=');
      main.env.push(
        at === -1 ? { name: text, value: undefined } : { name: text.slice(0, at), value: text.slice(at + 1) },
      );
    },
    events: (statement, main) => {
      main.hasEvents = true;
      reader.read(statement.located.children, 'events', {}, undefined);
    },
    http: (statement, main) => (main.http = readHttp(statement, compilation)),
  };
}

function workersOf({ args: [value = ''] }: Statement, processors: number): number {
  if (value === 'auto') return processors;
  if (!/^\d+$/.test(value)) throw new ConfProblem('"worker_processes" directive invalid value');
  return Number(value);
}

function build(main: MainDraft, compilation: Compilation, input: CompileInput): Program {
  const { directories, http } = compilation;
  const errorLog: readonly ErrorLog[] =
    main.errorLog.length > 0
      ? main.errorLog
      : [{ path: `${directories.prefix}logs/error.log`, level: 'error' }];
  const defaults = defaultSettings(directories, combinedFormat, errorLog);
  const outer = main.http === undefined ? defaults : mergeSettings(defaults, main.http);
  const pid = main.pid ?? 'logs/nginx.pid';
  const masterProcess = main.masterProcess ?? true;
  return {
    prefix: directories.prefix,
    confPath: input.confPath,
    workerProcesses: input.workersOverride ?? (masterProcess ? Math.max(1, main.workerProcesses ?? 1) : 1),
    masterProcess,
    daemon: main.daemon ?? true,
    pidPath: pid === 'off' ? undefined : inPrefix(pid, directories),
    errorLog,
    env: main.env,
    servers: http.servers.map((draft) => finishServer(draft, outer, main.http ?? {})),
    listens: collectListens(http.servers, compilation),
    dicts: http.dicts,
    variables: compilation.variables,
    lua: {
      packagePath: http.packagePath,
      packageCpath: http.packageCpath,
      rewriteNoPostpone: http.rewriteNoPostpone ?? false,
      accessNoPostpone: http.accessNoPostpone ?? false,
      init: http.init,
      initWorker: http.initWorker,
      exitWorker: http.exitWorker,
    },
  };
}

/** ngx_http_variables_init_vars: whatever a template asks for must exist somewhere. */
function checkVariables({ reader, variables }: Compilation): void {
  const reported = new Set<string>();
  for (const use of reader.variableUses) {
    const { variable } = use;
    if (isKnownVariable(variable, variables) || reported.has(variable)) continue;
    reported.add(variable);
    const place: Place = use;
    reader.error(place, `unknown "${variable}" variable`);
  }
}

function notesOf({ accepted, warnings }: ConfReader): string[] {
  if (accepted.size === 0) return warnings;
  return [...warnings, `accepted without effect in the embedded runtime: ${[...accepted].join(', ')}`];
}
