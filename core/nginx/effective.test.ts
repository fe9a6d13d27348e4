import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { effectiveText } from './effective.js';
import { loadConfiguration, type LocatedDirective } from './include.js';
import { Judge, judgeMissing } from './testing/judge.js';

type Texts = Readonly<Record<string, string>>;

function load(texts: Texts, root = 'nginx.conf') {
  return loadConfiguration(root, {
    read: (path) => texts[path],
    list: (folder) => {
      const start = folder === '.' ? '' : `${folder}/`;
      const names = Object.keys(texts)
        .filter((path) => path.startsWith(start))
        .map((path) => path.slice(start.length).split('/')[0] ?? '');
      return names.length > 0 ? [...new Set(names)] : undefined;
    },
  });
}

const effective = (texts: Texts): string => effectiveText(load(texts)).text;

/** What nginx acts on: each directive's words and Lua, by its depth; white space at the ends of Lua's lines is none. */
function meaning(top: readonly LocatedDirective[], depth = 0): string[] {
  return top.flatMap(({ directive, children }) => [
    `${depth} ${JSON.stringify([directive.name, ...directive.args].map(({ value }) => value))}${
      directive.form === 'lua' ? directive.lua.text.replace(/^[ \t]+/gm, '') : ''
    }`,
    ...meaning(children, depth + 1),
  ]);
}

function assertSameMeaning(texts: Texts): void {
  const text = effective(texts);
  assert.deepEqual(meaning(load({ 'nginx.conf': text }).expanded), meaning(load(texts).expanded));
}

const projects: Readonly<Record<string, Texts>> = {
  nested: {
    'nginx.conf': 'events {}\nhttp {\n    include conf.d/*.conf;\n    etag on;\n}\n',
    'conf.d/a.conf': 'server {\n    listen 127.0.0.1:8091;\n    include parts/root;\n}\n',
    'conf.d/b.conf': 'server { listen 127.0.0.1:8092; include parts/root; } # no line feed behind',
    'parts/root': 'root html;\n',
  },
  'one line': {
    'nginx.conf': 'events {} http { include types; include nothing/*; server { listen 127.0.0.1:8093; } }',
    types: 'types { include more; text/html html; }',
    more: 'image/png png; # a comment at the end',
  },
  'texts over lines': {
    'nginx.conf': 'events {}\nhttp {\n\tinclude server;\n}\n',
    server: `server {
  listen 127.0.0.1:8094;
  location / { return 200 "one
  two
three"; }
  location /b {
    content_by_lua_block {
      ngx.say([[a
  b
c]])
    }
  }
}`,
  },
  'Lua and CRLF': {
    'nginx.conf': 'events {}\r\nhttp {\r\n    include server; # a remark\r\n    include server2;\r\n}\r\n',
    server: 'server {\r\n  listen 127.0.0.1:8095;\r\n}\r\n',
    server2:
      'server {\n  listen 127.0.0.1:8096;\n  location / {\n    content_by_lua_block {\n      ngx.say(1)\n    }\n  }\n}\n',
  },
};

test('each include gives way to what it reads, and each part says where it comes from', () => {
  assert.equal(
    effective(projects['nested'] ?? {}),
    `# nginx.conf:1
events {}
http {
    # include conf.d/*.conf: 2 files
    # conf.d/a.conf:1
    server {
        listen 127.0.0.1:8091;
        # include parts/root
        # parts/root:1
        root html;
        # conf.d/a.conf:4
    }
    # conf.d/b.conf:1
    server { listen 127.0.0.1:8092;
    # include parts/root
    # parts/root:1
    root html;
    # conf.d/b.conf:1
    } # no line feed behind
    # nginx.conf:4
    etag on;
}
`,
  );
});

test('the parts say for each line where it comes from', () => {
  const { text, parts } = effectiveText(load(projects['nested'] ?? {}));
  const lines = text.split('\n');
  for (const { line, file, sourceLine } of parts) {
    const source = (projects['nested']?.[file] ?? '').split('\n')[sourceLine]?.trim() ?? '';
    const own = lines[line]?.trim() ?? '';
    assert.ok(
      source.includes(own) || own.startsWith('# include'),
      `${file}:${sourceLine}: ${source} | ${own}`,
    );
  }
});

for (const [name, texts] of Object.entries(projects)) {
  test(`the text means what the files mean: ${name}`, () => assertSameMeaning(texts));
}

test('what nobody can read stays an include', () => {
  const text = effective({ 'nginx.conf': 'include none;\ninclude nginx.conf;\nuser www;\n' });
  assert.equal(text, '# nginx.conf:1\ninclude none;\ninclude nginx.conf;\nuser www;\n');
});

test('half-typed files give a text too', () => {
  assert.match(effective({ 'nginx.conf': 'http { include a', a: 'user www;' }), /include a$/);
  assert.match(effective({ 'nginx.conf': 'http { include a;', a: 'server {' }), /server \{/);
  assert.equal(effective({}), '# nginx.conf:1\n');
});

const missing = judgeMissing();
test('nginx takes the text where it takes the files', { skip: missing ?? false }, async () => {
  const judge = await Judge.create();
  try {
    for (const [name, texts] of Object.entries(projects)) {
      for (const [file, text] of Object.entries(texts)) {
        const path = join(judge.directory, file);
        await mkdir(dirname(path), { recursive: true });
        await writeFile(path, text, 'latin1');
      }
      const paths =
        'access_log off; client_body_temp_path b; proxy_temp_path p; fastcgi_temp_path f; uwsgi_temp_path u; scgi_temp_path s;';
      const writable = (text: string): string => text.replace('http {', `http { ${paths}`);
      const root = writable(texts['nginx.conf'] ?? '');
      assert.deepEqual(await judge.ask(root), { kind: 'accepted' }, name);
      assert.deepEqual(
        await judge.ask(effective({ ...texts, 'nginx.conf': root })),
        { kind: 'accepted' },
        name,
      );
    }
  } finally {
    await judge.remove();
  }
});
