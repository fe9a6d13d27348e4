/** The configuration of a rule's example: four workers, one location that runs a line of Lua. */
export function exampleConf(handler: string): string {
  return `worker_processes 4;
events {}
http {
    lua_package_path "$prefix/lua/?.lua;;";
    server {
        location / { content_by_lua_block { ${handler} } }
    }
}
`;
}
