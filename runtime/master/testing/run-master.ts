import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseRunEventLine, type RunEvent } from '../../../contract/index.js';

/** A master in a process of its own, and what it says. */
export class MasterProcess {
  readonly child: ChildProcess;
  /** Resolves when the master and everything that it started is gone: all of them hold its standard error. */
  readonly allGone: Promise<{ code: number | null; signal: string | null; errors: string }>;
  private readonly events: RunEvent[] = [];
  private readonly waiting = new Set<() => void>();

  constructor(prefix: string, workers = 2) {
    const script = fileURLToPath(new URL('./fake-master.js', import.meta.url));
    this.child = spawn(process.execPath, [script, prefix, String(workers)], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let errors = '';
    this.child.stderr!.setEncoding('utf8').on('data', (text: string) => (errors += text));
    createInterface({ input: this.child.stdout! }).on('line', (line) => {
      this.events.push(parseRunEventLine(line));
      for (const look of this.waiting) look();
    });
    this.allGone = once(this.child, 'close').then(([code, signal]) => ({
      code: code as number | null,
      signal: signal as string | null,
      errors,
    }));
  }

  /** The first event of a type, also one that came already. Rejects when the master ends without it. */
  async seen<Type extends RunEvent['type']>(type: Type): Promise<Extract<RunEvent, { type: Type }>> {
    return this.find((event) => event.type === type) as Promise<Extract<RunEvent, { type: Type }>>;
  }

  /** As soon as a process logged this. */
  async logged(message: string): Promise<void> {
    await this.find((event) => event.type === 'log' && event.message === message);
  }

  private find(isWanted: (event: RunEvent) => boolean): Promise<RunEvent> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        const found = this.events.find(isWanted);
        if (!found) return;
        this.waiting.delete(look);
        resolve(found);
      };
      this.waiting.add(look);
      look();
      void this.allGone.then(({ errors }) => reject(new Error(`the master ended: ${errors}`)));
    });
  }
}
