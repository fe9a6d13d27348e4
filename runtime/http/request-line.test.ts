import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { isTakenHeader, refusal, type RequestHead } from './request-line.js';

// Each answer is that of nginx 1.22.1 to the same request.
suite('what is refused before any phase', () => {
  const good: RequestHead = {
    method: 'GET',
    target: '/',
    version: '1.1',
    headers: [{ name: 'Host', value: 'a' }],
  };
  const rows: [what: string, change: Partial<RequestHead>, status: number | undefined][] = [
    ['a plain request', {}, undefined],
    ['a port in Host', { headers: [{ name: 'Host', value: 'a:8080' }] }, undefined],
    [
      'two lengths',
      {
        headers: [
          ...good.headers,
          { name: 'Transfer-Encoding', value: 'chunked' },
          { name: 'Content-Length', value: '5' },
        ],
      },
      400,
    ],
    [
      'chunked alone',
      { headers: [...good.headers, { name: 'Transfer-Encoding', value: 'chunked' }] },
      undefined,
    ],
    [
      'another transfer encoding',
      { headers: [...good.headers, { name: 'Transfer-Encoding', value: 'gzip' }] },
      501,
    ],
    ['two hosts', { headers: [...good.headers, { name: 'host', value: 'b' }] }, 400],
    ['a path in Host', { headers: [{ name: 'Host', value: 'a/b' }] }, 400],
    ['an empty Host', { headers: [{ name: 'Host', value: '' }] }, 400],
    ['no path', { target: '*' }, 400],
    ['TRACE', { method: 'TRACE' }, 405],
    ['HTTP/2.0', { version: '2.0' }, 505],
  ];
  for (const [what, change, status] of rows) {
    test(what, () => assert.equal(refusal({ ...good, ...change }), status));
  }
});

suite('headers with other characters in their names', () => {
  const names = ['X-Ok', 'A_b', 'X.y', 'X@'];
  // ngx_http_parse_header_line with the two directives of ngx_http_core_module.
  const rows: [ignoreInvalidHeaders: boolean, underscoresInHeaders: boolean, taken: string[]][] = [
    [true, false, ['X-Ok']],
    [true, true, ['X-Ok', 'A_b']],
    [false, false, names],
  ];
  for (const [ignoreInvalidHeaders, underscoresInHeaders, taken] of rows) {
    test(`ignored ${String(ignoreInvalidHeaders)}, underscores ${String(underscoresInHeaders)}`, () => {
      const server = { ignoreInvalidHeaders, underscoresInHeaders };
      assert.deepEqual(
        names.filter((name) => isTakenHeader(name, server)),
        taken,
      );
    });
  }
});
