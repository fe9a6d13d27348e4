import type { IncomingMessage } from 'node:http';

/** The body that a client sends. */
export class RequestBody {
  /** A binary string, once it is read. */
  text: string | undefined;
  isRead = false;
  isDiscarded = false;
  #reading: Promise<void> | undefined;

  constructor(private readonly incoming: IncomingMessage) {}

  /** The request announces a body. */
  get isExpected(): boolean {
    const { headers } = this.incoming;
    return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
  }

  /** Reads it whole; resolves also when the client goes away. */
  read(): Promise<void> {
    if (this.isDiscarded) {
      this.isRead = true;
      return Promise.resolve();
    }
    this.#reading ??= this.#collect();
    return this.#reading;
  }

  discard(): void {
    if (this.isRead) return;
    this.isDiscarded = true;
    this.incoming.resume();
  }

  #collect(): Promise<void> {
    const { incoming } = this;
    return new Promise((resolve) => {
      const chunks: Buffer[] = [];
      const done = (): void => {
        this.text = Buffer.concat(chunks).toString('latin1');
        this.isRead = true;
        resolve();
      };
      if (!this.isExpected || incoming.readableEnded) {
        done();
        return;
      }
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.once('end', done);
      incoming.once('close', done);
    });
  }
}
