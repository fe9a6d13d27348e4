import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { suite, test } from 'node:test';
import { readSettings, type RunEvent } from '../contract/index.js';
import { describeEvent } from './runtime/state.js';

interface Manifest {
  readonly icon: string;
  readonly contributes: {
    readonly commands: readonly { command: string }[];
    readonly menus: Readonly<Record<string, readonly { command: string }[]>>;
    readonly configuration: { readonly properties: Readonly<Record<string, unknown>> };
    readonly languages: readonly { id: string; configuration: string; firstLine?: string }[];
    readonly grammars: readonly { path: string }[];
    readonly problemMatchers: readonly { name: string; pattern: Pattern }[];
  };
}

interface ModulesSchema {
  readonly additionalProperties?: unknown;
}

/** VS Code's problem pattern: the numbers of the expression's groups. */
interface Pattern {
  readonly regexp: string;
  readonly file: number;
  readonly line: number;
  readonly message: number;
}

const { icon, contributes } = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest;
const source = readFileSync('client/extension.ts', 'utf8');

suite('the manifest and the code say the same', () => {
  test('commands', () => {
    const offered = contributes.commands.map(({ command }) => command);
    const registered = [...source.matchAll(/'(openresty\.\w+)': \(/g)].map(([, name]) => name);
    assert.deepEqual(registered.toSorted(), offered.toSorted());
    for (const { command } of Object.values(contributes.menus).flat()) assert.ok(offered.includes(command));
  });

  test('each setting that the server reads can be set', () => {
    const keys = (value: object, start: string): string[] =>
      Object.entries(value).flatMap(([key, inner]: [string, unknown]) =>
        key !== 'rules' && typeof inner === 'object' && inner !== null
          ? keys(inner, `${start}${key}.`)
          : [start + key],
      );
    const missing = keys(readSettings({}).settings, 'openresty.').filter(
      (key) => !Object.hasOwn(contributes.configuration.properties, key),
    );
    assert.deepEqual(missing, []);
  });

  test('what a directive of a module is, in the settings and in a file', () => {
    const file = JSON.parse(readFileSync('schemas/openresty-modules.schema.json', 'utf8')) as ModulesSchema;
    const setting = contributes.configuration.properties['openresty.modules'] as ModulesSchema;
    assert.ok(file.additionalProperties);
    assert.deepEqual(setting.additionalProperties, file.additionalProperties);
  });

  test('the files that it names are there', () => {
    const files = [icon, ...contributes.grammars.map(({ path }) => path)];
    for (const file of [...files, ...contributes.languages.map(({ configuration }) => configuration)])
      assert.ok(existsSync(file), file);
  });
});

suite('problem matchers', () => {
  const match = (name: string, line: string): (string | undefined)[] | undefined => {
    const pattern = contributes.problemMatchers.find((one) => one.name === name)?.pattern;
    assert.ok(pattern, name);
    const found = new RegExp(pattern.regexp).exec(line);
    return found ? [found[pattern.file], found[pattern.line], found[pattern.message]] : undefined;
  };
  /** A line of the terminal for what a worker logs, as nginx words it. */
  const logged = (message: string): string => {
    const event: RunEvent = { v: 1, t: 0, type: 'log', level: 'error', message };
    return describeEvent(event)?.split('\n')[0] ?? '';
  };

  test('what nginx refuses', () => {
    const line = 'openresty-lens: [emerg] unknown directive "foo" in /srv/my app/conf/nginx.conf:13';
    assert.deepEqual(match('openresty', line), [
      '/srv/my app/conf/nginx.conf',
      '13',
      'unknown directive "foo"',
    ]);
    assert.deepEqual(
      match('openresty', line.replace('/srv', 'C:\\srv'))?.[0],
      'C:\\srv/my app/conf/nginx.conf',
    );
  });

  test('an error in Lua, without its traceback', () => {
    const message =
      "lua entry thread aborted: runtime error: /srv/lua/m.lua:6: attempt to index global 'x' (a nil value)\nstack traceback:\n\t/srv/lua/m.lua:6: in function 'main'";
    assert.deepEqual(match('openresty-lua', logged(message)), [
      '/srv/lua/m.lua',
      '6',
      "attempt to index global 'x' (a nil value)",
    ]);
  });

  test('what is no problem', () => {
    for (const line of [
      'listening: http://127.0.0.1:8080/',
      '[notice] start worker process 12',
      'GET / 200 (worker 1)',
    ])
      for (const name of ['openresty', 'openresty-lua']) assert.equal(match(name, line), undefined, line);
  });
});

test('a text is nginx by its first line, and other languages are not', () => {
  const firstLine = new RegExp(contributes.languages.find(({ id }) => id === 'nginx')?.firstLine ?? '$^');
  for (const line of [
    'worker_processes auto;',
    'http {',
    'upstream backend {',
    'server{',
    'lua_shared_dict a 1m;',
  ])
    assert.match(line, firstLine);
  for (const line of ['server = {', 'http: {', '{', 'local server = {}', 'server.port=80', 'upstream'])
    assert.doesNotMatch(line, firstLine);
});
