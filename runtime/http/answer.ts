import { closesConnection, errorPage, SERVER_TOKEN } from './status-lines.js';
import type { HttpRequest } from './request.js';

/** nginx's special response: a page of its own for a status (ngx_http_special_response_handler). */
export function answerStatus(request: HttpRequest, status: number): void {
  const { headersOut, output } = request;
  if (output.headersSent) {
    // Nothing better can be said any more: the client sees a broken response, as with nginx.
    request.drop();
    return;
  }
  headersOut.status = status;
  headersOut.clearEntity();
  if (closesConnection.has(status)) request.keepalive = false;
  request.body.discard();
  const page = errorPage(status, SERVER_TOKEN);
  if (page === undefined || status === 204) {
    headersOut.contentType = undefined;
    if (status !== 204 && status !== 304) headersOut.contentLength = 0;
    output.sendWhole('');
    return;
  }
  headersOut.contentType = 'text/html';
  headersOut.contentLength = page.length;
  output.sendWhole(page);
}

/** A redirect whose target nginx completes when it is a path. */
export function redirectTo(request: HttpRequest, status: number, target: string): void {
  const { headersOut, location } = request;
  const { settings } = location;
  if (target.startsWith('/')) {
    headersOut.location = settings.absoluteRedirect ? absoluteUrl(request, target) : target;
  } else {
    headersOut.set('Location', target);
  }
  answerStatus(request, status);
}

function absoluteUrl(request: HttpRequest, path: string): string {
  const { settings } = request.location;
  const { localPort, localAddress } = request.connection;
  const host = settings.serverNameInRedirect
    ? request.serverName
    : request.host === ''
      ? localAddress
      : request.host;
  const port = settings.portInRedirect && localPort !== 80 ? `:${localPort}` : '';
  return `http://${host}${port}${path}`;
}

/** What a header filter's ngx.exit leaves of the response: another status, with nginx's page if it has one. */
export function replaceResponse(request: HttpRequest, status: number): void {
  const { headersOut, output } = request;
  headersOut.status = status;
  headersOut.clearEntity();
  if (closesConnection.has(status)) request.keepalive = false;
  const page = errorPage(status, SERVER_TOKEN);
  headersOut.contentType = page === undefined ? undefined : 'text/html';
  headersOut.contentLength = (page ?? '').length;
  output.replaceBody(page ?? '');
}
