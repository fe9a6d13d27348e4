import type { ApiModule } from './api.js';
import { phaseName } from './api.js';
import { anyRequest } from './phases.js';

/** ngx.ctx, ngx.status, ngx.headers_sent, ngx.is_subrequest: fields that are computed (resty.core.misc, resty.core.ctx). */
export const fieldFunctions: ApiModule = (api) => {
  const requestOrThrow = () => {
    const request = api.context?.request;
    if (request !== undefined) return request;
    throw api.context === undefined || api.phase === 'init'
      ? api.raised('no request found', 2)
      : api.raised(`API disabled in the context of ${phaseName(api.phase)}`, 2);
  };
  return {
    get_field: (key) => {
      switch (typeof key === 'string' ? key : '') {
        case 'ctx': {
          const { context } = api;
          if (context === undefined || api.phase === 'init') throw api.raised('no request ctx found', 2);
          const holder = context.request ?? context;
          holder.ctx ??= api.vm.newTable();
          return holder.ctx;
        }
        case 'status': {
          const { headersOut, output } = requestOrThrow();
          if (output.headersSent || headersOut.status !== 0) return headersOut.status;
          return 0;
        }
        case 'headers_sent':
          return requestOrThrow().output.headersSent;
        case 'is_subrequest':
          requestOrThrow();
          return false;
        default:
          return undefined;
      }
    },
    set_ctx: (value) => {
      const { context } = api;
      if (context === undefined) throw api.raised('no request ctx found', 2);
      if (typeof value !== 'object' || value.type !== 'table') {
        throw api.raised(
          `ctx should be a table while getting a ${typeof value === 'object' ? value.type : value === undefined ? 'nil' : typeof value}`,
          2,
        );
      }
      (context.request ?? context).ctx = value;
    },
    set_status: (value) => {
      const request = requestOrThrow();
      if (!anyRequest.has(api.phase)) throw api.disabled();
      const status = Number(value);
      if (!Number.isFinite(status)) throw api.raised(`number expected, got ${typeof value}`, 2);
      if (request.output.headersSent) {
        api.services.log(
          'error',
          'attempt to set ngx.status after sending out response headers',
          request.logContext(),
        );
        return;
      }
      request.headersOut.status = Math.trunc(status);
      request.headersOut.statusLine = undefined;
    },
  };
};
