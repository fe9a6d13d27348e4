/** What is to run, all decided. */
export interface LaunchRequest {
  /** The CLI's bundle. */
  readonly cli: string;
  /** The program that runs it: Node, or Electron as Node. */
  readonly execPath: string;
  /** Absolute. */
  readonly prefix: string;
  /** Absolute, or relative to the prefix. */
  readonly conf: string;
  /** In the place of `worker_processes`. */
  readonly workers?: number;
  readonly listenAll: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** A command line without a shell. */
export interface Launch {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * How the runtime is started. `ELECTRON_RUN_AS_NODE` is inherited by the cluster's workers, which are forks of the same
 * program; `NODE_OPTIONS` of the extension host is not theirs.
 */
export function launchOf({ cli, execPath, prefix, conf, workers, listenAll, env }: LaunchRequest): Launch {
  const { NODE_OPTIONS: _, ...inherited } = env;
  return {
    command: execPath,
    args: [
      cli,
      'run',
      '-p',
      prefix,
      '-c',
      conf,
      '--report',
      'events',
      '--commands',
      '--free-ports',
      ...(workers === undefined ? [] : ['--workers', String(workers)]),
      ...(listenAll ? ['--listen-all'] : []),
    ],
    cwd: prefix,
    env: { ...inherited, ELECTRON_RUN_AS_NODE: '1' },
  };
}
