import { standardCatalogue } from '../catalogue/index.js';

/** Setters that store their arguments as they stand. */
const literalSetters = new Set(
  [
    'flag',
    'size',
    'msec',
    'num',
    'sec',
    'off',
    'bufs',
    'bitmask',
    'enum',
    'path',
    'access',
    'str',
    'str_array',
    'keyval',
  ].map((type) => `ngx_conf_set_${type}_slot`),
);

/** Stored as they stand, and compiled later: when the levels of the configuration are merged. */
const compiledLater = new Set([
  'fastcgi_index',
  'proxy_set_body',
  'proxy_set_header',
  'grpc_set_header',
  'ssl_certificate',
  'ssl_certificate_key',
]);

/** Directives with a function of their own in whose arguments `$` means nothing. */
const literalNames = new Set(
  `include env load_module user error_log worker_processes worker_cpu_affinity events http stream mail
  listen server_name resolver server zone keepalive location limit_except types charset_map set_real_ip_from
  real_ip_header allow deny auth_request mirror perl valid_referers gzip_disable fastcgi_split_path_info
  modsecurity_rules modsecurity_rules_file modsecurity_rules_remote thread_pool aio xml_entities userid_expires
  ssl_session_cache js_content js_access js_header_filter js_body_filter js_filter js_preread js_periodic js_import
  js_path js_include match state upstream lua_package_path lua_package_cpath lua_shared_dict lua_sa_restart
  init_by_lua_file init_worker_by_lua_file exit_worker_by_lua_file geoip_country geoip_city geoip_org
  redis2_literal_raw_query perl_set js_set js_var encrypted_session_key encrypted_session_iv addition_types`.split(
    /\s+/,
  ),
);

let known: ReadonlySet<string> | undefined;

function literals(): ReadonlySet<string> {
  if (known) return known;
  const catalogue = standardCatalogue();
  const all = new Set(literalNames);
  for (const name of catalogue.names)
    if (
      !compiledLater.has(name) &&
      catalogue
        .directives(name)
        .every(({ setter }) => literalSetters.has(setter) || setter === 'ngx_http_types_slot')
    )
      all.add(name);
  return (known = all);
}

/** Whether nginx compiles the arguments of this directive, so that `$x` in them is the variable; unknown ones may. */
export function compilesArguments(name: string): boolean {
  return !literals().has(name);
}

/** The index of the argument that is the name of a variable, `$x`, and declares it; counted from the end where negative. */
const declaring: ReadonlyMap<string, number> = new Map<string, number>([
  ['set', 0],
  ['geo', -1],
  ['map', 1],
  ['num_map', 1],
  ['split_clients', 1],
  ['auth_request_set', 0],
  ['auth_jwt_claim_set', 0],
  ['auth_jwt_header_set', 0],
  ['js_set', 0],
  ['js_var', 0],
  ['perl_set', 0],
  ['keyval', 1],
  ['postgres_set', 0],
  ['lua_add_variable', 0],
  ['vhost_traffic_status_set_by_filter', 0],
]);

/** The directives of ndk-based modules (`set_escape_uri $res $x`) and `set_by_lua*` are called alike. */
export function declaringArgument(name: string): number | undefined {
  return declaring.get(name) ?? (name.startsWith('set_') ? 0 : undefined);
}
