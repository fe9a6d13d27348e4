import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';

interface LanguageConfiguration {
  readonly wordPattern: string;
  readonly indentationRules: {
    readonly increaseIndentPattern: string;
    readonly decreaseIndentPattern: string;
  };
}

interface Expectations {
  /** Lines behind which the next one is indented further. */
  readonly opens: readonly string[];
  /** Lines that move to the left when they are typed. */
  readonly closes: readonly string[];
  /** Lines that do neither. */
  readonly plain: readonly string[];
  readonly words: Readonly<Record<string, readonly string[]>>;
}

const EXPECTED: Readonly<Record<string, Expectations>> = {
  nginx: {
    opens: ['http {', '  location ~ "a{2}" { # x', 'map $a#b $c {', `if ($a = '{') {`],
    closes: ['}', '  } # x'],
    plain: ['listen 80;', '# http {', 'listen 80; # {', 'set $a "{";', 'types { }'],
    words: {
      'error_page 404 @not-found;': ['error_page', '404', '@not-found'],
      'limit_req zone=my_zone-1;': ['limit_req', 'zone', 'my_zone-1'],
      'proxy_pass http://$host${uri}:80;': ['proxy_pass', 'http', '$host', '${uri}', '80'],
      'keepalive_timeout 1h30m;': ['keepalive_timeout', '1h30m'],
    },
  },
  lua: {
    opens: [
      'if a then',
      'else',
      'elseif a then -- b',
      'for i = 1, 2 do',
      'repeat',
      'local function f(a, b)',
      'function M.f()',
      'pcall(function (...)',
      'local t = {',
      'say(',
      'while a - b do',
    ],
    closes: ['end', '  end)', 'until a', 'else', 'elseif b then', '}', '})', ')'],
    plain: [
      '-- if a then',
      'if a then b() end',
      'local f = function() end',
      'a = "then"',
      'ending = 1',
      'undo',
      't = {}',
    ],
    words: { 'local a_1 = ngx.var.b + 0x1F': ['local', 'a_1', 'ngx', 'var', 'b', '0x1F'] },
  },
};

for (const [language, expected] of Object.entries(EXPECTED)) {
  describe(`the editor's settings for ${language}`, () => {
    const file = `syntaxes/${language}.language-configuration.json`;
    const { wordPattern, indentationRules } = JSON.parse(readFileSync(file, 'utf8')) as LanguageConfiguration;
    const increase = new RegExp(indentationRules.increaseIndentPattern);
    const decrease = new RegExp(indentationRules.decreaseIndentPattern);

    it('indents behind what opens', () => {
      for (const line of expected.opens) assert.match(line, increase);
      for (const line of expected.plain) assert.doesNotMatch(line, increase);
    });

    it('moves what closes to the left', () => {
      for (const line of expected.closes) assert.match(line, decrease);
      for (const line of expected.plain) assert.doesNotMatch(line, decrease);
    });

    it('knows words', () => {
      for (const [line, words] of Object.entries(expected.words)) {
        assert.deepEqual(line.match(new RegExp(wordPattern, 'g')), words);
      }
    });
  });
}
