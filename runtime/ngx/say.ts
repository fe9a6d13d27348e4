import { suspend, type LuaValue } from '../../lua-engine/index.js';
import type { Api, ApiModule } from './api.js';
import { piece } from './pieces.js';
import { output } from './phases.js';

/** ngx.say, ngx.print, ngx.flush, ngx.eof, ngx.send_headers (ngx_http_lua_output.c). */
export const sayFunctions: ApiModule = (api) => ({
  'ngx.say': (...values) => echo(api, 'say', values),
  'ngx.print': (...values) => echo(api, 'print', values),
  'ngx.send_headers': () => {
    const request = api.requestIn(output);
    if (request.output.headersSent) return 1;
    request.output.sendHeaders();
    return 1;
  },
  'ngx.eof': () => {
    const request = api.requestIn(output);
    if (request.isAborted) return [undefined, 'nginx output filter error'];
    if (request.output.isEnded) return [undefined, 'seen eof'];
    request.output.end();
    return 1;
  },
  'ngx.flush': (wait) => {
    const request = api.requestIn(output);
    const { output: out } = request;
    if (request.isHeaderOnly) return [undefined, 'header only'];
    if (out.isEnded) return [undefined, 'seen eof'];
    if (out.isBuffering) return [undefined, 'buffering'];
    if (!out.headersSent) return [undefined, 'nothing to flush'];
    if (wait !== true) {
      out.flush();
      return 1;
    }
    return suspend((resume) => {
      out.flush(() => resume(1));
      return undefined;
    });
  },
});

function echo(api: Api, name: 'say' | 'print', values: readonly LuaValue[]): LuaValue[] | number {
  const request = api.requestIn(output);
  const { output: out } = request;
  if (out.isEnded) return [undefined, 'seen eof'];
  let text = '';
  for (const [index, value] of values.entries()) text += piece(api, value, index + 1, name);
  if (name === 'say') text += '\n';
  if (request.isHeaderOnly) {
    out.sendHeaders();
    return [undefined, 'header only'];
  }
  if (request.isAborted) return [undefined, 'nginx output filter error'];
  out.write(text);
  return out.isReplaced ? [undefined, 'nginx output filter error'] : 1;
}
