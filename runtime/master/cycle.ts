import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import type { VmSnapshot } from '../../lua-engine/index.js';
import { LocalDicts } from '../dict/index.js';
import type { Program } from '../program/index.js';
import { planWatches, type WatchPlan } from '../report/index.js';
import type { Binding, ProcessServices } from '../services.js';
import { findBindings } from './bindings.js';
import { RecordedFiles, type ConfTexts } from './conf-files.js';
import { inlineChunks } from './inline-chunks.js';
import type { ProcessLogs } from './logs.js';
import { StartError, type ConfigurationOptions, type RuntimeOptions } from './options.js';
import type { MasterParts } from './parts.js';
import { codeOf, describeSystemError } from './system-error.js';

/** What one reading of the configuration gives: nginx's ngx_cycle_t. A reload makes another one. */
export interface Cycle {
  readonly confPath: string;
  readonly program: Program;
  readonly notes: readonly string[];
  readonly texts: ConfTexts;
  readonly processors: number;
  readonly logs: ProcessLogs;
  readonly bindings: readonly Binding[];
  readonly dicts: LocalDicts;
  readonly watchIds: WatchPlan['ids'];
  readonly snapshot: VmSnapshot;
}

export type CompiledConfiguration = Pick<Cycle, 'confPath' | 'program' | 'notes' | 'texts' | 'processors'>;

/** Reads and compiles; throws StartError with every objection. */
export function compileConfiguration(
  options: ConfigurationOptions,
  parts: MasterParts,
): CompiledConfiguration {
  const confPath = slashed(resolve(options.prefix, options.conf));
  try {
    readFileSync(confPath);
  } catch (error) {
    throw new StartError(
      [`open() "${confPath}" failed ${describeSystemError(error)}`],
      codeOf(error) === 'ENOENT'
        ? 'The configuration is looked for in the prefix: say which with -p, or name the file with -c.'
        : undefined,
    );
  }
  const files = new RecordedFiles();
  const processors = availableParallelism();
  const result = parts.compile({
    files,
    confPath,
    prefix: slashed(resolve(options.prefix)),
    workersOverride: options.workers,
    processors,
  });
  if ('errors' in result) throw new StartError(result.errors.map(({ message }) => message));
  return { confPath, ...result, texts: files.texts, processors };
}

/** Windows' paths as nginx writes them there. */
function slashed(path: string): string {
  return process.platform === 'win32' ? path.replaceAll('\\', '/') : path;
}

/**
 * The addresses of a compiled configuration, and what is to be said about them.
 * @param held addresses that this runtime has bound before a reload, as showAddress prints them
 */
export async function bindCycle(
  { program }: CompiledConfiguration,
  options: ConfigurationOptions & Pick<RuntimeOptions, 'freePorts'>,
  held: ReadonlySet<string>,
  mayBeTaken: boolean,
): Promise<Awaited<ReturnType<typeof findBindings>>> {
  const { prefix, listenAll, freePorts } = options;
  return findBindings(program.listens, { prefix, listenAll, freePorts, held, mayBeTaken });
}

/**
 * The rest of a cycle: dictionaries, and the VM after init_by_lua, of which every worker gets a copy as it
 * would by fork(). Throws StartError for an error in init_by_lua.
 * @param inherited the dictionaries before a reload
 */
export function initializeCycle(
  compiled: CompiledConfiguration,
  logs: ProcessLogs,
  { bindings }: { readonly bindings: readonly Binding[] },
  options: ConfigurationOptions & Pick<RuntimeOptions, 'cells' | 'root'>,
  parts: MasterParts,
  inherited?: LocalDicts,
): Cycle {
  const { program } = compiled;
  const declarations = program.dicts.map(({ name, sizeBytes }) => ({ name, size: sizeBytes }));
  const dicts = inherited?.reloaded(declarations) ?? new LocalDicts(declarations);
  const { watches, ids } = planWatches(options.cells, {
    root: options.root,
    workingDirectory: process.cwd(),
    packagePath: (program.lua.packagePath ?? '').split(';').filter((template) => template !== ''),
    inline: inlineChunks(program),
  });
  const services = masterServices(program, logs, dicts);
  const snapshot = parts.initialize({ luaWasm: options.luaWasm, program, services, watches });
  return { ...compiled, logs, bindings, dicts, watchIds: ids, snapshot };
}

function masterServices(
  program: Program,
  { files, errorLog }: ProcessLogs,
  dicts: LocalDicts,
): ProcessServices {
  return {
    log: (level, message, context) => errorLog.write(level, message, context),
    openLog: (path) => files.open(Buffer.from(path, 'latin1').toString('utf8')),
    dicts,
    worker: { id: undefined, pid: process.pid, count: program.workerProcesses, exiting: () => false },
    writeOutput: (bytes) => files.open('/dev/stdout').write(bytes),
  };
}
