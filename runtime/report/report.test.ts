import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { suite, test } from 'node:test';
import type { CellAddress, CellReading } from '../../contract/index.js';
import { parseWorkerSnapshot } from '../../contract/index.js';
import { loadLuaEngine } from '../../lua-engine/index.js';
import { planWatches, readCells, RequestWindow } from './index.js';

const engine = loadLuaEngine(readFileSync(new URL('../../../lua-engine/built/lua.wasm', import.meta.url)));

function cell(anchor: CellAddress['anchor'], path: string[] = []): CellAddress {
  return { id: 'c', file: 'lua/m.lua', offset: 0, name: 'x', kind: 'upvalue', path, anchor };
}

const upvalue = (line: number, name: string): CellAddress['anchor'] => ({
  kind: 'upvalue',
  file: 'lua/m.lua',
  line,
  name,
});
const inModule: CellAddress['anchor'] = { kind: 'module', module: 'm' };

const source = `
local counter, users = 0, { ada = { age = 36 }, [1] = "one", binary = "a\\0\\255" }
local M = { config = { name = "x" }, n = 5 }
function M.hit()
  counter = counter + 1
  return counter, users
end
setmetatable(M, { __index = function() error("never run me") end })
M.make = function()
  local late = 1
  return function() return late end
end
big = {}
for i = 1, 1000 do big[i] = i end
return M
`;

function read(address: CellAddress, run = true): CellReading {
  const vm = engine.createVm();
  const plan = planWatches([address], {
    root: '/app',
    workingDirectory: '/app',
    packagePath: [],
    inline: [],
  });
  for (const { chunk, ...watch } of plan.watches) vm.watchUpvalues(chunk, [watch]);
  if (run) {
    const [module] = vm.call(vm.load(source, '@/app/lua/m.lua'));
    const loaded = vm.get(vm.getGlobal('package') as never, 'loaded');
    vm.set(loaded as never, 'm', module);
    vm.call(vm.get(module as never, 'hit') as never);
  }
  const cells = readCells(vm, [address], plan.ids);
  // Whatever is read fits the contract.
  parseWorkerSnapshot({
    worker: 0,
    requests: 0,
    connections: 0,
    memory: { lua: vm.memory(), rss: 0 },
    cells,
  });
  return cells['c']!;
}

suite('a cell', () => {
  test('behind an upvalue', () => {
    assert.deepEqual(read(cell(upvalue(4, 'counter'))), { kind: 'number', preview: '1' });
    assert.equal((read(cell(upvalue(4, 'users'), ['ada'])) as { preview: string }).preview, '{ age = 36 }');
    assert.deepEqual(read(cell(upvalue(4, 'users'), ['ada', 'age'])), { kind: 'number', preview: '36' });
    assert.deepEqual(read(cell(upvalue(4, 'users'), ['1'])), { kind: 'string', preview: '"one"' });
    assert.deepEqual(read(cell(upvalue(4, 'users'), ['binary'])), {
      kind: 'string',
      preview: '"a\\000\\255"',
    });
  });
  test('in a module and in _G', () => {
    assert.deepEqual(read(cell(inModule, ['config', 'name'])), { kind: 'string', preview: '"x"' });
    const big = read(cell({ kind: 'globals' }, ['big']));
    assert.ok('entries' in big && big.entries?.length === 50 && big.truncated === true);
  });
  test('that is nil is nil, without a metamethod being run', () => {
    assert.deepEqual(read(cell(inModule, ['nothing'])), { kind: 'nil', preview: 'nil' });
  });
  const unreadable: [string, CellAddress, boolean, string][] = [
    ['a function that nobody made', cell(upvalue(11, 'late')), true, 'no closure made yet'],
    ['code that has not run', cell(upvalue(4, 'counter')), false, 'no closure made yet'],
    ['a module that is not loaded', cell(inModule), false, 'module not loaded in this worker yet'],
    ['a path through nil', cell(inModule, ['a', 'b']), true, '`m.a` is a nil, so `.b` cannot be read'],
    [
      'a path through a number',
      cell(inModule, ['n', 'b']),
      true,
      '`m.n` is a number, so `.b` cannot be read',
    ],
  ];
  for (const [name, address, run, reason] of unreadable)
    test(`unreadable: ${name}`, () => {
      const reading = read(address, run);
      assert.ok('unreadable' in reading && reading.unreadable.startsWith(reason), JSON.stringify(reading));
    });
});

suite('which chunks a watch is for', () => {
  const surroundings = {
    root: '/srv',
    workingDirectory: '/srv/app',
    packagePath: ['/srv/app/lua/?.lua', './lua/?.lua', 'lua/?/init.lua', '/elsewhere/?.lua', '$odd'],
    inline: [
      { file: '/srv/app/conf/nginx.conf', line: 10, chunkName: '=content_by_lua(nginx.conf:10)' },
      { file: '/srv/app/conf/nginx.conf', line: 20, chunkName: '=content_by_lua(nginx.conf:20)' },
    ],
  };
  function chunks(file: string, line: number): string[] {
    const address = cell({ kind: 'upvalue', file, line, name: 'x' });
    return planWatches([address], surroundings).watches.map((watch) => `${watch.chunk} ${watch.line}`);
  }
  test('a file under all the names that a searcher gives it', () => {
    assert.deepEqual(chunks('app/lua/a/b.lua', 3), [
      '@/srv/app/lua/a/b.lua 3',
      '@./lua/a/b.lua 3',
      '@lua/a/b.lua 3',
    ]);
    assert.deepEqual(chunks('other/c.lua', 3), ['@/srv/other/c.lua 3']);
  });
  test('a block of the configuration that the line stands in, counted from its first line', () => {
    assert.deepEqual(chunks('app/conf/nginx.conf', 12), ['=content_by_lua(nginx.conf:10) 3']);
    assert.deepEqual(chunks('app/conf/nginx.conf', 20), ['=content_by_lua(nginx.conf:20) 1']);
  });
});

suite('requests of 100 ms', () => {
  test('a few are told one by one', () => {
    const window = new RequestWindow();
    window.add({ method: 'GET', uri: '/', status: 200 });
    window.add({ method: 'GET', uri: '/', status: 200 });
    const one = { method: 'GET', uri: '/', status: 200, count: 1, summed: false };
    assert.deepEqual(window.take(), [one, one]);
    assert.deepEqual(window.take(), []);
  });
  test('many are summed by what they look like, and all are counted', () => {
    const window = new RequestWindow();
    for (let n = 0; n < 1000; n += 1) window.add({ method: 'GET', uri: `/${n % 100}`, status: 200 });
    const sums = window.take();
    assert.equal(sums.length, 51);
    assert.deepEqual(sums[0], { method: 'GET', uri: '/0', status: 200, count: 10, summed: true });
    assert.equal(sums.at(-1)?.uri, '(other URIs)');
    assert.equal(
      sums.reduce((sum, { count }) => sum + count, 0),
      1000,
    );
  });
});
