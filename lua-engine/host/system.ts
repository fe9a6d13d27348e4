import type { LuaValue } from './values.js';
import { LuaError } from './values.js';
import type { HostFiles } from './files.js';
import { preludeFfi } from './prelude-ffi.js';
import { formatDate, dateFields } from './dates.js';

/** What os.* needs of the outside world. */
export interface SystemOptions {
  /** For os.getenv; nothing by default. */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
  /** For io.*, os.remove and os.rename; without it they answer that files are not available. */
  readonly fs?: HostFiles | undefined;
  /** Milliseconds since the epoch; Date.now by default. */
  readonly now?: (() => number) | undefined;
}

type NamedFunction = readonly [name: string, f: (...args: LuaValue[]) => LuaValue | readonly LuaValue[]];

function numberOf(value: LuaValue, otherwise: number): number {
  return typeof value === 'number' ? value : otherwise;
}

function textOf(value: LuaValue): string {
  return typeof value === 'string' ? value : '';
}

function pathOf(value: LuaValue): Buffer {
  return Buffer.from(textOf(value), 'latin1');
}

/** nil, message, errno: how Lua's os functions report a failure. */
function fileResult(path: LuaValue, work: () => void): readonly LuaValue[] {
  try {
    work();
    return [true];
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    const reason = /^[A-Z]+: ([^,]*)/.exec(text)?.[1] ?? text;
    const sentence = reason.charAt(0).toUpperCase() + reason.slice(1);
    return [undefined, `${textOf(path)}: ${sentence}`, 2];
  }
}

/**
 * The natives of prelude.ts, in the order in which it takes them. They are on the host because a
 * 32-bit C library ends in 2038, knows no time zone and no environment.
 */
export function systemFunctions(options: SystemOptions): readonly NamedFunction[] {
  const now = options.now ?? Date.now;
  const seconds = () => Math.floor(now() / 1000);
  const { fs, env } = options;
  const noFiles = () => {
    throw new LuaError('files are not in the embedded runtime');
  };
  return [
    ['lens.time', () => seconds()],
    [
      'lens.mktime',
      (year, month, day, hour, minute, second) => {
        const field = (value: LuaValue, otherwise: number) => Math.trunc(numberOf(value, otherwise));
        const local = new Date(2000, 0, 1);
        local.setFullYear(field(year, 0), field(month, 1) - 1, field(day, 1));
        local.setHours(field(hour, 12), field(minute, 0), field(second, 0), 0);
        const time = local.getTime() / 1000;
        return Number.isNaN(time) ? undefined : time;
      },
    ],
    ['lens.clock', () => process.cpuUsage().user / 1e6],
    [
      'lens.getenv',
      (name) => {
        const value = typeof name === 'string' ? env?.[Buffer.from(name, 'latin1').toString()] : undefined;
        return value === undefined ? undefined : Buffer.from(value).toString('latin1');
      },
    ],
    [
      'lens.strftime',
      (format, time, utc) => formatDate(textOf(format), numberOf(time, seconds()), utc === true),
    ],
    ['lens.datefields', (time, utc) => dateFields(numberOf(time, seconds()), utc === true)],
    ['lens.ffi', () => preludeFfi],
    ['lens.remove', (path) => fileResult(path, () => (fs ?? noFiles()).unlinkSync(pathOf(path)))],
    [
      'lens.rename',
      (from, to) => fileResult(from, () => (fs ?? noFiles()).renameSync(pathOf(from), pathOf(to))),
    ],
  ];
}
