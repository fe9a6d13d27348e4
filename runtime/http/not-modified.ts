import { httpTime, parseHttpTime } from '../ngx/dates.js';
import type { HttpRequest } from './request.js';

/**
 * What the conditions in the request make of a 200 (ngx_http_not_modified_filter): the status that takes its place,
 * or undefined where the response goes out as it is.
 */
export function conditionalStatus(request: HttpRequest): 304 | 412 | undefined {
  const { headersOut } = request;
  if (headersOut.status !== 200) return undefined;
  const modified = lastModified(request);
  const unmodifiedSince = request.header('If-Unmodified-Since');
  if (unmodifiedSince !== undefined && modified !== undefined) {
    const limit = parseHttpTime(unmodifiedSince);
    if (limit === undefined || limit < modified) return 412;
  }
  const ifMatch = request.header('If-Match');
  if (ifMatch !== undefined && !matches(request, ifMatch, false)) return 412;
  const modifiedSince = request.header('If-Modified-Since');
  const noneMatch = request.header('If-None-Match');
  if (modifiedSince === undefined && noneMatch === undefined) return undefined;
  if (modifiedSince !== undefined && isModified(request, modifiedSince, modified)) return undefined;
  if (noneMatch !== undefined && !matches(request, noneMatch, true)) return undefined;
  return 304;
}

function lastModified({ headersOut }: HttpRequest): number | undefined {
  const line = headersOut.find('Last-Modified')?.value;
  return headersOut.lastModified ?? (line === undefined ? undefined : parseHttpTime(line));
}

function isModified(request: HttpRequest, since: string, modified: number | undefined): boolean {
  if (modified === undefined) return true;
  const { ifModifiedSince } = request.location.settings;
  if (ifModifiedSince === 'off') return true;
  const time = parseHttpTime(since);
  if (time === modified) return false;
  return ifModifiedSince === 'exact' || time === undefined || time < modified;
}

function matches({ headersOut }: HttpRequest, list: string, weak: boolean): boolean {
  if (list === '*') return true;
  const tag = headersOut.find('ETag')?.value;
  if (tag === undefined) return false;
  const plain = (text: string): string => (weak ? text.trim().replace(/^W\//, '') : text.trim());
  return list.split(',').some((item) => plain(item) === plain(tag));
}

/** A 304 keeps the headers that describe the file, and has neither type nor length. */
export function makeNotModified({ headersOut }: HttpRequest): void {
  headersOut.status = 304;
  headersOut.contentType = undefined;
  headersOut.contentLength = undefined;
  headersOut.remove('Content-Length');
  headersOut.allowsRanges = false;
  if (headersOut.lastModified !== undefined) {
    headersOut.set('Last-Modified', httpTime(headersOut.lastModified));
    headersOut.lastModified = undefined;
  }
}
