/** The blocks that a directive can stand in, in the words of nginx's documentation. */
export const contexts = [
  'main',
  'events',
  'http',
  'upstream',
  'server',
  'if in server',
  'location',
  'if in location',
  'limit_except',
  'stream',
  'stream upstream',
  'stream server',
  'mail',
  'mail server',
] as const;

export type Context = (typeof contexts)[number];

/** The flags by which the command tables name a context (ngx_conf_file.h, ngx_http_config.h, …). */
const FLAGS: ReadonlyMap<string, readonly Context[]> = new Map<string, readonly Context[]>([
  ['MAIN_CONF', ['main']],
  ['EVENT_CONF', ['events']],
  ['HTTP_MAIN_CONF', ['http']],
  ['HTTP_UPS_CONF', ['upstream']],
  ['HTTP_SRV_CONF', ['server']],
  ['HTTP_SIF_CONF', ['if in server']],
  ['HTTP_LOC_CONF', ['location']],
  ['HTTP_LIF_CONF', ['if in location']],
  ['HTTP_LMT_CONF', ['limit_except']],
  ['STREAM_MAIN_CONF', ['stream']],
  ['STREAM_UPS_CONF', ['stream upstream']],
  ['STREAM_SRV_CONF', ['stream server']],
  ['MAIL_MAIN_CONF', ['mail']],
  ['MAIL_SRV_CONF', ['mail server']],
  ['ANY_CONF', contexts],
]);

/** The contexts of a command's flags; flags that say something else are passed over. */
export function contextsOf(flags: readonly string[]): readonly Context[] {
  return flags.flatMap((flag) => FLAGS.get(flag) ?? []);
}

/** The context inside a block directive, by the context that it stands in: nginx's `cf->cmd_type`. */
const INNER: Readonly<Record<string, Partial<Record<Context, Context>>>> = {
  events: { main: 'events' },
  http: { main: 'http' },
  stream: { main: 'stream' },
  mail: { main: 'mail' },
  server: { http: 'server', stream: 'stream server', mail: 'mail server' },
  upstream: { http: 'upstream', stream: 'stream upstream' },
  location: { server: 'location', location: 'location' },
  if: { server: 'if in server', location: 'if in location' },
  limit_except: { location: 'limit_except' },
};

/** The context of the directives in this block; undefined for blocks of entries and for unknown ones. */
export function innerContext(name: string, outer: Context): Context | undefined {
  return INNER[name]?.[outer];
}

export type Family = 'core' | 'http' | 'stream' | 'mail';

/** The part of nginx that a context belongs to: names of variables, zones and upstreams are one for each. */
export function familyOf(context: Context): Family {
  if (context === 'main' || context === 'events') return 'core';
  if (context.startsWith('stream')) return 'stream';
  return context.startsWith('mail') ? 'mail' : 'http';
}
