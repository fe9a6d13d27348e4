import { suspend } from '../../lua-engine/index.js';
import { argsTable, limitOf } from './request-api.js';
import type { ApiModule } from './api.js';
import { anyRequest, yieldableRequest } from './phases.js';

/** ngx.req.read_body and what looks at the body (ngx_http_lua_req_body.c). */
export const bodyFunctions: ApiModule = (api) => ({
  'ngx.req.read_body': () => {
    const request = api.requestIn(yieldableRequest);
    if (request.body.isRead) return [];
    return suspend((resume) => {
      request.body.read().then(
        () => resume(),
        () => resume(),
      );
      return undefined;
    });
  },
  'ngx.req.discard_body': () => {
    const request = api.requestIn(yieldableRequest);
    request.body.discard();
  },
  'ngx.req.get_body_data': (limit) => {
    const request = api.requestIn(anyRequest);
    const { text } = request.body;
    if (text === undefined || text === '') return [undefined];
    return typeof limit === 'number' && limit > 0 ? text.slice(0, limit) : text;
  },
  'ngx.req.get_body_file': () => {
    api.requestIn(anyRequest);
    return [undefined];
  },
  'ngx.req.set_body_data': (text) => {
    const request = api.requestIn(anyRequest);
    if (!request.body.isRead) throw api.raised('request body not read yet');
    const data = api.stringArgument(text, 1, 'set_body_data');
    request.body.text = data;
    request.removeHeader('Content-Length');
    request.headersIn.push({ name: 'Content-Length', value: String(data.length) });
  },
  'ngx.req.get_post_args': (limit) => {
    const request = api.requestIn(anyRequest);
    const max = limitOf(api, limit, 1, 'get_post_args');
    if (request.body.isDiscarded) return [api.vm.newTable()];
    if (!request.body.isRead && request.body.isExpected) {
      throw api.raised('no request body found; maybe you should turn on lua_need_request_body?');
    }
    return argsTable(api, request.body.text ?? '', max, undefined);
  },
});
