import { appendFileSync } from 'node:fs';

/** Writes a line, with the seconds since the start. */
export type Log = (source: string, text: string) => void;

/** A log in a file, and on standard output too when asked; in order even when this process is killed. */
export function openLog(file: string, debug: boolean): Log {
  const start = Date.now();
  return (source, text) => {
    const line = `${((Date.now() - start) / 1000).toFixed(1)} [${source}] ${text.trimEnd()}\n`;
    appendFileSync(file, line);
    if (debug) process.stdout.write(line);
  };
}
