import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { before, describe, it } from 'node:test';
import type { IGrammar } from 'vscode-textmate';
import { SAMPLES } from '../core/nginx/testing/samples.js';
import { structureDifferences } from './testing/structure.js';
import { GRAMMAR, loadGrammar, tokenize } from './testing/tokenizer.js';

/** Texts that nginx's lexer accepts (whether or not the directives mean anything), one trap each. */
const OWN: Readonly<Record<string, string>> = {
  'a brace that ends a word': 'map $a $b { x 80}; y 81; }\ndaemon off;',
  'braces behind a dollar': 'a ${b}c{ d e; }\nset $a "${b}";\nset $a ${b}-${c};',
  'a word right behind a mark':
    'map $a $b{x 80};y 1;${a} 2;b} 3;}a b;${c} d;\na{${b} c;}${d} e;map $a ${b} {c} d;} e f;',
  'blanks behind backslashes in a header':
    'map $a\\ b} c { x y; }\nmap a\\\\ b} { x y; }\nmap a\\\\\\ b} { x y; }\nlocation a\\\\\\\\ b} { x y; }\nd e;',
  'a sharp in a word, a comment between arguments': 'a b#c # d ; {\n  e#f\n# g\n;',
  'quotes inside words': 'a b"c d\'e; f g;',
  'quotes over lines': 'a "b\n# c; {\n}" \'d\n"e\' ; f g;',
  'a quoted test': 'if ($a ~* "x;{") { return 403; } if ($a = \'}\') { break; } f g;',
  'a test without spaces in quotes': 'if ($a = "b"){return 1;} f g;',
  'regexes with escapes':
    'location ~* \\.(png|jpe?g)$ { a b; }\nlocation ~ \\;\\{ { a b; }\nrewrite ^/\\{a\\}$ /b last;',
  'quoted regexes':
    'location ~ "^/\\d{2};" { a b; } rewrite "^/(a{2})#" "/b" permanent; server_name "~^a{1}$" b;',
  'keys that look like directives': 'map $a $b { server 1; if 2; location 3; set 4; ~*^return 5; } c d;',
  'keys in quotes': 'map $a $b { "a b;" 1; \'{\' 2; "~*x{2}" 3; default 4; } c d;',
  'lists of ciphers': 'ssl_ciphers EECDH+AES:!aNULL:@STRENGTH; ssl_protocols TLSv1.2 TLSv1.3; a b;',
  addresses:
    'listen [::1]:80; listen [::]:443 ssl; server unix:/tmp/a.sock:/b; proxy_pass http://unix:/a#b:/;',
  'everything on one line': 'http{server{location/a{b c;}location =/{d e;}}types{a b;}}f g;',
  'nothing but a comment at the end': 'a b;\n#',
};

/** Quoted names of directives are strings too, so what follows them must be read as without the quotes. */
const QUOTED_NAMES = [
  '"a" b;',
  '"server" { a b; }',
  '"init_by_lua_block" { x = {} } a b;',
  "'x_by_lua_block' { y = '}' } a b;",
];

describe("the grammar's structure is that of nginx's lexer", () => {
  let grammar: IGrammar;
  before(async () => {
    grammar = await loadGrammar();
  });

  for (const [name, text] of Object.entries(OWN)) {
    it(name, () => {
      assert.deepEqual(structureDifferences(grammar, text), []);
    });
  }
  for (const text of QUOTED_NAMES) {
    it(text, () => {
      assert.deepEqual(structureDifferences(grammar, text), []);
    });
  }
  it('the samples', () => {
    for (const text of SAMPLES) {
      assert.deepEqual(structureDifferences(grammar, text), []);
      assert.equal(tokenize(grammar, text).depth, 1, 'rules are left open behind the last line');
    }
  });

  it(`${GRAMMAR} needs no other grammar`, () => {
    // Nothing but our own rules: a grammar that is not installed cannot then change where Lua ends.
    const outside: string[] = [];
    const look = (value: unknown): void => {
      if (typeof value !== 'object' || value === null) return;
      for (const [key, inner] of Object.entries(value)) {
        if (key === 'include' && typeof inner === 'string' && !/^(?:#|\$self$)/.test(inner))
          outside.push(inner);
        look(inner);
      }
    };
    look(JSON.parse(readFileSync(GRAMMAR, 'utf8')));
    assert.deepEqual(outside, []);
  });
});
