import type { ExitCode } from '../protocol.js';

/** The end of a run: whoever gives the first reason decides the exit code. */
export class Ending {
  readonly reached: Promise<{ code: ExitCode; reason: string }>;
  #reach: (end: { code: ExitCode; reason: string }) => void = () => undefined;

  constructor() {
    this.reached = new Promise((resolve) => {
      this.#reach = resolve;
    });
  }

  /** Ends the run. Later calls change nothing. */
  end(code: ExitCode, reason: string): void {
    this.#reach({ code, reason });
  }
}
