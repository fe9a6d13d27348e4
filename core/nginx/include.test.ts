import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  loadConfiguration,
  normalizePath,
  type ConfFiles,
  type IncludedConfiguration,
  type LocatedDirective,
} from './index.js';

/** Files in memory; their directories follow from their names. */
function files(texts: Readonly<Record<string, string>>): ConfFiles {
  return {
    read: (path) => texts[normalizePath(path)],
    list: (directory) => {
      const prefix = normalizePath(directory).replace(/\/?$/, '/');
      const inside = Object.keys(texts).filter((path) => path.startsWith(prefix));
      const names = new Set(inside.map((path) => path.slice(prefix.length).split('/')[0] ?? ''));
      return names.size === 0 ? undefined : [...names].reverse();
    },
  };
}

function outline(nodes: readonly LocatedDirective[]): string {
  return nodes
    .map(({ directive, children, file }) => {
      const inner = children.length === 0 ? '' : ` { ${outline(children)} }`;
      return `${directive.name.value}@${file.path.split('/').at(-1) ?? ''}${inner}`;
    })
    .join(' ');
}

function messages({ errors }: IncludedConfiguration): string[] {
  return errors.map(({ file, span, message }) => {
    const at = file.tree.text.slice(span.start, span.end);
    return `${file.path} "${at}": ${message}`;
  });
}

describe('rule 10: include', () => {
  it('puts the directives of the file in its place', () => {
    const loaded = loadConfiguration(
      '/etc/nginx.conf',
      files({
        '/etc/nginx.conf': 'a; http { b; include sub/c.conf; d; }',
        '/etc/sub/c.conf': 'c1; c2 { include /etc/e; }',
        '/etc/e': 'e;',
      }),
    );
    assert.deepEqual(messages(loaded), []);
    assert.equal(
      outline(loaded.expanded),
      'a@nginx.conf http@nginx.conf { b@nginx.conf c1@c.conf c2@c.conf { e@e } d@nginx.conf }',
    );
    assert.deepEqual(
      loaded.files.map(({ path }) => path),
      ['/etc/nginx.conf', '/etc/sub/c.conf', '/etc/e'],
    );
    const e = loaded.expanded[1]?.children[2]?.children[0];
    assert.equal(e?.parent?.directive.name.value, 'c2');
  });

  it('starts relative names at the directory of the root, not of the file', () => {
    const loaded = loadConfiguration(
      '/p/conf/nginx.conf',
      files({
        '/p/conf/nginx.conf': 'include sub/a.conf;',
        '/p/conf/sub/a.conf': 'include b.conf;',
        '/p/conf/sub/b.conf': 'wrong;',
        '/p/conf/b.conf': 'right;',
      }),
    );
    assert.equal(outline(loaded.expanded), 'right@b.conf');
  });

  it('reads the files of a pattern in order, and finds none without complaint', () => {
    const loaded = loadConfiguration(
      '/e/nginx.conf',
      files({
        '/e/nginx.conf': 'include s/*.conf; include none/*.conf; include s/[x].conf;',
        '/e/s/b.conf': 'b;',
        '/e/s/a.conf': 'a;',
        '/e/s/.hidden.conf': 'h;',
        '/e/s/c.txt': 'c;',
      }),
    );
    assert.deepEqual(messages(loaded), []);
    assert.equal(outline(loaded.expanded), 'a@a.conf b@b.conf');
    assert.deepEqual(
      loaded.includes.map((include) => include.files.length),
      [2, 0, 0],
    );
  });

  it('wants a plain name to exist', () => {
    const loaded = loadConfiguration(
      '/e/nginx.conf',
      files({
        '/e/nginx.conf': 'include nope.conf; include dir; a;',
        '/e/dir/x': '',
      }),
    );
    assert.deepEqual(messages(loaded), [
      '/e/nginx.conf "nope.conf": open() "/e/nope.conf" failed (2: No such file or directory)',
      '/e/nginx.conf "dir": pread() "/e/dir" failed (21: Is a directory)',
    ]);
    assert.equal(outline(loaded.expanded), 'a@nginx.conf');
  });

  it('wants every file balanced by itself', () => {
    const loaded = loadConfiguration('/e/n', files({ '/e/n': 'a { include b; } c;', '/e/b': 'd; }\ne {' }));
    assert.deepEqual(messages(loaded), [
      '/e/b "}": unexpected "}"',
      '/e/b "": unexpected end of file, expecting "}"',
    ]);
    assert.equal(outline(loaded.expanded), 'a@n { d@b e@b } c@n');
  });

  it('reports cycles where they close, and cuts them', () => {
    const loaded = loadConfiguration(
      '/e/a',
      files({
        '/e/a': 'include b; x;',
        '/e/b': 'http { include /e/../e/./c*; }',
        '/e/c1': 'y; include a;',
        '/e/c2': 'include c2;',
      }),
    );
    assert.deepEqual(messages(loaded), [
      '/e/../e/./c1 "a": include cycle: /e/a -> /e/b -> /e/../e/./c1 -> /e/a',
      '/e/../e/./c2 "c2": include cycle: /e/../e/./c2 -> /e/../e/./c2',
    ]);
    assert.equal(outline(loaded.expanded), 'http@b { y@c1 } x@a');
  });

  it('lets a file be included twice, if not in itself', () => {
    const loaded = loadConfiguration('/n', files({ '/n': 'include b; http { include b; }', '/b': 'x; "y' }));
    assert.equal(outline(loaded.expanded), 'x@b y@b http@n { x@b y@b }');
    assert.equal(loaded.errors.length, 1, 'its faults are told once');
  });

  it('reads entries from what types, map and geo include', () => {
    const loaded = loadConfiguration(
      '/n',
      files({
        '/n': 'types { include t; } split_clients a b { include t; } include t;',
        '/t': 'text/html html; server {}',
      }),
    );
    const [types, split, line, server] = loaded.expanded;
    assert.deepEqual(types?.children[0]?.directive.kind, 'entry');
    assert.deepEqual(split?.children[0]?.directive.name.value, 'include');
    assert.deepEqual([line?.directive.kind, server?.directive.kind], ['directive', 'directive']);
    assert.deepEqual(messages(loaded), ['/t "{": unexpected "{"']);
  });

  it('has no end of its own for files that double', () => {
    const texts = Object.fromEntries(
      Array.from({ length: 40 }, (_, at) => [`/${at}`, `include ${at + 1}; include ${at + 1};`]),
    );
    const loaded = loadConfiguration('/0', files({ ...texts, '/40': 'x;' }), { maxIncludes: 500 });
    assert.deepEqual(
      loaded.errors.map(({ message }) => message),
      ['too many included files'],
    );
  });

  it('says when the root itself is missing', () => {
    const loaded = loadConfiguration('/n', files({}));
    assert.deepEqual(messages(loaded), ['/n "": open() "/n" failed (2: No such file or directory)']);
    assert.deepEqual([loaded.files, loaded.expanded], [[], []]);
  });

  it('needs no list where there are no patterns', () => {
    const loaded = loadConfiguration('/n', { read: (path) => (path === '/n' ? 'include *; a;' : undefined) });
    assert.equal(outline(loaded.expanded), 'a@n');
  });

  it('reads Windows paths', () => {
    const loaded = loadConfiguration(
      'C:\\nginx\\conf\\nginx.conf',
      files({
        'C:/nginx/conf/nginx.conf': String.raw`include vhosts\a.conf; include /x/b.conf; include d:/c.conf; include vhosts/*.conf;`,
        'C:/nginx/conf/vhosts/a.conf': 'a;',
        'C:/x/b.conf': 'b; include NGINX.conf;',
        'd:/c.conf': 'c;',
        'C:/nginx/conf/NGINX.conf': 'the same file to Windows;',
      }),
    );
    assert.equal(outline(loaded.expanded), 'a@a.conf b@b.conf c@c.conf a@a.conf');
    assert.deepEqual(messages(loaded), [
      'C:/x/b.conf "NGINX.conf": include cycle: C:/nginx/conf/nginx.conf -> C:/x/b.conf -> C:/nginx/conf/nginx.conf',
    ]);
  });

  it('does not recurse over nested blocks', () => {
    const depth = 100_000;
    const text = 'a{'.repeat(depth) + '}'.repeat(depth);
    const loaded = loadConfiguration('/n', files({ '/n': text }));
    assert.deepEqual(loaded.errors, []);
  });
});
