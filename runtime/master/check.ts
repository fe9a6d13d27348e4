import { ask, pathsOf, type ControlCommand } from './control.js';
import { bindCycle, compileConfiguration, initializeCycle } from './cycle.js';
import { openLogs } from './logs.js';
import { StartError, type ConfigurationOptions } from './options.js';
import type { MasterParts } from './parts.js';
import { resolve } from 'node:path';

/** What `nginx -t` prints, and its exit code. */
export interface CheckOutcome {
  readonly code: 0 | 1;
  /** To be printed on standard error, with line feeds. */
  readonly text: string;
}

/**
 * `nginx -t`: reads the configuration, opens its logs, binds its addresses for a moment (a taken one is no fault: it
 * may be the running server's) and, as nginx does where the Lua module is loaded, runs init_by_lua. No worker starts.
 */
export async function check(options: ConfigurationOptions, parts: MasterParts): Promise<CheckOutcome> {
  const path = resolve(options.prefix, options.conf);
  const lines: string[] = [];
  try {
    const compiled = compileConfiguration(options, parts);
    lines.push(`nginx: the configuration file ${path} syntax is ok`);
    for (const note of compiled.notes) lines.push(`nginx: [notice] ${note}`);
    const logs = openLogs(compiled.program, 2, () => undefined);
    try {
      const bound = await bindCycle(compiled, { ...options, freePorts: false }, new Set(), true);
      initializeCycle(compiled, logs, bound, { ...options, cells: [], root: options.prefix }, parts);
    } finally {
      logs.files.close();
    }
    lines.push(`nginx: configuration file ${path} test is successful`);
    return { code: 0, text: `${lines.join('\n')}\n` };
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    lines.push(...error.lines.map((line) => `nginx: [emerg] ${line}`));
    if (error.hint !== undefined) lines.push(error.hint);
    lines.push(`nginx: configuration file ${path} test failed`);
    return { code: 1, text: `${lines.join('\n')}\n` };
  }
}

/**
 * Sends a command to the runtime of a prefix. Resolves with its pid once it took the command; for a `reload` that is
 * when the new workers serve. Rejects with StartError where no runtime answers, or where it refuses.
 * @param untilEnded for `stop` and `quit`: waits until that runtime is gone
 */
export async function signal(
  prefix: string,
  command: ControlCommand,
  { untilEnded = false }: { readonly untilEnded?: boolean } = {},
): Promise<{ readonly pid: number }> {
  for (const path of pathsOf(prefix)) {
    const answer = await ask(path, command, untilEnded);
    if (answer === undefined) continue;
    if (answer.error !== undefined) throw new StartError([answer.error]);
    return { pid: answer.pid };
  }
  const pidFile = resolve(prefix, 'logs/nginx.pid');
  throw new StartError(
    [`open() "${pidFile}" failed (2: No such file or directory)`],
    `No runtime of OpenResty Lens runs with the prefix ${resolve(prefix)}.`,
  );
}
