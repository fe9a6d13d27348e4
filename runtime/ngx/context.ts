import type { LuaRef } from '../../lua-engine/index.js';
import type { ThreadGroup } from './threads.js';
import type { HttpRequest } from '../http/request.js';
import type { ProcessPhase, RequestPhase } from '../program/index.js';

export type LuaPhase = ProcessPhase | RequestPhase | 'timer';

/** What runs: the phase, and the request it runs for (none while the process starts or in a timer). */
export interface LuaContext {
  readonly phase: LuaPhase;
  readonly request: HttpRequest | undefined;
  /** `ngx.ctx` where there is no request. */
  ctx?: LuaRef | undefined;
  /** What a body filter looks at and may change. */
  readonly filter?: { text: string; isLast: boolean };
  /** Light threads that this handler has started. */
  threads?: ThreadGroup;
  /** Ends the handler as an ngx.exit in one of them asks. */
  exit?: (value: unknown) => void;
  /** set_by_lua's arguments. */
  readonly arguments?: readonly string[];
}

/** A handler that an `ngx.exit` in it ended; the task's `aborted` value. */
export interface ExitSignal {
  readonly kind: 'exit';
  readonly status: number;
}

/** `ngx.exec`. */
export interface ExecSignal {
  readonly kind: 'exec';
  readonly uri: string;
  readonly args: string;
}

export type AbortSignalOfPhase = ExitSignal | ExecSignal;
