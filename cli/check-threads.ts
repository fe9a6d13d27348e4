import { availableParallelism } from 'node:os';
import { parentPort, Worker, workerData } from 'node:worker_threads';
import { checkTarget, type CheckOptions, type TargetReport } from './check-target.js';
import type { Target } from './targets.js';

/** With this first argument a thread of the bundle checks one program. */
export const checkArgument = '--openresty-lens-check';

interface CheckData {
  readonly target: Target;
  readonly options: CheckOptions;
}

/** Checks the programs, several at once where there are processors for it; the reports are in the programs' order. */
export async function checkTargets(
  targets: readonly Target[],
  options: CheckOptions,
  progress: (text: string) => void,
): Promise<TargetReport[]> {
  const [only, ...others] = targets;
  if (only && others.length === 0) return [await checkTarget(only, options, progress)];
  const reports: TargetReport[] = [];
  let next = 0;
  let done = 0;
  const tell = (): void => progress(`checking ${targets.length} programs, ${done} done`);
  const work = async (): Promise<void> => {
    for (let index = next++; index < targets.length; index = next++) {
      const target = targets[index];
      if (!target) return;
      tell();
      reports[index] = await checkInThread({ target, options });
      done++;
    }
  };
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), targets.length) }, work));
  progress('');
  return reports;
}

/** A program that ends its thread, such as one that is too large for the memory, takes no other one with it. */
function checkInThread(data: CheckData): Promise<TargetReport> {
  return new Promise((resolve) => {
    const fail = (reason: string): void =>
      resolve({ findings: [], notes: [`${data.target.root} could not be checked: ${reason}`], failed: true });
    const thread = new Worker(process.argv[1] ?? '', { argv: [checkArgument], workerData: data });
    thread.on('message', (report: TargetReport) => resolve(report));
    thread.on('error', (error) => fail(error.stack ?? error.message));
    thread.on('exit', (code) => fail(`exit code ${code}`));
  });
}

/** Makes this thread the one that checks a program and reports it. */
export async function runCheckThread(): Promise<void> {
  const { target, options } = workerData as CheckData;
  parentPort?.postMessage(await checkTarget(target, options, () => undefined));
}
