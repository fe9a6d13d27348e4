/** A client's connection, as variables and log lines show it. */
export interface Connection {
  /** `$connection`: counted from 1 in each worker. */
  readonly number: number;
  /** Requests made through it, the current one included. */
  requests: number;
  readonly startTime: number;
  readonly remoteAddress: string;
  readonly remotePort: number;
  readonly localAddress: string;
  readonly localPort: number;
}
