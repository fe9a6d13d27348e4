import {
  argumentForms,
  opensLuaBlock,
  type ArgumentSpec,
  type Catalogue,
  type Context,
  type DirectiveSpec,
} from '../../core/nginx/index.js';
import { snippetText, type Proposal } from './conf-item.js';

export interface DirectiveWishes {
  /** The client fills in snippets. */
  readonly snippets: boolean;
  /** Something follows on the line already: only the name is wanted. */
  readonly nameOnly: boolean;
  /** The names that the block has already. */
  readonly present: ReadonlySet<string>;
}

/** What people write most, by context, the most usual first: not a rule of nginx's, but what a list should begin with. */
const usual: Partial<Record<Context, string>> = {
  main: 'worker_processes events http stream error_log pid user env include load_module worker_rlimit_nofile',
  events: 'worker_connections multi_accept use accept_mutex',
  http: 'server upstream map include log_format access_log error_log lua_shared_dict lua_package_path init_by_lua_block init_worker_by_lua_block default_type types sendfile keepalive_timeout gzip resolver client_max_body_size proxy_cache_path limit_req_zone limit_conn_zone geo split_clients',
  server:
    'listen server_name location root index return include ssl_certificate ssl_certificate_key ssl_protocols error_page access_log error_log client_max_body_size rewrite set if add_header access_by_lua_block',
  location:
    'proxy_pass content_by_lua_block access_by_lua_block rewrite_by_lua_block root try_files return proxy_set_header add_header default_type set if rewrite alias internal location proxy_http_version proxy_read_timeout proxy_cache include header_filter_by_lua_block body_filter_by_lua_block log_by_lua_block set_by_lua_block limit_req auth_request fastcgi_pass expires index error_page access_log',
  'if in server': 'return rewrite set break',
  'if in location': 'return rewrite set break proxy_pass add_header root content_by_lua_block',
  upstream: 'server keepalive least_conn ip_hash hash random zone balancer_by_lua_block keepalive_timeout',
  limit_except: 'allow deny auth_basic proxy_pass',
  stream: 'server upstream map log_format resolver lua_shared_dict',
  'stream server': 'listen proxy_pass ssl_preread proxy_protocol preread_by_lua_block content_by_lua_block',
  'stream upstream': 'server least_conn hash random zone balancer_by_lua_block',
  mail: 'server auth_http server_name proxy',
  'mail server': 'listen protocol proxy',
};

const usualNames = new Map(
  Object.entries(usual).map(([context, names]) => [context, names.split(' ')] as const),
);

/** The directives that can stand in one of the contexts, each name once; those that people write most have a lower rank. */
export function directiveProposals(
  contexts: readonly Context[],
  catalogue: Catalogue,
  { snippets, nameOnly, present }: DirectiveWishes,
): Proposal[] {
  return templatesFor(contexts, catalogue, snippets && !nameOnly).map(({ proposal, spec, context }) =>
    present.has(spec.name) ? { ...proposal, rank: rankOf(spec, context, present) } : proposal,
  );
}

/** Makes what the first completion in a context would have to wait for. */
export function prepareDirectives(context: Context, catalogue: Catalogue, snippets: boolean): void {
  templatesFor([context], catalogue, snippets);
}

interface Template {
  readonly spec: DirectiveSpec;
  readonly context: Context;
  readonly proposal: Proposal;
}

/** What does not depend on the text, by catalogue and wishes: hundreds of directives are proposed for each word. */
const templates = new WeakMap<Catalogue, Map<string, readonly Template[]>>();

function templatesFor(
  contexts: readonly Context[],
  catalogue: Catalogue,
  snippets: boolean,
): readonly Template[] {
  const known = templates.get(catalogue) ?? new Map<string, readonly Template[]>();
  templates.set(catalogue, known);
  const key = `${contexts.join()} ${snippets}`;
  const found = known.get(key) ?? makeTemplates(contexts, catalogue, snippets);
  known.set(key, found);
  return found;
}

const none: ReadonlySet<string> = new Set();

function makeTemplates(contexts: readonly Context[], catalogue: Catalogue, snippets: boolean): Template[] {
  const specs = new Map<string, { spec: DirectiveSpec; context: Context }>();
  for (const context of contexts)
    for (const spec of catalogue.inContext(context))
      if (!specs.has(spec.name)) specs.set(spec.name, { spec, context });
  return [...specs.values()].map(({ spec, context }) => ({
    spec,
    context,
    proposal: {
      label: spec.name,
      kind: spec.isBlock ? ('block' as const) : ('directive' as const),
      detail: detailOf(spec),
      insert: snippets ? insertOf(spec) : spec.name,
      ...(snippets && { isSnippet: true as const }),
      rank: rankOf(spec, context, none),
      ...((spec.gone === true || spec.instead !== undefined) && { isDeprecated: true as const }),
      doc: { of: 'directive' as const, name: spec.name, module: spec.module },
    },
  }));
}

function detailOf({ module, since, gone, instead }: DirectiveSpec): string {
  if (instead !== undefined) return `${module}, deprecated: use ${instead}`;
  if (gone) return `${module}, no longer in nginx`;
  return since === undefined ? module : `${module}, since ${since}`;
}

const afterUsual = 100;

function rankOf(spec: DirectiveSpec, context: Context, present: ReadonlySet<string>): number {
  if (spec.gone === true || spec.instead !== undefined) return 900;
  // nginx would refuse a second one, or the second would do nothing.
  if (spec.once && present.has(spec.name)) return 800;
  const at = usualNames.get(context)?.indexOf(spec.name) ?? -1;
  if (at !== -1) return at;
  // A command table that we have not read, so a module that most builds lack.
  if (spec.setter === '') return 700;
  return afterUsual + (spec.contexts.length > 3 ? 100 : 0);
}

const bodies: Readonly<Record<string, string>> = {
  location: 'location ${1:/} {\n\t$0\n}',
  if: 'if (${1:condition}) {\n\t$0\n}',
  upstream: 'upstream ${1:name} {\n\tserver ${2:address};$0\n}',
  map: 'map ${1:string} ${2:\\$variable} {\n\tdefault ${3:value};$0\n}',
};

/** The directive with places for the arguments that it must have. */
function insertOf(spec: DirectiveSpec): string {
  const body = spec.isBlock ? bodies[spec.name] : undefined;
  if (body !== undefined) return body;
  const places = new Places();
  const [form = []] = argumentForms(spec) ?? [];
  const words = [spec.name, ...form.flatMap((argument) => places.of(argument))].join(' ');
  if (spec.isBlock || opensLuaBlock(spec.name)) return `${words} {\n\t$0\n}`;
  // Of a directive that nobody has described the person writes the arguments.
  return argumentForms(spec) === undefined ? `${words} $0;` : `${words};$0`;
}

class Places {
  #count = 0;

  of(argument: ArgumentSpec): string[] {
    if (argument.parameters)
      return argument.parameters
        .filter(({ required }) => required)
        .map(({ name, value }) => {
          if (value === undefined) return name;
          return value.declares && value.kinds.includes('zone')
            ? `${name}=${this.#place('name')}:${this.#place('10m')}`
            : `${name}=${this.#place(value.words[0] ?? name)}`;
        });
    if (argument.optional) return [];
    const { kinds, words, name } = argument;
    if (kinds.length === 0 && words.length > 1 && !words.some((word) => /[,|]/.test(word)))
      return [this.#choice(words)];
    if (kinds.length === 0 && words.length === 1) return words.slice();
    return [this.#place(kinds.includes('variable') ? '$' + name : name)];
  }

  #place(text: string): string {
    this.#count += 1;
    return `\${${this.#count}:${snippetText(text)}}`;
  }

  #choice(words: readonly string[]): string {
    this.#count += 1;
    return `\${${this.#count}|${words.map(snippetText).join(',')}|}`;
  }
}
