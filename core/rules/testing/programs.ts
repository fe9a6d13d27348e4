import { checkMarked } from './marked.js';

/** A configuration that runs these handlers, each in a location of its own. */
export function conf(
  handlers: Readonly<Record<string, string>>,
  // The settings that some of the programs read.
  main = 'worker_processes 4; env LIMIT;',
  http = '',
): string {
  const locations = Object.entries(handlers).map(([route, lua]) => `location ${route} { ${lua} }`);
  return `${main}
events {}
http {
lua_package_path "$prefix/lua/?.lua;;";
${http}
server {
${locations.join('\n')}
}
}
`;
}

export const say = (expression: string): string => `content_by_lua_block { ngx.say(${expression}) }`;
export const run = (statement: string): string => `content_by_lua_block { ${statement} }`;

/** Checks the marked text of `lua/m.lua`, whose functions `set` and `get` are run by a location each. */
export function module(lua: string): void {
  checkMarked({
    'conf/nginx.conf': conf({
      '/set': run('require("m").set(ngx.var.arg_v)'),
      '/get': say('require("m").get()'),
    }),
    'lua/m.lua': lua,
  });
}
