/** What a value is for nginx. Words such as `off` are not a kind: see `ArgumentSpec.words`. */
export const valueKinds = [
  'number',
  /** `8k`, `1m`; gigabytes too for `offset` (ngx_parse_size, ngx_parse_offset). */
  'size',
  'offset',
  /** A time that is counted in milliseconds, or in whole seconds (ngx_parse_time). */
  'time',
  'seconds',
  /** Text that is taken as it stands. */
  'string',
  /** Text in which `$variables` are replaced. */
  'complex',
  /** A `$name` that the directive declares or changes. */
  'variable',
  'regex',
  'file',
  'directory',
  /** A file that `include` reads, which may be a pattern. */
  'conf file',
  'lua file',
  'lua',
  /** An address to listen on, or of a server. */
  'address',
  'port',
  'cidr',
  /** A URL, or whatever a `*_pass` takes: its host may be an upstream. */
  'url',
  /** A host and a port, or the name of an upstream. */
  'peer',
  'upstream',
  'uri',
  /** What a location is for: no named one, and without variables. */
  'location uri',
  /** A URI or a `@name`. */
  'target',
  'zone',
  'dict',
  'format',
  'mime',
  'status',
  'method',
  'header',
  'condition',
  'server name',
  'cookie flags',
  'access rights',
] as const;

export type ValueKind = (typeof valueKinds)[number];

/** The modules that keep zones of their own: the name of one means nothing to another. */
export type ZoneKind = 'limit_req' | 'limit_conn' | 'cache' | 'upstream' | 'keyval' | 'js' | 'other';

/** A value: one of the words, or anything of one of the kinds. */
export interface ValueSpec {
  readonly kinds: readonly ValueKind[];
  readonly words: readonly string[];
  /** For the kind `zone`. */
  readonly zone?: ZoneKind;
  /** The name comes into being here; for a zone written as `name:size`. */
  readonly declares?: true;
}

/** A place among a directive's arguments. */
export interface ArgumentSpec extends ValueSpec {
  /** As the manual calls it: `timeout`, `regex`. */
  readonly name: string;
  readonly optional?: true;
  /** So many as one likes may follow each other. */
  readonly repeated?: true;
  /** Set for a place that takes parameters, in any order; it is optional and repeated. */
  readonly parameters?: readonly ParameterSpec[];
}

/** `backlog=511`, or a bare word such as `reuseport`. */
export interface ParameterSpec {
  readonly name: string;
  /** What comes behind the `=`; undefined for a bare word. */
  readonly value?: ValueSpec;
  readonly required?: true;
}

/** One way to write a directive. */
export type ArgumentForm = readonly ArgumentSpec[];
