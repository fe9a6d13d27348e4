import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';

interface LanguageConfiguration {
  readonly wordPattern: string;
  readonly indentationRules: {
    readonly increaseIndentPattern: string;
    readonly decreaseIndentPattern: string;
  };
  readonly onEnterRules: readonly {
    readonly beforeText: string;
    readonly afterText?: string;
    readonly action: EnterAction;
  }[];
  readonly folding: { readonly markers: { readonly start: string; readonly end: string } };
}

interface EnterAction {
  readonly indent: 'none' | 'indent' | 'indentOutdent' | 'outdent';
  readonly appendText?: string;
}

interface Expectations {
  /** Lines behind which the next one is indented further. */
  readonly opens: readonly string[];
  /** Lines that move to the left when they are typed. */
  readonly closes: readonly string[];
  /** Lines that do neither. */
  readonly plain: readonly string[];
  readonly words: Readonly<Record<string, readonly string[]>>;
  /** What Enter does at `|`, beyond the usual; undefined where it does nothing more. */
  readonly enter: Readonly<Record<string, EnterAction | undefined>>;
  readonly folds: {
    readonly start: readonly string[];
    readonly end: readonly string[];
    readonly neither: readonly string[];
  };
}

const BETWEEN_BRACES: EnterAction = { indent: 'indentOutdent' };
const COMMENT_GOES_ON: EnterAction = { indent: 'none', appendText: '# ' };
const DOC_GOES_ON: EnterAction = { indent: 'none', appendText: '---' };

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
    enter: {
      'http {|}': BETWEEN_BRACES,
      '  location / { | }': BETWEEN_BRACES,
      'http {|': undefined,
      'listen 80;|}': undefined,
      // A comment that has its line to itself goes on: what is behind the cursor would become a directive.
      '# a long |sentence': COMMENT_GOES_ON,
      '# a long| sentence': COMMENT_GOES_ON,
      '    #a long|  sentence': COMMENT_GOES_ON,
      '\t## a |b': COMMENT_GOES_ON,
      '# |listen 80;': COMMENT_GOES_ON,
      '#|listen 80;': COMMENT_GOES_ON,
      '# a "b |c': COMMENT_GOES_ON,
      '# location / {| a }': COMMENT_GOES_ON,
      '# at the end|': undefined,
      '# before blanks|  ': undefined,
      '#|': undefined,
      '|# before it': undefined,
      '  |  # before it': undefined,
      '# two |# in a row': undefined,
      // Behind anything else a sharp may as well be in a word, a string or Lua; one line does not tell.
      'listen 80; # a |b': undefined,
      'http { # a |b': undefined,
      'set $a b#c |d;': undefined,
      'set $a \\#c |d;': undefined,
      'set $a "b # c |d";': undefined,
      "set $a 'b # c |d';": undefined,
      'content_by_lua_block { return #t |+ 1 }': undefined,
      '  for i = 1, #t |do': undefined,
      'listen 80; |server_name a;': undefined,
    },
    folds: {
      start: ['#region', '  # region a', '#  region: b'],
      end: ['#endregion', '  # endregion a'],
      neither: ['# regional', '# a region', 'region a;', 'a b; # region', '# endregions', '## region'],
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
    enter: {
      'local t = {|}': BETWEEN_BRACES,
      'local t = {|': undefined,
      '--- What it does.|': DOC_GOES_ON,
      '  ---@param a string|': DOC_GOES_ON,
      '---|': undefined,
      '---------- a rule|': undefined,
      '---[[ no block|': undefined,
      '-- a comment|': undefined,
    },
    folds: {
      start: ['--region', '  -- region a', '-- #region', '--#region b'],
      end: ['--endregion', '-- #endregion'],
      neither: ['-- regional', '-- a region', 'region()', '--[[ region ]]'],
    },
  },
};

for (const [language, expected] of Object.entries(EXPECTED)) {
  describe(`the editor's settings for ${language}`, () => {
    const file = `syntaxes/${language}.language-configuration.json`;
    const { wordPattern, indentationRules, onEnterRules, folding } = JSON.parse(
      readFileSync(file, 'utf8'),
    ) as LanguageConfiguration;
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

    for (const [marked, action] of Object.entries(expected.enter)) {
      it(`Enter: ${marked}`, () => {
        const at = marked.indexOf('|');
        // The editor takes the first rule whose patterns both fit.
        const rule = onEnterRules.find(
          ({ beforeText, afterText }) =>
            new RegExp(beforeText).test(marked.slice(0, at)) &&
            (afterText === undefined || new RegExp(afterText).test(marked.slice(at + 1))),
        );
        assert.deepEqual(rule?.action, action);
      });
    }

    it('folds regions', () => {
      const start = new RegExp(folding.markers.start);
      const end = new RegExp(folding.markers.end);
      for (const line of expected.folds.start) assert.match(line, start);
      for (const line of expected.folds.end) assert.match(line, end);
      for (const line of [...expected.folds.neither, ...expected.folds.end]) assert.doesNotMatch(line, start);
      for (const line of [...expected.folds.neither, ...expected.folds.start]) assert.doesNotMatch(line, end);
    });
  });
}
