import { httpTime } from '../ngx/dates.js';
import { SERVER_TOKEN, statusTexts } from './status-lines.js';
import type { HttpRequest } from './request.js';

export interface ResponseHead {
  /** The text behind the status. */
  readonly text: string;
  /** Names and values in turn, for writeHead. */
  readonly lines: string[];
  /** Bytes of the whole head. */
  readonly size: number;
}

const withoutBody = (status: number): boolean => status === 204 || status === 304 || status < 200;

/** The lines that the client gets, in the order of ngx_http_header_filter. */
export function responseHead(request: HttpRequest): ResponseHead {
  const { headersOut } = request;
  const { status } = headersOut;
  const lines: string[] = [];
  const put = (name: string, value: string): void => {
    lines.push(name, value);
  };
  if (!headersOut.find('Server')) put('Server', SERVER_TOKEN);
  if (!headersOut.find('Date')) put('Date', httpTime(Date.now() / 1000));
  const hasLengthLine = headersOut.find('Content-Length') !== undefined;
  const isBare = withoutBody(status);
  if (headersOut.contentType !== undefined && status !== 204 && status !== 304) {
    const { contentType, charset } = headersOut;
    put('Content-Type', charset === undefined ? contentType : `${contentType}; charset=${charset}`);
  }
  const { contentLength } = headersOut;
  if (contentLength !== undefined && !hasLengthLine && !isBare) put('Content-Length', String(contentLength));
  if (headersOut.lastModified !== undefined && !headersOut.find('Last-Modified')) {
    put('Last-Modified', httpTime(headersOut.lastModified));
  }
  if (headersOut.location !== undefined) put('Location', headersOut.location);
  const hasLength = contentLength !== undefined || hasLengthLine || isBare;
  const isChunked = !hasLength && !request.isHttp10 && !request.isHeaderOnly;
  if (isChunked) put('Transfer-Encoding', 'chunked');
  if (!hasLength && request.isHttp10) request.keepalive = false;
  if (!headersOut.find('Connection')) put('Connection', request.keepalive ? 'keep-alive' : 'close');
  const { keepaliveHeader } = request.location.settings;
  if (request.keepalive && keepaliveHeader > 0) put('Keep-Alive', `timeout=${keepaliveHeader}`);
  for (const { name, value } of headersOut.lines) put(name, value);
  const text = headersOut.statusLine ?? statusTexts[status] ?? '';
  const fixed = `${request.protocol} ${status} ${text}\r\n\r\n`.length;
  const size = lines.reduce((sum, part) => sum + part.length + 2, fixed);
  return { text, lines, size };
}
