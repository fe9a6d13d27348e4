import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { indexModules } from './module-index.js';
import { configurationInLua, templateConfiguration } from './templates.js';

suite('modules', () => {
  const modules = indexModules(
    [
      'kong/init.lua',
      'kong/plugins/acl/handler.lua',
      'kong/plugins/jwt/handler.lua',
      'lua/m.lua',
      'vendor/m.lua',
    ],
    'repo',
  );

  test('by the package path, else by the nearest path that fits', () => {
    const configuration = { packagePath: ['vendor/?.lua'], prefix: '.' };
    assert.equal(modules.fileOf('m', configuration), 'vendor/m.lua');
    assert.equal(modules.fileOf('m', undefined), 'lua/m.lua');
    assert.equal(modules.fileOf('kong', undefined), 'kong/init.lua');
    assert.equal(modules.fileOf('kong.plugins.acl.handler', undefined), 'kong/plugins/acl/handler.lua');
    assert.equal(modules.fileOf('resty.http', undefined), undefined);
  });

  test('the root may be the package itself', () => {
    const inside = indexModules(['init.lua', 'core/log.lua'], 'apisix');
    assert.equal(inside.fileOf('apisix', undefined), 'init.lua');
    assert.equal(inside.fileOf('apisix.core.log', undefined), 'core/log.lua');
  });

  test('computed names', () => {
    assert.equal(modules.isModuleText('kong.plugins.'), true);
    assert.equal(modules.isModuleText('kong.plugins.*.handler'), true);
    assert.equal(modules.isModuleText('hello.'), false);
    assert.equal(modules.isModuleText('a sentence.'), false);
    assert.deepEqual(modules.matching('kong.plugins.*.handler'), [
      'kong.plugins.acl.handler',
      'kong.plugins.jwt.handler',
    ]);
  });
});

suite('templates', () => {
  const content = 'content_by_lua_block {\n  ngx.say("x")\n}\n';

  test("a program's long string, at the same offsets", () => {
    const text = `return [[\nserver {\n${content}}\n]] .. "y"\n`;
    const found = configurationInLua('t.lua', text)?.text ?? '';
    assert.equal(found.length, text.length);
    assert.equal(found.indexOf('content_by_lua_block'), text.indexOf('content_by_lua_block'));
    assert.doesNotMatch(found, /return|"y"/);
  });

  test('a string that only speaks of a directive is none', () => {
    assert.equal(configurationInLua('t.lua', 'print[[use content_by_lua_block for this]]'), undefined);
  });

  test('what a template engine computes is blanked, what it prints becomes a word', () => {
    const text = `{{ if .X }}\n> if y then\nlisten {{ .Port }};\nroot \${{ROOT}};\n{% end %}\n${content}{{ end }}`;
    const found = templateConfiguration('nginx.tmpl', text)?.text ?? '';
    assert.equal(found.length, text.length);
    assert.match(found, /^ +\n +\nlisten _+;\nroot _+;\n +\ncontent_by_lua_block/);
  });

  test('a template without Lua is left alone', () => {
    assert.equal(templateConfiguration('x.tmpl', 'server {\n}\n'), undefined);
  });
});
