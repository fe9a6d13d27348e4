import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { suite, test } from 'node:test';
import { testParser } from '../../core/lua/testing/parser.js';
import { buildProject, memoryFiles } from '../../core/openresty/index.js';
import { checkProject } from '../../core/rules/index.js';
import type { Finding } from '../../contract/index.js';
import { loadLuaEngine } from '../../lua-engine/index.js';
import { Glances } from './glance.js';

const parser = await testParser();
const engine = loadLuaEngine(readFileSync('lua-engine/built/lua.wasm'));
const compile = (text: string, name: string): string | undefined =>
  engine.compile(Buffer.from(text, 'utf8'), name);

const conf = `worker_processes 4;
events {}
http {
    lua_package_path "$prefix/lua/?.lua;;";
    server {
        location /hit { content_by_lua_block { require("m").hit() } }
        location /show { content_by_lua_block { ngx.say(require("m").show()) } }
    }
}
`;

const silent = `local other = require("other")
local _M = {}
local hits = 0
function _M.hit()
end
function _M.show()
    return hits
end
return _M
`;
const faulty = silent.replace('_M.hit()\n', '_M.hit()\n    hits = hits + 1\n');
const other = `local seen = {}
local _M = {}
function _M.note(key)
    seen[#seen + 1] = key
    ngx.say(#seen)
end
return _M
`;

type Told = string[];

function told(
  findings: readonly { code: string; place: { file: string; range: { start: { line: number } } } }[],
): Told {
  return findings.map(({ code, place }) => `${place.file}:${place.range.start.line + 1} ${code}`);
}

/** A program that was analysed, and one file of which is edited. */
function analysed(
  m: string,
  others: Readonly<Record<string, string>> = {},
): { whole: Told; edit: (text: string) => Told } {
  const project = buildProject(memoryFiles({ 'nginx.conf': conf, 'lua/m.lua': m, ...others }), { parser });
  const { findings, state } = checkProject(project, compile);
  const glances = new Glances(project, state, findings, { parse: (text) => parser.parse(text), compile });
  return {
    whole: told(findings),
    edit: (text) => told(glances.edit('lua/m.lua', text, () => undefined)),
  };
}

suite('the moment after an edit', () => {
  test('a fault that is typed is there, one that is taken out is gone', () => {
    const { whole, edit } = analysed(silent);
    assert.deepEqual(whole, []);
    assert.deepEqual(edit(faulty), ['lua/m.lua:3 worker-state/diverges']);
    assert.deepEqual(edit(silent), []);
    assert.deepEqual(edit(faulty), ['lua/m.lua:3 worker-state/diverges']);
  });

  test('what stays moves with its line, in this file and with what others say of it', () => {
    const { whole, edit } = analysed(faulty);
    assert.deepEqual(whole, ['lua/m.lua:3 worker-state/diverges']);
    assert.deepEqual(edit(`-- a comment\n${faulty}`), ['lua/m.lua:4 worker-state/diverges']);
  });

  test('while a statement is half written, what was known stays', () => {
    const { edit } = analysed(faulty);
    const half = faulty.replace('return hits', 'return hits +');
    assert.deepEqual(edit(half), ['lua/m.lua:3 worker-state/diverges', 'lua/m.lua:9 lua/syntax']);
    assert.deepEqual(edit(faulty), ['lua/m.lua:3 worker-state/diverges']);
  });

  test('what hangs on other modules is not taken away by an edit beside it', () => {
    const calling = silent.replace('_M.hit()\n', '_M.hit()\n    other.note(ngx.var.uri)\n');
    const { whole, edit } = analysed(calling, { 'lua/other.lua': other });
    assert.equal(whole.length, 1);
    assert.match(whole[0] ?? '', /^lua\/other\.lua:1 /);
    assert.deepEqual(edit(`\n${calling}`), whole);
  });

  test('a file that holds no module, or that brings a configuration, is for the whole analysis', () => {
    const project = buildProject(memoryFiles({ 'nginx.conf': conf, 'lua/m.lua': silent }), { parser });
    const { findings, state } = checkProject(project, compile);
    const glances = new Glances(project, state, findings, { parse: (text) => parser.parse(text), compile });
    assert.ok(glances.covers('lua/m.lua'));
    assert.ok(!glances.covers('nginx.conf'));
    assert.ok(!glances.covers('lua/new.lua'));
  });
});

test('an edit of a configuration is answered by the rules that look at configurations, and moves what others found', () => {
  const texts: Record<string, string> = {
    'conf/nginx.conf':
      'worker_processes 4;\nevents {}\nhttp { server { location / { content_by_lua_block { ngx.say(require("m").hit()) } } } }\n',
    'lua/m.lua': 'local n = 0\nreturn { hit = function() n = n + 1 return n end }\n',
  };
  const project = buildProject(memoryFiles(texts), { parser });
  const { findings, state } = checkProject(project, compile);
  const told = (findings: readonly Finding[]): string[] =>
    findings.map(({ code, place: { file, range } }) => `${file}:${range.start.line + 1} ${code}`);
  assert.deepEqual(told(findings), ['lua/m.lua:1 worker-state/diverges']);
  const after = {
    ...texts,
    'conf/nginx.conf': `\ngzzip on;\n${texts['conf/nginx.conf'] ?? ''}`,
  };
  const now = new Glances(project, state, findings, { parse: (text) => parser.parse(text), compile });
  assert.ok(now.isConfiguration('conf/nginx.conf'));
  const found = now.editConfigurations(['conf/nginx.conf'], memoryFiles(after), () => undefined);
  assert.deepEqual(told(found), [
    'conf/nginx.conf:2 conf/unknown-directive',
    'lua/m.lua:1 worker-state/diverges',
  ]);
  const line = found[1]?.related.find(
    ({ place }) => place.file === 'conf/nginx.conf' && place.range.start.line > 1,
  );
  assert.ok(line, 'the handler stands two lines further down');
  assert.deepEqual(told(now.editConfigurations(['conf/nginx.conf'], memoryFiles(texts), () => undefined)), [
    'lua/m.lua:1 worker-state/diverges',
  ]);
});
