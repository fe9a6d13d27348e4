import { join, resolve } from 'node:path';

/** What e2e/run.mjs hands over, with what a run by hand can leave out. */
export interface Environment {
  /** VS Code's out/server-main.js. */
  serverMain: string;
  chromium: string;
  /** Where screenshots go. */
  shots: string;
  resultsFile: string;
  leftFile: string;
  logFile: string;
  /** How long the whole run may take, in milliseconds. */
  limit: number;
  /** Says everything on standard output too. */
  debug: boolean;
}

/**
 * @param scratch a folder of this run, for what has no place given.
 * @throws {Error} when there is no server or no browser to start.
 */
export function readEnvironment(env: NodeJS.ProcessEnv, scratch: string): Environment {
  const must = (name: string): string => {
    const value = env[name];
    if (!value) throw new Error(`${name} is not set: start this through e2e/run.mjs`);
    return value;
  };
  return {
    serverMain: must('E2E_SERVER'),
    chromium: must('E2E_CHROMIUM'),
    shots: resolve(env['E2E_SHOTS'] ?? 'e2e/shots'),
    resultsFile: env['E2E_RESULTS'] ?? join(scratch, 'results.json'),
    leftFile: env['E2E_LEFT'] ?? join(scratch, 'left.json'),
    logFile: env['E2E_LOG'] ?? join(scratch, 'code.log'),
    limit: Number(env['E2E_TIMEOUT'] ?? 240) * 1000,
    debug: Boolean(env['E2E_DEBUG']),
  };
}
