import { abort } from '../../lua-engine/index.js';
import type { Api, ApiModule } from './api.js';
import { encodeArgs } from './args.js';
import { exiting, yieldableRequest } from './phases.js';
import { isSafeHeaderText } from './header-names.js';

/** Statuses that may follow a header that is out already. */
const afterHeaders: ReadonlySet<number> = new Set([408, 444, 499]);

/** ngx.exit, ngx.redirect, ngx.exec (ngx_http_lua_control.c). */
export const exitFunctions: ApiModule = (api) => ({
  'ngx.exit': (value, ...rest) => {
    if (rest.length > 0 || value === undefined) {
      if (value === undefined && rest.length === 0)
        throw api.raised('attempt to pass 0 arguments, but accepted 1');
    }
    const asked = Math.trunc(api.numberArgument(value, 1, 'exit'));
    if (asked === -2 || asked === -4) {
      throw api.raised("bad argument to 'ngx.exit': does not accept NGX_AGAIN or NGX_DONE");
    }
    if (!exiting.has(api.phase)) throw api.disabled();
    const request = api.context?.request;
    if (request === undefined) return abort({ kind: 'exit', status: asked });
    const status = checkedStatus(api, asked);
    if (api.phase === 'header_filter') {
      request.filterExit = status;
      return [];
    }
    return abort({ kind: 'exit', status });
  },
  'ngx.redirect': (uri, status) => {
    const request = api.requestIn(yieldableRequest);
    const target = api.stringArgument(uri, 1, 'redirect');
    const code = status === undefined ? 302 : api.numberArgument(status, 2, 'redirect');
    if (![301, 302, 303, 307, 308].includes(code)) {
      throw api.raised(
        'only ngx.HTTP_MOVED_TEMPORARILY, ngx.HTTP_MOVED_PERMANENTLY, ngx.HTTP_PERMANENT_REDIRECT, ngx.HTTP_SEE_OTHER, and ngx.HTTP_TEMPORARY_REDIRECT are allowed',
      );
    }
    if (request.output.headersSent) {
      throw api.raised('attempt to call ngx.redirect after sending out the headers');
    }
    if (!isSafeHeaderText(target)) throw api.raised(unsafeMessage(target, 'redirect uri'));
    request.headersOut.set('Location', target);
    request.headersOut.status = code;
    return abort({ kind: 'exit', status: code });
  },
  'ngx.exec': (uri, args) => {
    const request = api.requestIn(yieldableRequest);
    const target = api.stringArgument(uri, 1, 'exec');
    if (target === '') throw api.badArgument(1, 'exec', 'The uri argument is empty');
    if (request.output.headersSent) {
      throw api.raised('attempt to call ngx.exec after sending out response headers');
    }
    const at = target.startsWith('@') ? -1 : target.indexOf('?');
    const own = at === -1 ? '' : target.slice(at + 1);
    const more =
      typeof args === 'object'
        ? encodeArgs(api, args, 'exec')
        : args === undefined
          ? ''
          : api.stringArgument(args, 2, 'exec');
    const all = [own, more].filter((part) => part !== '').join('&');
    return abort({ kind: 'exec', uri: at === -1 ? target : target.slice(0, at), args: all });
  },
});

function unsafeMessage(text: string, what: string): string {
  const bad = /[\u0000-\u001f\u007f]/.exec(text)?.[0] ?? '';
  const hex = bad.charCodeAt(0).toString(16).padStart(2, '0');
  return `unsafe byte "0x${hex}" in ${what} "${text.replace(/[\u0000-\u001f\u007f]/g, (c) => `\\x${c.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`)}"`;
}

function checkedStatus(api: Api, status: number): number {
  const request = api.request();
  const { headersOut, output } = request;
  // What HTTP/1.0 makes wait for its length counts as sent (lua_http10_buffering).
  if ((output.headersSent || output.isBuffering) && status >= 300 && !afterHeaders.has(status)) {
    if (status !== headersOut.status) {
      const message = `attempt to set status ${status} via ngx.exit after sending out the response status ${headersOut.status}`;
      api.services.log('error', message, request.logContext());
    }
    return 200;
  }
  return status;
}
