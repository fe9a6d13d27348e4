import { evaluate } from './variables.js';
import type { LuaHandler, RewriteStep, Server } from '../program/index.js';
import { findLocation } from './locate.js';
import type { HttpRequest } from './request.js';
import { answerStatus, redirectTo } from './answer.js';
import { serveStatic } from './static-file.js';
import { splitUri } from './uri.js';

/** How a handler's code ended, as the phases see it. */
export type HandlerResult =
  | { readonly kind: 'done' }
  | { readonly kind: 'failed' }
  | { readonly kind: 'exit'; readonly status: number }
  | { readonly kind: 'exec'; readonly uri: string; readonly args: string }
  | { readonly kind: 'jump' };

/** Runs the Lua of a phase. */
export interface LuaRunner {
  run(handler: LuaHandler, request: HttpRequest): Promise<HandlerResult>;
  /** For set_by_lua, which cannot wait. */
  evaluate(handler: LuaHandler, request: HttpRequest, args: readonly string[]): string | undefined;
}

/** Where the request goes on. */
type Next = 'next' | 'finished' | 'locate';

/** Sends a request through nginx's phases; resolves when its response has ended (or was given up). */
export async function runPhases(request: HttpRequest, server: Server, lua: LuaRunner): Promise<void> {
  let isFromStart = true;
  for (;;) {
    // An internal redirect begins with the server's rewrite phase again; a named location and a jump do not.
    const first = isFromStart ? await serverRewrite(request, server, lua) : 'next';
    if (first === 'finished') return;
    const next =
      first === 'locate' ? first : (locate(request, server) ?? (await locationPhases(request, lua)));
    if (next !== 'locate') return;
    isFromStart = request.restarts;
    request.restarts = false;
    if (request.redirectsLeft-- <= 0) {
      answer(request, 500);
      return;
    }
  }
}

async function serverRewrite(request: HttpRequest, server: Server, lua: LuaRunner): Promise<Next> {
  request.location = server.root;
  const next = runSteps(server.root.steps, request, lua);
  if (next !== 'next') return next;
  const handler = server.root.settings.handlers.server_rewrite;
  if (handler === undefined) return 'next';
  return after(await lua.run(handler, request), request, 'rewrite');
}

/** The find-config phase: picks the location, and says what it refuses. */
function locate(request: HttpRequest, server: Server): Next | undefined {
  request.uriChanged = false;
  const { namedTarget } = request;
  request.namedTarget = undefined;
  const found =
    namedTarget === undefined
      ? findLocation(server.locations, request.uri)
      : { location: server.locations.named.get(namedTarget), captures: undefined, named: undefined };
  if (namedTarget !== undefined && found?.location === undefined) {
    request.logError(`could not find named location "${namedTarget}"`);
    return answer(request, 500);
  }
  request.location = found?.location ?? server.root;
  if (found?.captures !== undefined) {
    request.captures = found.captures;
    request.namedCaptures = found.named;
  }
  if (request.location.internal && !request.isInternal) return answer(request, 404);
  const limit = request.location.settings.clientMaxBodySize;
  const length = Number(request.header('Content-Length') ?? 0);
  if (limit > 0 && length > limit) {
    request.logError(`client intended to send too large body: ${length} bytes`);
    return answer(request, 413);
  }
  return undefined;
}

async function locationPhases(request: HttpRequest, lua: LuaRunner): Promise<Next> {
  const { location } = request;
  const { handlers, needRequestBody } = location.settings;
  const rewritten = runSteps(location.steps, request, lua);
  if (rewritten !== 'next') return rewritten;
  if (needRequestBody) await request.body.read();
  for (const phase of ['rewrite', 'access'] as const) {
    const handler = handlers[phase];
    if (handler === undefined) continue;
    const next = after(await lua.run(handler, request), request, phase);
    if (next !== 'next') return next;
    if (phase === 'rewrite' && request.uriChanged) request.uriChanged = false;
  }
  if (handlers.content === undefined) return serveStatic(request);
  return after(await lua.run(handlers.content, request), request, 'content');
}

function runSteps(steps: readonly RewriteStep[], request: HttpRequest, lua: LuaRunner): Next {
  for (const step of steps) {
    switch (step.kind) {
      case 'set':
        request.setVariable(step.variable, evaluate(step.value, request));
        break;
      case 'set-lua': {
        const args = step.arguments.map((template) => evaluate(template, request));
        request.setVariable(step.variable, lua.evaluate(step.handler, request, args) ?? '');
        break;
      }
      case 'break':
        return 'next';
      case 'return':
        return runReturn(step.status, step.body && evaluate(step.body, request), request);
    }
  }
  return 'next';
}

const redirects: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** ngx_http_send_response for `return`. */
function runReturn(status: number, text: string | undefined, request: HttpRequest): Next {
  if (status === 444) {
    request.drop();
    return 'finished';
  }
  if (redirects.has(status) && text !== undefined) {
    redirectTo(request, status, text);
    return 'finished';
  }
  if (text === undefined && (status >= 300 || status === 204)) return answer(request, status);
  const { headersOut, location } = request;
  headersOut.status = status;
  if (status !== 204) {
    headersOut.contentType = location.settings.defaultType;
    headersOut.contentLength = (text ?? '').length;
  }
  request.body.discard();
  request.output.sendWhole(text ?? '');
  return 'finished';
}

/** What a phase's end means for the request (ngx_http_lua_handle_exit and the phase handlers). */
function after(result: HandlerResult, request: HttpRequest, phase: 'rewrite' | 'access' | 'content'): Next {
  const { output, headersOut } = request;
  switch (result.kind) {
    case 'failed':
      return answer(request, 500);
    case 'jump':
      // The module's context, and ngx.ctx in it, goes with the location.
      request.ctx = undefined;
      return 'locate';
    case 'exec':
      return internalRedirect(request, result.uri, result.args);
    case 'done':
      if (phase !== 'content' && !output.headersSent && !output.isBuffering) return 'next';
      output.end();
      return 'finished';
    case 'exit': {
      const { status } = result;
      if (status === 0) {
        if (phase !== 'content' && !output.headersSent && !output.isBuffering) return 'next';
        output.end();
        return 'finished';
      }
      // NGX_DECLINED: this handler has no opinion, the next phase has.
      if (status === -5 && phase !== 'content' && !output.headersSent && !output.isBuffering) return 'next';
      // nginx sends no interim status as a final one; it closes the connection.
      const isInterim = status >= 100 && status < 200;
      if (status === 444 || status === 499 || status < 0 || isInterim) {
        if (output.headersSent && status === -1) output.end();
        else request.drop();
        return 'finished';
      }
      if (output.headersSent || output.isBuffering || (status >= 200 && status < 300 && status !== 204)) {
        if (headersOut.status === 0) headersOut.status = status;
        output.end();
        return 'finished';
      }
      return answer(request, status);
    }
  }
}

/** Ends with a status: the configured error page, nginx's own, or nothing more to say. */
export function answer(request: HttpRequest, status: number): 'finished' | 'locate' {
  const page = request.location.settings.errorPages.get(status);
  if (page !== undefined && !request.output.headersSent && !request.hasErrorPage) {
    request.hasErrorPage = true;
    const target = evaluate(page.target, request);
    const { overwrite } = page;
    if (target.startsWith('/') || target.startsWith('@')) {
      if (overwrite !== 0) request.headersOut.status = overwrite ?? status;
      else request.headersOut.status = 0;
      request.method = request.method === 'HEAD' ? 'HEAD' : 'GET';
      return internalRedirect(request, target, undefined);
    }
    redirectTo(request, redirects.has(overwrite ?? status) ? (overwrite ?? status) : 302, target);
    return 'finished';
  }
  answerStatus(request, status);
  return 'finished';
}

/** ngx_http_internal_redirect and ngx_http_named_location. */
function internalRedirect(request: HttpRequest, uri: string, args: string | undefined): 'locate' {
  request.isInternal = true;
  request.ctx = undefined;
  if (uri.startsWith('@')) {
    request.namedTarget = uri;
    return 'locate';
  }
  const { path, args: own } = splitUri(uri);
  request.uri = path;
  request.args = args ?? own;
  request.hasArgs = request.args !== '';
  request.restarts = true;
  return 'locate';
}
