import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { loadConfiguration, parseConf, validateConfiguration } from '../../core/nginx/index.js';
import { extractInclude, type ExtractionPlace } from './extract-include.js';
import { inlineInclude } from './inline-include.js';

/** The text without its marks, and what lies between `«` and `»`, or the cursor `|`. */
function selected(marked: string): { text: string; selection: { start: number; end: number } } {
  const start = marked.search(/[«|]/);
  const text = marked.replace(/[«|]/, '');
  const end = text.indexOf('»');
  return { text: text.replace('»', ''), selection: { start, end: end === -1 ? start : end } };
}

interface Extracted {
  readonly path: string;
  readonly text: string;
  /** What is left of the file. */
  readonly rest: string;
}

function extracted(
  marked: string,
  place: Partial<ExtractionPlace> & { taken?: string[] } = {},
): Extracted | undefined {
  const { text, selection } = selected(marked);
  const found = extractInclude(parseConf(text), selection, () => ({
    file: 'conf/nginx.conf',
    conf: 'conf/',
    isTaken: (path) => place.taken?.includes(path) === true,
    ...place,
  }));
  if (!found) return undefined;
  const { path, span, newText } = found;
  return { path, text: found.text, rest: text.slice(0, span.start) + newText + text.slice(span.end) };
}

suite('a selection becomes a file', () => {
  test('whole statements, with the comments among them, indented as if they were at the top', () => {
    assert.deepEqual(
      extracted(`http {
    «# the first
    server {
        server_name a.example;

        location / {
            return 200;
        }
    }
    # the second
    server { return 404; }» # here
    etag on;
}
`),
      {
        path: 'conf/a.example.conf',
        text: `# the first
server {
    server_name a.example;

    location / {
        return 200;
    }
}
# the second
server { return 404; }
`,
        rest: `http {
    include a.example.conf; # here
    etag on;
}
`,
      },
    );
  });

  test('what is touched is taken as a whole', () => {
    const found = extracted('http {\n    gz«ip on;\n    et»ag on;\n    sendfile on;\n}\n');
    assert.equal(found?.text, 'gzip on;\netag on;\n');
    assert.equal(found.rest, 'http {\n    include gzip.conf;\n    sendfile on;\n}\n');
  });

  test('at a cursor the block whose head it stands on', () => {
    const found = extracted('http {\n    upst|ream api {\n        server a:1;\n    }\n}\n');
    assert.equal(found?.path, 'conf/upstream-api.conf');
    assert.equal(found.text, 'upstream api {\n    server a:1;\n}\n');
    assert.equal(extracted('http {\n    upstream api {\n        server| a:1;\n    }\n}\n'), undefined);
  });

  test('Lua moves along, what is quoted or in long brackets stays', () => {
    const found = extracted(`server {
    loc|ation / {
        content_by_lua_block {
            local s = [[
            a]]
            ngx.say(s)
        }
        return 200 "a
        b";
    }
}
`);
    assert.equal(
      found?.text,
      `location / {
    content_by_lua_block {
        local s = [[
            a]]
        ngx.say(s)
    }
    return 200 "a
        b";
}
`,
    );
  });

  test('line ends stay what they are', () => {
    const found = extracted('http {\r\n    «server {\r\n        etag on;\r\n\r\n    }»\r\n}\r\n');
    assert.equal(found?.text, 'server {\r\n    etag on;\r\n\r\n}\r\n');
  });

  test('names: free ones, from what is there, relative to the whole configuration', () => {
    const text = 'http { «server { server_name *.b.example; }» }';
    assert.equal(extracted(text)?.path, 'conf/b.example.conf');
    assert.equal(extracted(text, { taken: ['conf/b.example.conf'] })?.path, 'conf/b.example-2.conf');
    assert.match(
      extracted(text, { file: 'conf/sites/a.conf' })?.rest ?? '',
      /include sites\/b\.example\.conf;/,
    );
    assert.match(
      extracted(text, { file: 'a b/x.conf' })?.rest ?? '',
      /include "\.\.\/a b\/b\.example\.conf";/,
    );
    assert.equal(extracted('http { «server { server_name _; }» }')?.path, 'conf/server.conf');
    assert.equal(extracted('server { «location ~ \\.php$ {}» }')?.path, 'conf/location-php.conf');
    assert.equal(extracted('http { map $a $b {\n«x 1;\ny 2;»\n} }')?.path, 'conf/map.conf');
    assert.equal(extracted(text, { isTaken: () => true }), undefined);
  });

  test('nothing where nothing can be moved', () => {
    assert.equal(extracted('http { «   » etag on; }'), undefined);
    assert.equal(extracted('http { «# a comment» \n }'), undefined);
    assert.equal(extracted('http { «include a.conf;» }'), undefined);
    assert.equal(extracted('http { «etag on» }'), undefined);
    assert.equal(extracted('http { «server { etag on;» '), undefined);
    // nginx reads no files among these.
    assert.equal(extracted('http { split_clients $a $b { «50% x;» } }'), undefined);
    assert.equal(
      extractInclude(parseConf('http { etag on; }'), { start: 8, end: 15 }, () => undefined),
      undefined,
    );
  });
});

suite('an include becomes what it reads', () => {
  const inlined = (marked: string, files: Record<string, string>): string | undefined => {
    const { text, selection } = selected(marked);
    const found = inlineInclude(parseConf(text), selection, ({ args: [target] }) =>
      Object.entries(files)
        .filter(([name]) => name === target?.value || target?.value === '*.conf')
        .map(([, one]) => parseConf(one)),
    );
    return found && text.slice(0, found.span.start) + found.newText + text.slice(found.span.end);
  };

  test('indented as it is', () => {
    assert.equal(
      inlined('http {\n    incl|ude a.conf;\n    etag on;\n}\n', {
        'a.conf': '\nserver {\n    listen 80;\n\n    log_by_lua_block {\n        x()\n    }\n}\n\n',
      }),
      'http {\n    server {\n        listen 80;\n\n        log_by_lua_block {\n            x()\n        }\n    }\n    etag on;\n}\n',
    );
  });

  test('several files, in their order', () => {
    assert.equal(
      inlined('http {\n    include |*.conf;\n}\n', { 'a.conf': 'etag on;\n', 'b.conf': 'gzip on;\n' }),
      'http {\n    etag on;\n    gzip on;\n}\n',
    );
  });

  test('a comment at the end takes nothing with it', () => {
    assert.equal(
      inlined('http { |include a.conf; etag on; }', { 'a.conf': 'gzip on; # why' }),
      'http { gzip on; # why\n etag on; }',
    );
  });

  test('a file with nothing in it', () => {
    assert.equal(
      inlined('http {\n    |include a.conf;\n    etag on;\n}\n', { 'a.conf': '\n' }),
      'http {\n    etag on;\n}\n',
    );
  });

  test('no file, a file that is not balanced, another directive', () => {
    assert.equal(inlined('http { |include b.conf; }', { 'a.conf': '' }), undefined);
    assert.equal(inlined('http { |include a.conf; }', { 'a.conf': 'server {' }), undefined);
    assert.equal(inlined('http { e|tag on; include a.conf; }', { 'a.conf': 'gzip on;' }), undefined);
  });
});

test('there and back again: nginx reads the same', () => {
  const marked = `events {}
http {
    map $uri $m {
        default "a
            b";
    }
    «server {
        listen 80;
        location / { content_by_lua_block { ngx.say([[
   x]]) } }
    }»
}
`;
  const { text } = selected(marked);
  const found = extracted(marked);
  assert.ok(found);
  const files: Record<string, string> = { 'conf/nginx.conf': found.rest, [found.path]: found.text };
  const words = (read: (path: string) => string | undefined): string[] =>
    loadConfiguration('conf/nginx.conf', { read }).expanded.flatMap(function all({
      directive,
      children,
    }): string[] {
      const { name, args } = directive;
      const lua = directive.form === 'lua' ? [directive.lua.text.trim()] : [];
      return [name, ...args].map(({ value }) => value).concat(lua, children.flatMap(all));
    });
  assert.deepEqual(
    words((path) => files[path]),
    words((path) => (path === 'conf/nginx.conf' ? text : undefined)),
  );
  const said = validateConfiguration(loadConfiguration('conf/nginx.conf', { read: (path) => files[path] }));
  assert.deepEqual(said, []);
  const at = found.rest.indexOf('include');
  const back = inlineInclude(parseConf(found.rest), { start: at, end: at }, () => [parseConf(found.text)]);
  assert.ok(back);
  assert.equal(found.rest.slice(0, back.span.start) + back.newText + found.rest.slice(back.span.end), text);
});
