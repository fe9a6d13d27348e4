/** NGX_MAX_SIZE_T_VALUE, NGX_MAX_OFF_T_VALUE and NGX_MAX_INT_T_VALUE of a 64-bit nginx. */
const MAX = 2n ** 63n - 1n;

const UNITS: Readonly<Record<string, bigint>> = { k: 1024n, m: 1024n ** 2n, g: 1024n ** 3n };

function parseBytes(value: string, units: string): number | undefined {
  const parts = /^([0-9]+)([a-zA-Z]?)$/.exec(value);
  if (parts === null) return undefined;
  const [, digits = '', letter = ''] = parts;
  const unit = letter.toLowerCase();
  if (unit !== '' && !units.includes(unit)) return undefined;
  const bytes = BigInt(digits) * (UNITS[unit] ?? 1n);
  return bytes > MAX ? undefined : Number(bytes);
}

/** `1024`, `8k`, `1M`: bytes, or undefined where ngx_parse_size (ngx_parse.c) fails. */
export function parseSize(value: string): number | undefined {
  return parseBytes(value, 'km');
}

/** Like `parseSize`, and gigabytes too, as in `client_max_body_size 1g`: ngx_parse_offset. */
export function parseOffset(value: string): number | undefined {
  return parseBytes(value, 'kmg');
}

interface TimeUnit {
  /** Units have to come in this order, each at most once. */
  readonly step: number;
  readonly milliseconds: bigint;
}

const SECOND = 1000n;
const DAY = 86_400n * SECOND;

const TIME_UNITS: ReadonlyMap<string, TimeUnit> = new Map([
  ['y', { step: 1, milliseconds: 365n * DAY }],
  ['M', { step: 2, milliseconds: 30n * DAY }],
  ['w', { step: 3, milliseconds: 7n * DAY }],
  ['d', { step: 4, milliseconds: DAY }],
  ['h', { step: 5, milliseconds: 3600n * SECOND }],
  ['m', { step: 6, milliseconds: 60n * SECOND }],
  ['s', { step: 7, milliseconds: SECOND }],
  ['ms', { step: 8, milliseconds: 1n }],
  // A number before a blank counts seconds, and only a last number without a unit may follow.
  [' ', { step: 9, milliseconds: SECOND }],
]);

const SECONDS_STEP = 7;

/**
 * `30s`, `1h 30m`, `500ms`, `10`: the time in the unit that the directive counts in, or undefined where
 * ngx_parse_time (ngx_parse.c) fails. A directive that counts seconds takes no `ms`; one that counts
 * milliseconds takes no years and no months.
 */
export function parseTime(value: string, counts: 'ms' | 's' = 'ms'): number | undefined {
  const perCount = counts === 's' ? SECOND : 1n;
  let step = counts === 's' ? 0 : 2;
  let total = 0n;
  let digits = '';
  let valid = false;
  let at = 0;
  while (at < value.length) {
    const character = value.charAt(at);
    if (character >= '0' && character <= '9') {
      digits += character;
      valid = true;
      at += 1;
      continue;
    }
    const name = value.startsWith('ms', at) ? 'ms' : character;
    const unit = TIME_UNITS.get(name);
    if (unit === undefined || !follows(unit.step, step, counts)) return undefined;
    step = unit.step;
    total += (BigInt(digits || '0') * unit.milliseconds) / perCount;
    digits = '';
    at += name.length;
    while (value.charAt(at) === ' ') at += 1;
  }
  if (!valid) return undefined;
  total += (BigInt(digits || '0') * SECOND) / perCount;
  return total > MAX ? undefined : Number(total);
}

function follows(step: number, before: number, counts: 'ms' | 's'): boolean {
  if (step > SECONDS_STEP) {
    const milliseconds = step === SECONDS_STEP + 1;
    return milliseconds ? counts === 'ms' && before < step : before < SECONDS_STEP;
  }
  return before < step;
}

/** `on` and `off` in any case, as ngx_conf_set_flag_slot reads them; undefined for everything else. */
export function parseFlag(value: string): boolean | undefined {
  const flag = value.toLowerCase();
  if (flag === 'on') return true;
  return flag === 'off' ? false : undefined;
}

export { parseFlag as evaluateFlag };
