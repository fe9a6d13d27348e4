import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, describe, it } from 'node:test';
import { loadConfiguration, LineIndex, parseConf } from './index.js';
import { agreement } from './testing/agreement.js';
import { Judge, judgeMissing } from './testing/judge.js';
import { bufferEdges, luaSoup, mutatedConf, wordSoup } from './testing/mutate.js';
import { Random } from './testing/random.js';
import { SAMPLES, withWritablePaths } from './testing/samples.js';

const missing = judgeMissing();
const skip = missing === undefined ? false : `no judge: ${missing}`;
const judge = missing === undefined ? await Judge.create() : undefined;
after(() => judge?.remove());

const byteLength = (part: string): number => part.length;

async function compare(conf: string): Promise<ReturnType<typeof agreement>> {
  assert.ok(judge);
  return agreement(parseConf(conf, { byteLength }), await judge.ask(conf));
}

const long = (length: number): string => 'w'.repeat(length);

/** Entries for `types { … }`, which takes any words. What nginx says of them is asked when the test runs. */
const WORDS: readonly string[] = [
  'a b;',
  'a\tb\r\nc;',
  'a\fb;',
  'a\xa0b c;',
  '\xef\xbb\xbfa b;',
  '# c ; } {\na b;',
  'a # c\n b;',
  'a#b c#;',
  'a b;# c',
  'a b;;',
  ';',
  '{',
  'a {',
  'a{b;}',
  'a b}; c d;',
  'a }',
  '} types { c d;',
  'a "b;{}\n" \'c "\';',
  'a b"c d\'e;',
  'a "" \'\';',
  '"a b" c;',
  'a "b"c;',
  'a "b"#c',
  'a "b"}',
  'a "b"{',
  'a "b");',
  'a "b") "c";',
  'a ("b"");',
  'a "b"\'c\';',
  'a\\;b \\{c d\\ e;',
  'a \\"b c;',
  'a \\#b;',
  'a "\\"b";',
  'a "b\\\\";',
  'a "b\\\\\\";',
  'a \\',
  '\\} a;',
  'a ${b}c;',
  'a $${{b};',
  'a $b{c;}',
  'a "${b";',
  'a $\\{b;',
  'a ^\\d{2}$;',
  'a "\xe9"\xe9;',
  'a "b',
  "a 'b\n;",
  'a b',
  'a b \n',
  'a b; #',
  `a ${long(4094)};`,
  `a ${long(4095)};`,
  `a ${long(4095)} ;`,
  `a ${long(4096)};`,
  `a\n\n${long(5000)}\n;`,
  `a "${long(4094)}";`,
  `a "${long(4095)}";`,
  `a "${long(4096)}";`,
  `a '${long(4093)}' ;`,
  `a '${long(4094)}' ;`,
  `#${long(4094)}\na b;`,
  `#${long(4095)}\na b;`,
  `${' '.repeat(9000)}a b;`,
];

/** Lua for `content_by_lua_block {…}`, which nginx does not compile before a request comes. */
const LUA: readonly string[] = [
  ' x() ',
  ' t = { {}, { 1 } } ',
  ' s = "}" .. \'{\' ',
  ' s = "\\"}" .. \'\\\'}\' ',
  ' s = "\\\\" } ',
  ' -- }\n',
  ' -- x ',
  ' --[[ } ]] ',
  ' --[==[ } ]] ]==] ',
  ' --[ }\n ',
  ' s = [[ } ]] ',
  ' s = [=[ ]] } ]=] ',
  ' s = [=[ ]] ',
  '\n\n --[[ } ',
  ' a[b[1]] = ]==] ',
  ' s = "}\n ',
  ' s = "{\n} ',
  ' s = "a\\\n}" ',
  ' s = "a\\z\n {} " ',
  ' { ',
  ' } ',
  ' x } location /c { return 200 "a"; ',
  ' -- it\'s "\n s = "--" t = \'[[\' ',
  ' [[ ]] [=[ ]==] ]=] ',
  ` s = [[${long(4000)}]] `,
  ` s = [[${long(4100)}]] `,
  ` --${long(4100)}}\n `,
  long(4100),
];

/** Whole files. */
const FILES: readonly string[] = [
  '',
  '# nothing\n',
  'events {}',
  'events {',
  'events {}}',
  'events {} }',
  'events { } http { server { listen 80 } }',
  'events {} http { server { location / { return 200 "a;\n return 200 "b"; } } }',
  'events {} http { content_by_lua_block; }',
  'events {} http { init_by_lua_block; }',
  'events {} http { init_by_lua_block\n\n a; }',
  'events {} http { types { init_by_lua_block { } } }',
  'events {} http { map $host $x { a b; c { d e; } } }',
  'events {} http { map $host $x { a b; default c; } geo $y { default 0; } split_clients $host $z { * a; } }',
  'events {} http { geo $y { default 0; 1.1.1.1 { } } }',
  'events {} http { charset_map a b { 80 E282AC {',
  'events {} http { if { } }',
  '"events" {} \'http\' { }',
  'events {} http { server { set_by_lua_block $x # why\n { return "}" } } }',
];

describe('the same verdict as nginx -t', { skip }, () => {
  const cases: readonly [kind: string, texts: readonly string[], wrap: (text: string) => string][] = [
    ['words', WORDS, (text) => `events {}\nhttp {\n types {\nx y;${text}\n}\n}\n`],
    ['Lua', LUA, (text) => `events {}\nhttp { server { location / { content_by_lua_block {${text}} } } }\n`],
    ['file', FILES, (text) => text],
  ];
  for (const [kind, texts, wrap] of cases) {
    for (const text of texts) {
      const shown = JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
      it(`${kind} ${shown}`, async () => {
        const result = await compare(wrap(text));
        assert.equal(result.kind, 'agree', JSON.stringify(result));
        // In words and Lua there is nothing that nginx could mind but the lexing.
        if (kind !== 'file')
          assert.ok('on' in result && result.on !== 'sound so far', JSON.stringify(result));
      });
    }
  }

  it('accepts our samples', async () => {
    for (const sample of SAMPLES) {
      assert.deepEqual(await compare(withWritablePaths(sample)), { kind: 'agree', on: 'accept' });
    }
  });

  const bases = SAMPLES.map(withWritablePaths) as [string, ...string[]];
  const generators: Readonly<Record<string, (random: Random) => string>> = {
    'mutated configurations': (random) => mutatedConf(random, bases),
    'random words': wordSoup,
    'random Lua': luaSoup,
    'texts around the size of the buffer': bufferEdges,
  };
  for (const [name, generate] of Object.entries(generators)) {
    it(`on ${name} (more by testing/fuzz.ts)`, async () => {
      const random = new Random(4);
      let judged = 0;
      for (let times = 0; times < 40; times += 1) {
        const text = generate(random);
        const result = await compare(text);
        assert.notEqual(result.kind, 'disagree', `${JSON.stringify(result)} in ${JSON.stringify(text)}`);
        if (result.kind === 'agree') judged += 1;
      }
      assert.ok(judged > 20, 'most texts tell something');
    });
  }
});

describe('the same includes as nginx -t', { skip }, () => {
  const cases: readonly [what: string, files: Readonly<Record<string, string>>][] = [
    ['a pattern without a match', { 'nginx.conf': 'events {} include nope/*.conf;' }],
    ['a missing file', { 'nginx.conf': 'events {}\ninclude nope.conf;' }],
    ['relative to the root', { 'nginx.conf': 'include d/a;', 'd/a': 'events {}\ninclude b;', b: '}' }],
    [
      'not relative to the file',
      { 'nginx.conf': 'events {} include d/a;', 'd/a': '\ninclude own;', 'd/own': '' },
    ],
    ['in order', { 'nginx.conf': 'events {} include s/*;', 's/b': 'b }', 's/a': '\n"a"a', 's/.c': '{' }],
    ['sets', { 'nginx.conf': 'events {} include s/[!a].x;', 's/a.x': '}', 's/b.x': '\n}' }],
    ['unbalanced', { 'nginx.conf': 'events {} http { include open; }', open: 'server {\n' }],
    ['in types', { 'nginx.conf': 'events {} http { types { include t; } }', t: 'a b;\nc { }' }],
    ['in map', { 'nginx.conf': 'events {} http { map $host $x { include t*; } }', t1: 'a b;\n\nc { }' }],
    ['in geo', { 'nginx.conf': 'events {} http { geo $x { include t; } }', t: '1.1.1.1 b;\n}' }],
    ['an include as a key', { 'nginx.conf': 'events {} http { charset_map a b { 80 { } } include nope; }' }],
  ];
  for (const [what, texts] of cases) {
    it(what, async () => {
      const own = await Judge.create();
      for (const [name, text] of Object.entries(texts)) {
        mkdirSync(dirname(join(own.directory, name)), { recursive: true });
        writeFileSync(join(own.directory, name), text);
      }
      const loaded = loadConfiguration(join(own.directory, 'nginx.conf'), {
        read: (path) => attempt(() => readFileSync(path, 'utf8')),
        list: (directory) => attempt(() => readdirSync(directory)),
      });
      const said = await own.output(texts['nginx.conf'] ?? '');
      const [first] = loaded.errors;
      if (first === undefined) {
        assert.match(said, /test is successful/);
      } else {
        const line = new LineIndex(first.file.tree.text).positionAt(first.span.start).line + 1;
        assert.ok(
          said.includes(`${first.message} in ${first.file.path}:${line}`),
          `${first.message}\n${said}`,
        );
      }
      await own.remove();
    });
  }
});

function attempt<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch {
    return undefined;
  }
}
