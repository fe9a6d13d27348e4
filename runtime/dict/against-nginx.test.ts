import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync, watch, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import type { DictScalar } from '../services.js';
import { DictStore } from './store.js';
import { randomOperations, type Operation } from './testing/random-operations.js';

// Where Debian's nginx and its Lua module are.
const binary = '/usr/sbin/nginx';
const modules = ['ndk_http_module.so', 'ngx_http_lua_module.so'].map(
  (name) => `/usr/lib/nginx/modules/${name}`,
);
const isInstalled = [binary, ...modules].every((path) => existsSync(path));

function literal(value: DictScalar): string {
  if (typeof value !== 'string') return String(value);
  return /^x*$/.test(value) ? `("x"):rep(${value.length})` : `"${value}"`;
}

/** A Lua function may have 255 constants or so in reach: the operations go into one function each hundred. */
function script(operations: readonly Operation[]): string {
  const calls = operations.map(
    ({ operation, args }) => `run("${operation}"${args.map((value) => `, ${literal(value)}`).join('')})`,
  );
  const parts: string[] = [];
  for (let at = 0; at < calls.length; at += 100)
    parts.push(`(function()\n${calls.slice(at, at + 100).join('\n')}\nend)();`);
  return `
    local dict, out = ngx.shared.dogs, {}
    local function show(...)
      local words = {}
      for n = 1, select("#", ...) do
        local value = select(n, ...)
        if type(value) == "table" then words[n] = table.concat(value, " ")
        elseif type(value) == "string" and value:find("^x+$") then words[n] = "x" .. #value
        elseif type(value) == "number" and value < 0 then words[n] = "past"
        else words[n] = tostring(value) end
      end
      return table.concat(words, "|")
    end
    local function run(name, ...) out[#out + 1] = show(dict[name](dict, ...)) end
    ${parts.join('\n')}
    ngx.print(table.concat(out, "\\n"))`;
}

function show({ operation }: Operation, answer: readonly DictScalar[]): string {
  if (operation === 'get_keys') return answer.join(' ');
  const word = (value: DictScalar): string => {
    if (value === undefined) return 'nil';
    // What flush_all marked: its age depends on when one asks.
    if (typeof value === 'number' && value < 0) return 'past';
    return typeof value === 'string' && /^x+$/.test(value) ? `x${value.length}` : String(value);
  };
  return answer.map(word).join('|');
}

/** What nginx itself answers, a line an operation. */
async function askNginx(operations: readonly Operation[], size: number): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'lens-dict-'));
  mkdirSync(join(folder, 'logs'));
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  writeFileSync(join(folder, 'operations.lua'), script(operations));
  writeFileSync(
    join(folder, 'nginx.conf'),
    `${modules.map((path) => `load_module ${path};`).join(' ')}
     ${process.getuid?.() === 0 ? 'user root;' : ''} daemon off; pid ${folder}/logs/nginx.pid;
     error_log ${folder}/logs/error.log; events {}
     http {
       access_log off; lua_shared_dict dogs ${size};
       ${temporary.map((name) => `${name}_temp_path ${folder}/${name};`).join(' ')}
       server { listen unix:${folder}/s; location / { content_by_lua_file ${folder}/operations.lua; } }
     }`,
  );
  const seen = watch(join(folder, 'logs'));
  const nginx = spawn(binary, ['-p', folder, '-c', join(folder, 'nginx.conf')], { stdio: 'ignore' });
  const ended = once(nginx, 'exit');
  try {
    // nginx writes its pid file when it listens already.
    while (!existsSync(join(folder, 'logs/nginx.pid'))) await once(seen, 'change');
    return (await body(join(folder, 's'))).split('\n');
  } finally {
    seen.close();
    nginx.kill();
    await ended;
    rmSync(folder, { recursive: true, force: true });
  }
}

async function body(socketPath: string): Promise<string> {
  const request = get({ socketPath, path: '/', agent: false });
  const [response] = (await once(request, 'response')) as [AsyncIterable<Buffer>];
  let text = '';
  for await (const chunk of response) text += chunk.toString('latin1');
  return text;
}

suite('random operations get the answers that nginx gives', { skip: !isInstalled }, () => {
  for (const [seed, size] of [
    [1, 16 * 1024],
    [2, 64 * 1024],
    [3, 256 * 1024],
  ] as const)
    test(`${size} bytes`, async () => {
      const operations = randomOperations(seed, 4000);
      const expected = await askNginx(operations, size);
      const store = new DictStore('dogs', size, Date.now);
      for (const [index, operation] of operations.entries()) {
        const answer = show(operation, store.execute(operation.operation, operation.args));
        assert.equal(answer, expected[index], `operation ${index}: ${operation.operation}`);
      }
      assert.ok(expected.some((line) => line.includes('no memory')) || size > 100_000);
    });
});
