import { backlog, lines } from './backlog.js';
import { along } from './along.js';
import { broadcast } from './broadcast.js';
import { chosen } from './chosen.js';
import { cleared } from './cleared.js';
import { filled } from './filled.js';
import { ending } from './ending.js';
import { stack } from './fill-level.js';
import { follower } from './follower.js';
import { fresh } from './fresh.js';
import { configured } from './configured.js';
import { derived, latch, memo, version } from './guarded.js';
import { hollow } from './hollow.js';
import type { Case, Intent } from './intent.js';
import { made } from './made.js';
import { methods } from './methods.js';
import { phase } from './phase.js';
import { options } from './options.js';
import { timetable } from './timetable.js';
import { cursor } from './cursor.js';
import { mirror } from './mirror.js';
import { carried } from './carried.js';
import { running } from './running.js';
import { sentinel } from './sentinel.js';
import { member } from './member.js';
import { foreign } from './foreign.js';
import { lent } from './lent.js';
import { ensured } from './ensured.js';
import { registry } from './registry.js';
import { renewed } from './renewed.js';
import { restored } from './restored.js';
import { scratch } from './scratch.js';
import { seeded } from './seeded.js';
import { sequence } from './sequence.js';
import { setting } from './setting.js';
import { batch, budget, code, ownWork, pool, reset, ring, unique, weak } from './structures.js';

export type { Case, Intent, IntentName } from './intent.js';
export { isExclusive } from './exclusive.js';
export { isHandedOn } from './registry.js';
export { isMixedUp } from './mixed.js';
export { isPurge } from './purged.js';
export { isPatchedAcrossWait } from './restored.js';
export { memo } from './guarded.js';
export { coverOf, yieldsBetween } from './scratch.js';

/** The cheap ones first. */
export const intents: readonly Intent[] = [
  reset,
  code,
  weak,
  ring,
  batch,
  pool,
  latch,
  memo,
  version,
  derived,
  unique,
  scratch,
  ownWork,
  budget,
  hollow,
  fresh,
  cleared,
  restored,
  setting,
  seeded,
  sequence,
  registry,
  renewed,
  chosen,
  broadcast,
  made,
  options,
  timetable,
  cursor,
  mirror,
  carried,
  running,
  sentinel,
  member,
  foreign,
  ensured,
  filled,
  lent,
  backlog,
  configured,
  lines,
  ending,
  follower,
  stack,
  methods,
  phase,
  along,
];

/** The first pattern that the write is an instance of. */
export function intentOf(one: Case): Intent | undefined {
  return intents.find((intent) => intent.holds(one));
}
