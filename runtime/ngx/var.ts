import { isChangeableVariable, isBuiltinVariable } from '../program/index.js';
import { readVariable } from '../http/variables.js';
import type { Api, ApiModule } from './api.js';
import { formatNumber } from './numbers.js';
import type { HttpRequest } from '../http/request.js';

/** ngx.var (ngx_http_lua_variable.c): the prelude's metatable calls these. */
export const varFunctions: ApiModule = (api) => ({
  get_var: (key) => {
    const request = requestFor(api);
    if (typeof key === 'number') return key > 0 ? request.captures?.[key] : undefined;
    if (typeof key !== 'string') throw api.raised('bad variable name', 2);
    return readVariable(request, key.toLowerCase()) ?? undefined;
  },
  set_var: (key, value) => {
    const request = requestFor(api);
    if (typeof key !== 'string') throw api.raised('bad variable name', 2);
    const name = key.toLowerCase();
    if (!request.program.variables.has(name)) {
      if (isBuiltinVariable(name) && !isChangeableVariable(name)) {
        throw api.raised(`variable "${key}" not changeable`, 2);
      }
      if (!isChangeableVariable(name)) {
        throw api.raised(
          `variable "${key}" not found for writing; maybe it is a built-in variable that is not changeable or you forgot to use "set $${key} '';" in the config file to define it first`,
          2,
        );
      }
    }
    request.setVariable(name, textOf(api, value));
  },
});

function requestFor(api: Api): HttpRequest {
  const request = api.context?.request;
  if (request !== undefined) return request;
  throw api.phase === 'init' || api.context === undefined
    ? api.raised('no request found', 2)
    : api.raised(
        `API disabled in the context of ${api.phase === 'timer' ? 'ngx.timer' : `${api.phase}_by_lua*`}`,
        2,
      );
}

function textOf(api: Api, value: Parameters<Api['isNull']>[0]): string | undefined {
  if (value === undefined || typeof value === 'string') return value;
  if (typeof value === 'number') return formatNumber(value);
  if (typeof value === 'boolean') return String(value);
  throw api.raised(
    `bad argument #3 to '__newindex' (string, number, or nil expected, but got ${value.type})`,
    2,
  );
}
