const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

function two(value: number): string {
  return String(value).padStart(2, '0');
}

function offsetMinutes(date: Date): number {
  return -date.getTimezoneOffset();
}

/** `2026-11-23 20:45:28` in local time. @param at milliseconds since the epoch */
export function localTime(at: number): string {
  const date = new Date(at);
  return utcTime(at + offsetMinutes(date) * 60_000);
}

export function utcTime(at: number): string {
  return new Date(at).toISOString().slice(0, 19).replace('T', ' ');
}

/** `Mon, 23 Nov 2026 20:45:28 GMT`. @param time seconds since the epoch */
export function httpTime(time: number): string {
  return new Date(Math.trunc(time) * 1000).toUTCString();
}

/** `Mon, 23-Nov-26 20:45:28 GMT`; four digits of the year from 2038 on (ngx_http_cookie_time). */
export function cookieTime(time: number): string {
  const date = new Date(Math.trunc(time) * 1000);
  const year = date.getUTCFullYear();
  const shownYear = year > 2037 ? String(year) : two(year % 100);
  const clock = date.toISOString().slice(11, 19);
  return `${DAYS[date.getUTCDay()]}, ${two(date.getUTCDate())}-${MONTHS[date.getUTCMonth()]}-${shownYear} ${clock} GMT`;
}

/** Seconds since the epoch, or undefined for what is no HTTP date (ngx_parse_http_time). */
export function parseHttpTime(text: string): number | undefined {
  const isDate =
    /^(?:\w{3}, \d\d[ -]\w{3}[ -]\d{4} \d\d:\d\d:\d\d|\w{6,9}, \d\d-\w{3}-\d\d \d\d:\d\d:\d\d|\w{3} \w{3} [ \d]\d \d\d:\d\d:\d\d \d{4})/.test(
      text,
    );
  if (!isDate) return undefined;
  const time = Date.parse(text.endsWith('GMT') ? text : `${text} GMT`);
  return Number.isNaN(time) ? undefined : time / 1000;
}

/** `23/Nov/2026:20:45:28 +0000`: `$time_local`. */
export function logTime(at: number): string {
  const date = new Date(at);
  const [day = '', clock = ''] = localTime(at).split(' ');
  const [year = '', month = '', dayOfMonth = ''] = day.split('-');
  return `${dayOfMonth}/${MONTHS[Number(month) - 1]}/${year}:${clock} ${zone(date, '')}`;
}

/** `2026-11-23T20:45:28+00:00`: `$time_iso8601`. */
export function isoTime(at: number): string {
  return localTime(at).replace(' ', 'T') + zone(new Date(at), ':');
}

function zone(date: Date, separator: string): string {
  const minutes = offsetMinutes(date);
  const size = Math.abs(minutes);
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}${separator}${two(size % 60)}`;
}
