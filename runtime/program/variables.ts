/** nginx's variables that exist here (ngx_http_core_variables and those of the modules built in). */
const builtin = new Set(
  `
  http_host http_user_agent http_referer http_via http_x_forwarded_for http_cookie content_length content_type
  host binary_remote_addr remote_addr remote_port server_addr server_port server_protocol scheme https request_uri
  uri document_uri request document_root realpath_root query_string args is_args request_filename server_name
  request_method remote_user bytes_sent body_bytes_sent pipe request_completion request_body request_body_file
  request_length request_time request_id status sent_http_content_type sent_http_content_length
  sent_http_location sent_http_last_modified sent_http_connection sent_http_keep_alive
  sent_http_transfer_encoding sent_http_cache_control sent_http_link limit_rate connection
  connection_requests connection_time nginx_version hostname pid msec time_iso8601 time_local tcpinfo_rtt
  proxy_protocol_addr proxy_protocol_port
`
    .trim()
    .split(/\s+/),
);

/** Families whose names end in anything. */
const families = [
  'http_',
  'sent_http_',
  'sent_trailer_',
  'cookie_',
  'arg_',
  'upstream_http_',
  'upstream_cookie_',
];

/** NGX_HTTP_VAR_CHANGEABLE. */
const changeable = new Set(['args', 'limit_rate']);

/** A name of nginx's own, families not counted. */
export function isBuiltinVariable(name: string): boolean {
  return builtin.has(name);
}

/** Whether `set` and `ngx.var.x = …` may change a variable of nginx's own. */
export function isChangeableVariable(name: string): boolean {
  return changeable.has(name) || families.some((family) => name.startsWith(family));
}

export function isKnownVariable(name: string, defined: ReadonlySet<string>): boolean {
  return builtin.has(name) || defined.has(name) || families.some((family) => name.startsWith(family));
}
