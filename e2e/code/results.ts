import { readFileSync } from 'node:fs';
import { exitCodes, type ExitCode, type Results } from '../protocol.js';

/** How the tests ended, by their own results: a dead extension host leaves none, or only a part. */
export function verdict(resultsFile: string, codeOfVscode: number): { code: ExitCode; reason: string } {
  const results = readResults(resultsFile);
  if (!results?.complete) return { code: exitCodes.hostDied, reason: 'the extension host died in the tests' };
  const count = (state: string): number => results.tests.filter((test) => test.state === state).length;
  const reason = `${count('passed')} passed, ${count('failed')} failed, VS Code said ${codeOfVscode}`;
  const good = codeOfVscode === 0 && count('failed') === 0 && count('passed') > 0;
  return { code: good ? exitCodes.passed : exitCodes.failed, reason };
}

/** The results as far as they go; nothing where no test has ended. */
export function readResults(file: string): Results | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Results;
  } catch {
    return undefined;
  }
}
