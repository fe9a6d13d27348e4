import { ALL_BYTES, byteOf, byteRange, bytesOf, DIGITS, without, type ByteSet } from './byte-set.js';

/** What a client can put into a variable by the request that it sends. */
export interface ClientText {
  readonly bytes: ByteSet;
  /** The text always begins with `/`, so that it cannot go on with a host's name. */
  readonly beginsWithSlash: boolean;
  /** Adjacent slashes have become one (merge_slashes): no `http://` can stand in it. */
  readonly mergesSlashes: boolean;
}

/** Control characters, and a space: nginx answers 400 to a request line or a host that holds one (since 1.21.1). */
const CONTROLS_AND_SPACE = byteRange(0, 0x20) | byteOf(0x7f);
const NUL = byteOf(0);
const UPPER = byteRange(0x41, 0x5a);

/** Decoded (`%0a` is a line feed) and normalized; `%00` is refused: ngx_http_parse_complex_uri. */
const DECODED_URI: ClientText = {
  bytes: without(ALL_BYTES, NUL),
  beginsWithSlash: true,
  mergesSlashes: true,
};
/** As the client sent it, undecoded. */
const RAW_URI: ClientText = {
  bytes: without(ALL_BYTES, CONTROLS_AND_SPACE),
  beginsWithSlash: true,
  mergesSlashes: false,
};
const raw = (bytes: ByteSet): ClientText => ({ bytes, beginsWithSlash: false, mergesSlashes: false });
const ARGS = raw(without(ALL_BYTES, CONTROLS_AND_SPACE));
const ONE_ARG = raw(without(ARGS.bytes, bytesOf('&')));
/** A header's value ends at CR LF and may hold no NUL: ngx_http_parse_header_line. */
const HEADER = raw(without(ALL_BYTES, NUL | bytesOf('\r\n')));
const COOKIE = raw(without(HEADER.bytes, bytesOf(';')));
/** ngx_http_validate_host: in lower case; the port is cut off, but a `:` may stand in the brackets of an address. */
const HOST = raw(without(ALL_BYTES, CONTROLS_AND_SPACE | bytesOf('/') | UPPER));
const ANYTHING = raw(ALL_BYTES);

const BY_NAME: Readonly<Record<string, ClientText>> = {
  uri: DECODED_URI,
  document_uri: DECODED_URI,
  fastcgi_script_name: DECODED_URI,
  // What fastcgi_split_path_info has left over.
  fastcgi_path_info: { ...DECODED_URI, beginsWithSlash: false },
  request_filename: DECODED_URI,
  request_uri: RAW_URI,
  args: ARGS,
  query_string: ARGS,
  host: HOST,
  content_type: HEADER,
  // Anything else is answered with 400: ngx_http_process_request_header.
  content_length: raw(DIGITS),
  proxy_add_x_forwarded_for: HEADER,
  request: HEADER,
  // ngx_http_parse_request_line.
  request_method: raw(UPPER | bytesOf('_-')),
  request_body: ANYTHING,
  // The part of the decoded `Authorization: Basic` before the colon, whether or not anybody checks it.
  remote_user: raw(without(ALL_BYTES, bytesOf(':'))),
};

const BY_PREFIX: readonly (readonly [prefix: string, text: ClientText])[] = [
  ['arg_', ONE_ARG],
  ['http_', HEADER],
  ['cookie_', COOKIE],
];

/** What a client can put into one of nginx's own variables; undefined where it is none of theirs. */
export function clientText(name: string): ClientText | undefined {
  return Object.hasOwn(BY_NAME, name)
    ? BY_NAME[name]
    : BY_PREFIX.find(([prefix]) => name.startsWith(prefix) && name.length > prefix.length)?.[1];
}
