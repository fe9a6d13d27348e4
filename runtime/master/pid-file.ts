import { readFileSync, rmSync, writeFileSync } from 'node:fs';

/** Writes the master's pid with a line feed, as ngx_create_pidfile does. Throws the system's error. */
export function writePidFile(path: string, pid: number): void {
  writeFileSync(path, `${pid}\n`, { mode: 0o644 });
}

/** Removes the file if it still holds this pid: another master may have written its own meanwhile. */
export function removePidFile(path: string, pid: number): void {
  try {
    if (isPidFileOf(readFileSync(path, 'utf8'), pid)) rmSync(path);
  } catch {
    // Gone already, or not ours to remove.
  }
}

export function isPidFileOf(content: string, pid: number): boolean {
  return content.trim() === String(pid);
}
