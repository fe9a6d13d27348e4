const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const MONTHS = [
  'January', 'February', 'March', 'April', 'May', 'June',
  'July', 'August', 'September', 'October', 'November', 'December',
]; // prettier-ignore

interface Clock {
  readonly year: number;
  /** 0–11 */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  /** 0 is Sunday */
  readonly weekday: number;
  /** 0 is the first of January */
  readonly yearday: number;
  /** minutes east of Greenwich */
  readonly offset: number;
  readonly isDst: boolean;
}

function clockAt(seconds: number, utc: boolean): Clock {
  const date = new Date(seconds * 1000);
  const offset = utc ? 0 : -date.getTimezoneOffset();
  // The same moment, shifted so that its UTC fields read as local ones.
  const shifted = new Date(date.getTime() + offset * 60_000);
  const year = shifted.getUTCFullYear();
  const winter = utc ? 0 : -Math.max(...[0, 6].map((month) => new Date(year, month, 1).getTimezoneOffset()));
  return {
    year,
    month: shifted.getUTCMonth(),
    day: shifted.getUTCDate(),
    hour: shifted.getUTCHours(),
    minute: shifted.getUTCMinutes(),
    second: shifted.getUTCSeconds(),
    weekday: shifted.getUTCDay(),
    yearday: Math.floor((shifted.getTime() - Date.UTC(year, 0, 1)) / 86_400_000),
    offset,
    isDst: offset !== winter,
  };
}

/** The fields of os.date('*t'), in the order year, month, day, hour, min, sec, wday, yday, isdst. */
export function dateFields(seconds: number, utc: boolean): (number | boolean)[] {
  const { year, month, day, hour, minute, second, weekday, yearday, isDst } = clockAt(seconds, utc);
  return [year, month + 1, day, hour, minute, second, weekday + 1, yearday + 1, isDst];
}

function pad(value: number, width = 2, fill = '0'): string {
  return String(value).padStart(width, fill);
}

/** Week of the year, weeks beginning on `first` (0 Sunday, 1 Monday): strftime's %U and %W. */
function weekOfYear(c: Clock, first: number): number {
  return Math.floor((c.yearday + 7 - ((c.weekday + 7 - first) % 7)) / 7);
}

/** ISO 8601's year and week: strftime's %G and %V. */
function isoWeek(c: Clock): { year: number; week: number } {
  const thursday = new Date(Date.UTC(c.year, c.month, c.day + 3 - ((c.weekday + 6) % 7)));
  const year = thursday.getUTCFullYear();
  return { year, week: 1 + Math.floor((thursday.getTime() - Date.UTC(year, 0, 1)) / (7 * 86_400_000)) };
}

function zone(c: Clock): string {
  const minutes = Math.abs(c.offset);
  return `${c.offset < 0 ? '-' : '+'}${pad(Math.floor(minutes / 60))}${pad(minutes % 60)}`;
}

function zoneName(seconds: number, utc: boolean): string {
  if (utc) {
    return 'GMT';
  }
  const parts = new Intl.DateTimeFormat('en-US', { timeZoneName: 'short' }).formatToParts(seconds * 1000);
  return parts.find((part) => part.type === 'timeZoneName')?.value ?? '';
}

type Conversion = (c: Clock, seconds: number, utc: boolean) => string;

/** strftime's conversions in the C locale (C99, 7.23.3.5). */
const conversions: Readonly<Record<string, Conversion>> = {
  a: (c) => DAYS[c.weekday]!.slice(0, 3),
  A: (c) => DAYS[c.weekday]!,
  b: (c) => MONTHS[c.month]!.slice(0, 3),
  B: (c) => MONTHS[c.month]!,
  c: (c, s, utc) => format('%a %b %e %H:%M:%S %Y', c, s, utc),
  C: (c) => pad(Math.floor(c.year / 100)),
  d: (c) => pad(c.day),
  D: (c, s, utc) => format('%m/%d/%y', c, s, utc),
  e: (c) => pad(c.day, 2, ' '),
  F: (c, s, utc) => format('%Y-%m-%d', c, s, utc),
  g: (c) => pad(isoWeek(c).year % 100),
  G: (c) => String(isoWeek(c).year),
  h: (c) => MONTHS[c.month]!.slice(0, 3),
  H: (c) => pad(c.hour),
  I: (c) => pad(c.hour % 12 || 12),
  j: (c) => pad(c.yearday + 1, 3),
  m: (c) => pad(c.month + 1),
  M: (c) => pad(c.minute),
  n: () => '\n',
  p: (c) => (c.hour < 12 ? 'AM' : 'PM'),
  r: (c, s, utc) => format('%I:%M:%S %p', c, s, utc),
  R: (c, s, utc) => format('%H:%M', c, s, utc),
  s: (_c, s) => String(s),
  S: (c) => pad(c.second),
  t: () => '\t',
  T: (c, s, utc) => format('%H:%M:%S', c, s, utc),
  u: (c) => String(c.weekday || 7),
  U: (c) => pad(weekOfYear(c, 0)),
  V: (c) => pad(isoWeek(c).week),
  w: (c) => String(c.weekday),
  W: (c) => pad(weekOfYear(c, 1)),
  x: (c, s, utc) => format('%m/%d/%y', c, s, utc),
  X: (c, s, utc) => format('%H:%M:%S', c, s, utc),
  y: (c) => pad(c.year % 100),
  Y: (c) => String(c.year),
  z: zone,
  Z: (_c, s, utc) => zoneName(s, utc),
  '%': () => '%',
};

function format(text: string, clock: Clock, seconds: number, utc: boolean): string {
  // E and O ask for another locale's forms; the C locale has none.
  return text.replace(/%[EO]?(.)/gs, (whole, letter: string) => {
    const conversion = conversions[letter];
    return conversion === undefined ? whole : conversion(clock, seconds, utc);
  });
}

/** strftime in the C locale; `seconds` since the epoch. */
export function formatDate(text: string, seconds: number, utc: boolean): string {
  const whole = Math.floor(seconds);
  return format(text, clockAt(whole, utc), whole, utc);
}
