/** Decodes one `%XX` at a position; undefined where it is malformed. */
function decodedAt(text: string, at: number): string | undefined {
  const hex = text.slice(at + 1, at + 3);
  return /^[0-9A-Fa-f]{2}$/.test(hex) ? String.fromCharCode(parseInt(hex, 16)) : undefined;
}

/**
 * The path of a request as nginx matches locations with it (ngx_http_parse_complex_uri): percent-encoding
 * decoded, dot segments resolved, slashes merged. Undefined for a bad one, which is answered with 400.
 */
export function normalizeUri(raw: string, mergeSlashes: boolean): string | undefined {
  let decoded = '';
  for (let at = 0; at < raw.length; at++) {
    const character = raw.charAt(at);
    if (character === '#') break;
    if (character !== '%') {
      decoded += character;
      continue;
    }
    const byte = decodedAt(raw, at);
    if (byte === undefined || byte === '\0') return undefined;
    decoded += byte;
    at += 2;
  }
  return resolveDots(decoded, mergeSlashes);
}

function resolveDots(path: string, mergeSlashes: boolean): string | undefined {
  const [, ...segments] = path.split('/');
  const kept: string[] = [];
  for (const [index, segment] of segments.entries()) {
    const isLast = index === segments.length - 1;
    if (segment === '..') {
      if (kept.length === 0) return undefined;
      kept.pop();
      if (isLast) kept.push('');
    } else if (segment === '.' || (segment === '' && mergeSlashes)) {
      if (isLast) kept.push('');
    } else {
      kept.push(segment);
    }
  }
  return `/${kept.join('/')}`;
}

/** `/path?args` apart; `hasQuery` also for an empty query. */
export function splitUri(raw: string): { path: string; args: string; hasQuery: boolean } {
  const at = raw.indexOf('?');
  if (at === -1) return { path: raw, args: '', hasQuery: false };
  const fragment = raw.indexOf('#', at);
  return {
    path: raw.slice(0, at),
    args: raw.slice(at + 1, fragment === -1 ? undefined : fragment),
    hasQuery: true,
  };
}

/** `[^A-Za-z0-9]` and the like as `%XX`: nginx's escaping of a URI path (NGX_ESCAPE_URI). */
export function escapePath(path: string): string {
  return path.replace(
    /[\u0000-\u0020#%?\u007f-\u00ff]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  );
}
