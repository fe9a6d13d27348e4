import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { before, describe, it } from 'node:test';
import type { IGrammar } from 'vscode-textmate';
import { containment } from './testing/containment.js';
import { GRAMMAR, loadGrammar, tokenize } from './testing/tokenizer.js';

const CASES = 'syntaxes/tests';

describe('the scopes that the cases name', () => {
  const runner = createRequire(import.meta.url).resolve('vscode-tmgrammar-test/dist/unit.js');
  for (const name of readdirSync(CASES).filter((file) => file.endsWith('.nginx'))) {
    it(name, () => {
      const run = spawnSync(process.execPath, [runner, '-g', GRAMMAR, `${CASES}/${name}`], {
        encoding: 'utf8',
      });
      assert.equal(run.status, 0, run.stdout + run.stderr);
    });
  }
});

/** Texts that nginx accepts, each with a trap for a grammar that looks for the end of the Lua. */
const ACCEPTED: Readonly<Record<string, string>> = {
  'braces in strings': `init_by_lua_block { a = "}" .. '}' .. "\\"}" } daemon off;`,
  'braces in comments': 'init_by_lua_block {\n-- }\n--[[ }\n} ]] x = {}\n--[==[ ]] } ]==]\n} daemon off;',
  'braces in long strings': 'init_by_lua_block { a = [[ } ]] .. [=[ ]] }\n} ]=] } daemon off;',
  'nested tables': 'init_by_lua_block { a = {{1}, {b = {}}} } daemon off;',
  'a comment to the end of the line': 'init_by_lua_block { -- }\n}\ndaemon off;',
  'three dashes': 'init_by_lua_block { ---[[ }\n}\ndaemon off;',
  'an exponent before a comment': 'init_by_lua_block { a = 0x1p--}\n2 }\ndaemon off;',
  'an index before a long bracket': 'init_by_lua_block { a[b[ [[}]] ]] = c[=1 }\ndaemon off;',
  'an apostrophe that nothing closes': "init_by_lua_block { a = 'x } daemon off;",
  'an escaped quote where no string is': 'init_by_lua_block { a = \\"}" .. \\\'}\' } daemon off;',
  'escaped quotes that nothing closes': 'init_by_lua_block { a = \\" .. \\" \\\' } daemon off;',
  'a string over two lines': 'init_by_lua_block { a = "{ \\\n }" } daemon off;',
  'the brace on a line of its own': 'init_by_lua_block # }\n\n# {\n{ a() } daemon off;',
  'a header with a variable in braces': 'set_by_lua_block ${x} { return 1 } daemon off;',
  'a quoted name': '"init_by_lua_block" { a = {} } daemon off;',
  'a name in the place of an argument': 'set $a content_by_lua_block; set $b "x_by_lua_block {"; daemon off;',
  'a name in a comment': '# content_by_lua_block {\ndaemon off;',
  'a file, not a block': 'content_by_lua_file a.lua; daemon off;',
  'blocks side by side': 'a_by_lua_block{x={}}b_by_lua_block{y="}"}server{c_by_lua_block{}}',
  'double quotes in single': `content_by_lua 'a("it\\'s", \\'}\\') -- "';\ndaemon off;`,
  'single quotes in double': `content_by_lua "a('\\"', \\"x\\") --[[ ' ";\ndaemon off;`,
  'an unclosed bracket in a string': `content_by_lua 'a = [[ "\\' ]=] ';\nset $a "b";`,
  'a string over lines': `content_by_lua '\n  -- it\\'s\n  ngx.say("a;}{")\n' ; daemon off;`,
  'backslashes before the quote': `content_by_lua 'a = "\\\\\\\\"' ; content_by_lua "b = '\\\\\\\\'"; daemon off;`,
  'a variable first': `set_by_lua $a 'return "b"' $c "d"; set_by_lua # x\n $a\n "return 1"; daemon off;`,
  'only one argument is Lua': `content_by_lua 'a' 'b';daemon off;`,
  'a bare word': 'content_by_lua return; content_by_lua ngx.say("a"); daemon off;',
  'carriage returns': 'init_by_lua_block {\r\n  -- }\r\n  a = "}"\r\n}\r\ndaemon off;\r\n',
  'a sharp inside a word': 'set $a b#content_by_lua_block;daemon off;',
  'a brace at the end of a word': 'map $a $b { x 80}; y ${z}; } init_by_lua_block { a = {} }',
};

describe('where Lua begins and ends', () => {
  let grammar: IGrammar;
  before(async () => {
    grammar = await loadGrammar();
  });

  const contained = (text: string) => {
    const { differences, depth, lua } = containment(grammar, text);
    assert.deepEqual(differences, []);
    assert.equal(depth, 1, 'rules are left open behind the last line');
    return lua;
  };

  for (const [name, text] of Object.entries(ACCEPTED)) {
    it(name, () => {
      contained(text);
    });
  }

  it('the sample project', () => {
    assert.ok(contained(readFileSync('sample-project/conf/nginx.conf', 'utf8')) > 100);
  });

  it('Lua that is still being typed ends with its block', () => {
    for (const typed of ['local a = "', "f('", 'if x then', 'ngx.', 'a = 1 -', 'function (', '[', 'x = [=']) {
      const text = `init_by_lua_block {\n  ${typed}\n}\ndaemon off;`;
      const { scopes } = tokenize(grammar, text);
      assert.deepEqual(
        scopes[text.indexOf('daemon')],
        ['source.nginx', 'keyword.other.directive.nginx'],
        typed,
      );
    }
  });
});
