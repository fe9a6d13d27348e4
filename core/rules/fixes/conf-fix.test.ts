import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Span } from '../../nginx/index.js';
import { memoryFiles, readConfigurations, readExcerpt } from '../../openresty/index.js';
import { checkConfigurations } from '../index.js';

test('what was left out of a reading is not taken away with what stands before it', () => {
  const file = 'conf/nginx.conf';
  const text = `events {}
http {
    gzip on;

    gzip off;
    server { etag on; }

    sendfile on;
    sendfile off;
}
`;
  const start = text.indexOf('server');
  const server = { start, end: text.indexOf('}', start) + 1 };
  const files = memoryFiles({ [file]: text });
  const known = readConfigurations(files);
  const [included] = known.workspace.configurations;
  const [description] = known.configurations;
  assert.ok(included && description);
  const configurations = [{ included, description }];
  const titles = (parts: readonly Span[]): string[] => {
    const excerpt = { known, configurations, parts: new Map([[file, parts]]), key: '' };
    const read = readExcerpt(excerpt, files, () => []);
    assert.ok(read);
    return checkConfigurations(read).flatMap(({ fixes = [] }) => fixes.map(({ title }) => title));
  };
  const both = ['Remove this `sendfile`', 'Remove the first `sendfile`'];
  assert.deepEqual(titles([]), ['Remove this `gzip`', 'Remove the first `gzip`', ...both]);
  // Behind a gap the line after goes too when it is empty, as the server seems to be.
  assert.deepEqual(titles([server]), ['Remove the first `gzip`', ...both]);
});
