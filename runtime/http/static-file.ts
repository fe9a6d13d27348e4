import { readFileSync, statSync, type Stats } from 'node:fs';
import { escapePath } from './uri.js';
import { redirectTo } from './answer.js';
import type { HttpRequest } from './request.js';
import { evaluate, fileName } from './variables.js';

/** Methods that the static and index modules take up; a file itself is not for POST. */
const readable: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST']);

type Next = 'finished' | 'locate';

/** The content phase without a handler: index files and static files (ngx_http_index, ngx_http_static_module). */
export function serveStatic(request: HttpRequest): Next {
  if (request.uri.endsWith('/')) return serveIndex(request);
  if (!readable.has(request.method)) return request.answer(405);
  const path = fileName(request);
  if (path.includes('\0')) return request.answer(404);
  let stats: Stats;
  let data: Buffer;
  try {
    stats = statSync(Buffer.from(path, 'latin1'));
    if (stats.isDirectory()) {
      redirectTo(request, 301, `${escapePath(request.uri)}/${request.args === '' ? '' : `?${request.args}`}`);
      return 'finished';
    }
    if (request.method === 'POST') return request.answer(405);
    data = readFileSync(Buffer.from(path, 'latin1'));
  } catch (error) {
    return notOpened(request, path, error);
  }
  const { headersOut, location } = request;
  const ending = /\.([^./]+)$/.exec(path)?.[1]?.toLowerCase() ?? '';
  const modified = Math.floor(stats.mtimeMs / 1000);
  headersOut.status = headersOut.status === 0 ? 200 : headersOut.status;
  headersOut.contentType = location.settings.types.get(ending) ?? location.settings.defaultType;
  headersOut.lastModified = modified;
  if (location.settings.etag) headersOut.set('ETag', `"${modified.toString(16)}-${stats.size.toString(16)}"`);
  headersOut.contentLength = data.length;
  headersOut.allowsRanges = true;
  request.output.sendWhole(data.toString('latin1'));
  return 'finished';
}

function serveIndex(request: HttpRequest): Next {
  if (!readable.has(request.method)) return request.answer(405);
  const directory = fileName(request);
  for (const template of request.location.settings.index) {
    const name = evaluate(template, request);
    if (isFile(name.startsWith('/') ? name : directory + name)) {
      request.uri = name.startsWith('/') ? name : request.uri + name;
      request.isInternal = true;
      request.restarts = true;
      return 'locate';
    }
  }
  try {
    statSync(Buffer.from(directory, 'latin1'));
  } catch {
    const last = request.location.settings.index.at(-1);
    const name = last === undefined ? '' : evaluate(last, request);
    request.logError(`"${directory}${name}" is not found (2: No such file or directory)`);
    return request.answer(404);
  }
  request.logError(`directory index of "${directory}" is forbidden`);
  return request.answer(403);
}

function isFile(path: string): boolean {
  try {
    return statSync(Buffer.from(path, 'latin1')).isFile();
  } catch {
    return false;
  }
}

const reasons: Readonly<Record<string, readonly [number, string, number]>> = {
  ENOENT: [2, 'No such file or directory', 404],
  ENOTDIR: [20, 'Not a directory', 404],
  ENAMETOOLONG: [36, 'File name too long', 404],
  EACCES: [13, 'Permission denied', 403],
};

function notOpened(request: HttpRequest, path: string, error: unknown): Next {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const [number, text, status] = reasons[code] ?? [5, 'Input/output error', 500];
  request.logError(`open() "${path}" failed (${number}: ${text})`);
  return request.answer(status);
}
