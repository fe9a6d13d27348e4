/**
 * Directives that one block may hold several times: each adds to what the others say, or the last one counts
 * (their `set` functions do not answer "is duplicate").
 */
export const repeatable: ReadonlySet<string> = new Set(
  `
  access_log add_header break debug_connection env error_log error_page include index keepalive_disable
  listen load_module location log_format lua_shared_dict return server server_name set set_by_lua
  set_by_lua_block set_by_lua_file thread_pool types worker_cpu_affinity gzip_types
`
    .trim()
    .split(/\s+/),
);
