import type { WrittenCell } from '../cells.js';
import type { StateFacts } from '../facts.js';
import type { Write } from '../objects.js';

/** Why a change of state is meant as it is, and no fault. */
export type IntentName =
  | 'along'
  | 'batch'
  | 'broadcast'
  | 'budget'
  | 'carried'
  | 'chosen'
  | 'cleared'
  | 'code'
  | 'cursor'
  | 'derived'
  | 'ensured'
  | 'filled'
  | 'foreign'
  | 'fresh'
  | 'hollow'
  | 'latch'
  | 'lent'
  | 'made'
  | 'member'
  | 'memo'
  | 'methods'
  | 'mirror'
  | 'options'
  | 'own-work'
  | 'phase'
  | 'pool'
  | 'registry'
  | 'renewed'
  | 'reset'
  | 'restored'
  | 'ring'
  | 'running'
  | 'scratch'
  | 'seeded'
  | 'sentinel'
  | 'sequence'
  | 'setting'
  | 'timetable'
  | 'unique'
  | 'version'
  | 'backlog'
  | 'ending'
  | 'follower'
  | 'stack'
  | 'lines'
  | 'configured'
  | 'weak';

/** What a predicate looks at: one write of one cell, with everything that is known of the program. */
export interface Case {
  readonly facts: StateFacts;
  readonly cell: WrittenCell;
  readonly write: Write;
}

/** One pattern in which state per worker is what the author wants; a row and a pure function over facts. */
export interface Intent {
  readonly name: IntentName;
  /** One line, for the explanation. */
  readonly summary: string;
  readonly holds: (one: Case) => boolean;
}
