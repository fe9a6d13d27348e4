import type { DocEntry } from './entry.js';
import { entries } from './rows.js';

export const textEntries: readonly DocEntry[] = entries([
  // Escaping and encoding
  {
    name: 'ngx.escape_uri',
    syntax: ['newstr = ngx.escape_uri(str, type?)'],
    text: "Escapes a string for a URI. By default (`type` 2) everything but letters, digits and `-_.~!*'()` becomes `%XX`, which suits one argument; `type` 0 leaves what separates the parts of a whole URI.",
  },
  {
    name: 'ngx.unescape_uri',
    syntax: ['newstr = ngx.unescape_uri(str)'],
    text: 'Turns `%XX` back into bytes, and `+` into a space. What is no valid escape stays as it is.',
  },
  {
    name: 'ngx.encode_args',
    syntax: ['str = ngx.encode_args(table)'],
    since: '0.3.1rc27',
    text: 'Makes a query from a table. A list repeats its key, `true` gives the key alone, `false` leaves it out. The order of the keys is not fixed.',
  },
  {
    name: 'ngx.decode_args',
    syntax: ['table, err = ngx.decode_args(str, max_args?)'],
    since: '0.5.0rc29',
    text: 'Makes a table of a query, as `ngx.req.get_uri_args` has it. It stops at 100 arguments (or `max_args`) and then says `"truncated"`.',
  },
  {
    name: 'ngx.encode_base64',
    syntax: ['newstr = ngx.encode_base64(str, no_padding?)'],
    text: 'The Base64 of a string, without `=` at the end if `no_padding` is true. For the alphabet of URLs there is `ngx.base64`.',
  },
  {
    name: 'ngx.decode_base64',
    syntax: ['newstr = ngx.decode_base64(str)'],
    text: 'The bytes of a Base64 string; `nil` if it is not well formed.',
  },
  {
    name: 'ngx.decode_base64mime',
    syntax: ['newstr = ngx.decode_base64mime(str)'],
    text: 'As `ngx.decode_base64`, but it skips characters that are no Base64, such as line feeds in mail.',
  },
  {
    name: 'ngx.quote_sql_str',
    syntax: ['quoted_value = ngx.quote_sql_str(raw_value)'],
    text: 'Puts a string between single quotes, escaped by MySQL’s rules. Use it for every value that goes into a query. PostgreSQL’s rules differ.',
  },
  // Digests
  {
    name: 'ngx.crc32_short',
    syntax: ['intval = ngx.crc32_short(str)'],
    since: '0.3.1rc8',
    text: 'The CRC-32 of a string as a number; the faster one for strings under about 60 bytes.',
  },
  {
    name: 'ngx.crc32_long',
    syntax: ['intval = ngx.crc32_long(str)'],
    since: '0.3.1rc8',
    text: 'The CRC-32 of a string as a number; the faster one for long strings. Its result is that of `ngx.crc32_short`.',
  },
  {
    name: 'ngx.hmac_sha1',
    syntax: ['digest = ngx.hmac_sha1(secret_key, str)'],
    since: '0.3.1rc29',
    text: 'The HMAC-SHA1 of a string as 20 raw bytes: encode it before it is shown. Needs OpenSSL in the build.',
  },
  {
    name: 'ngx.md5',
    syntax: ['digest = ngx.md5(str)'],
    text: 'The MD5 of a string as 32 hexadecimal digits. Not for passwords or signatures.',
  },
  {
    name: 'ngx.md5_bin',
    syntax: ['digest = ngx.md5_bin(str)'],
    text: 'The MD5 of a string as 16 raw bytes.',
  },
  {
    name: 'ngx.sha1_bin',
    syntax: ['digest = ngx.sha1_bin(str)'],
    since: '0.5.0rc6',
    text: 'The SHA-1 of a string as 20 raw bytes. `resty.string` makes digits of them.',
  },
  // Time
  {
    name: 'ngx.today',
    syntax: ['str = ngx.today()'],
    text: 'The local date, `yyyy-mm-dd`, from nginx’s cached clock.',
  },
  {
    name: 'ngx.time',
    syntax: ['secs = ngx.time()'],
    text: 'Whole seconds since 1970, from nginx’s cached clock, so there is no system call. Prefer it to `os.time()`.',
  },
  {
    name: 'ngx.now',
    syntax: ['secs = ngx.now()'],
    since: '0.3.1rc32',
    text: 'Seconds since 1970 with milliseconds as decimals. The clock is cached: it moves when the worker turns to its next event, so two reads around a busy loop are equal. `ngx.update_time()` brings it up to date.',
  },
  {
    name: 'ngx.update_time',
    syntax: ['ngx.update_time()'],
    since: '0.3.1rc32',
    text: 'Reads the system’s clock into nginx’s cached one. It costs a system call: for measuring, not for every request.',
  },
  {
    name: 'ngx.localtime',
    syntax: ['str = ngx.localtime()'],
    text: 'Local date and time, `yyyy-mm-dd hh:mm:ss`, from nginx’s cached clock.',
  },
  { name: 'ngx.utctime', syntax: ['str = ngx.utctime()'], text: 'As `ngx.localtime`, in UTC.' },
  {
    name: 'ngx.cookie_time',
    syntax: ['str = ngx.cookie_time(sec)'],
    text: 'A time in seconds as the text that the `Expires` of a cookie wants.',
  },
  {
    name: 'ngx.http_time',
    syntax: ['str = ngx.http_time(sec)'],
    text: 'A time in seconds as headers such as `Last-Modified` and `Expires` want it.',
  },
  {
    name: 'ngx.parse_http_time',
    syntax: ['sec = ngx.parse_http_time(str)'],
    text: 'The seconds of a time as `ngx.http_time` writes it; `nil` if the text is none.',
  },
  // Regular expressions
  {
    name: 'ngx.re.match',
    syntax: ['captures, err = ngx.re.match(subject, regex, options?, ctx?, res_table?)'],
    since: '0.2.1rc11',
    text: 'Searches a string for a Perl-compatible expression. Returns a table, `[0]` the whole match and from `[1]` the groups, `false` for a group that took no part; `nil` when nothing matches; `nil` and a message when the expression is wrong. Options `jo` compile it once and keep it. **Per worker**: the cache of compiled expressions holds `lua_regex_cache_max_entries`; expressions built from a client’s text fill it. `ctx.pos` says where to begin and is moved behind the match.',
  },
  {
    name: 'ngx.re.find',
    syntax: ['from, to, err = ngx.re.find(subject, regex, options?, ctx?, nth?)'],
    since: '0.9.2',
    text: 'As `ngx.re.match`, but returns where the match begins and ends (from 1), or the group `nth` of it, and makes no table. `nil` when nothing matches.',
  },
  {
    name: 'ngx.re.gmatch',
    syntax: ['iterator, err = ngx.re.gmatch(subject, regex, options?)'],
    since: '0.2.1rc12',
    text: 'Returns a function that gives the next match on each call, and `nil` at the end. Check the second result: a wrong expression gives `nil` and a message.',
  },
  {
    name: 'ngx.re.sub',
    syntax: ['newstr, n, err = ngx.re.sub(subject, regex, replace, options?)'],
    since: '0.2.1rc13',
    text: 'Replaces the first match. In a text `$0`, `$1` and `${1}` stand for the match and its groups and `$$` for a dollar sign; a function gets the table of `ngx.re.match` and returns the text. Returns the new string and the number of replacements, or `nil`, `nil` and a message.',
  },
  {
    name: 'ngx.re.gsub',
    syntax: ['newstr, n, err = ngx.re.gsub(subject, regex, replace, options?)'],
    since: '0.2.1rc15',
    text: 'As `ngx.re.sub`, for every match.',
  },
]);
