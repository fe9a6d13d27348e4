import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { suspend } from '../index.js';
import type { HostFunction, LuaRef, LuaVm, VmSnapshot } from '../index.js';
import { outcomeOf, run, startTask, testEngine, testVm } from './testing.js';

const doubled: HostFunction = (n) => (n as number) * 2;

function master(code: string): { vm: LuaVm; snapshot: VmSnapshot } {
  const vm = testVm();
  vm.setGlobal('double', vm.hostFunction('double', doubled));
  run(vm, code);
  return { vm, snapshot: vm.snapshot() };
}

function worker(snapshot: VmSnapshot, f: HostFunction = doubled): LuaVm {
  const vm = testEngine().restoreVm(snapshot);
  vm.hostFunction('double', f);
  return vm;
}

suite('snapshot and restore', () => {
  test('everything Lua owns is there: upvalues, metatables, coroutines, strings, environments', () => {
    const { snapshot } = master(`
      local count = 10
      function bump() count = count + 1 return count end
      object = setmetatable({}, { __index = function(_, k) return k .. '!' end })
      co = coroutine.wrap(function() local n = 0 while true do n = n + 1 coroutine.yield(n) end end)
      co()
      key = 'interned' .. 'string'
      t = { [key] = 1 }
      f = setfenv(function() return inside end, { inside = 'env' })
      pattern = ('x'):rep(1000)`);
    const vm = worker(structuredClone(snapshot));
    assert.deepEqual(
      run(vm, 'return bump(), bump(), object.foo, co(), co(), t.internedstring, f(), #pattern'),
      [11, 12, 'foo!', 2, 3, 1, 'env', 1000],
    );
  });

  test('restored VMs are independent of each other and of the master', () => {
    const { vm, snapshot } = master('n = 0');
    const workers = [worker(snapshot), worker(snapshot)];
    run(workers[0]!, 'n = n + 1');
    assert.deepEqual(
      [vm, ...workers].map((each) => each.getGlobal('n')),
      [0, 1, 0],
    );
  });

  test('host functions kept in tables and upvalues call the worker’s', () => {
    const { snapshot } = master('local d = double list = { double } function twice(n) return d(n) end');
    const vm = worker(snapshot, (n) => `worker ${typeof n === 'number' ? n : '?'}`);
    assert.deepEqual(run(vm, 'return list[1](1), twice(2), double(3), list[1] == double'), [
      'worker 1',
      'worker 2',
      'worker 3',
      true,
    ]);
  });

  test('a registered function is the same Lua value as before', () => {
    const { snapshot } = master('kept = double');
    const vm = testEngine().restoreVm(snapshot);
    assert.ok(vm.rawEqual(vm.hostFunction('double', doubled), vm.getGlobal('kept')));
  });

  test('another name at that place, or none, is a clear error', () => {
    const { snapshot } = master('');
    const vm = testEngine().restoreVm(snapshot);
    assert.throws(() => run(vm, 'return double(1)'), /host function 'double' is not registered in this VM/);
    assert.throws(() => vm.hostFunction('triple', doubled), /is 'double', not 'triple'/);
    assert.throws(() => testEngine().restoreVm({ ...snapshot, build: 'other' }), /engine build other/);
  });

  test('references stay valid', () => {
    const vm = testVm();
    const table = vm.newTable();
    vm.set(table, 'x', 'y');
    const restored = testEngine().restoreVm(vm.snapshot());
    const again: LuaRef = structuredClone(table);
    assert.equal(restored.get(again, 'x'), 'y');
  });

  test('tasks, errors and the collector work under stress afterwards', async () => {
    const { snapshot } = master('list = {} for i = 1, 10000 do list[i] = { i, tostring(i) } end');
    const vm = worker(snapshot, () =>
      suspend((resume) => {
        setImmediate(resume, 5);
        return undefined;
      }),
    );
    const task = startTask(
      vm,
      `local sum = 0
       for round = 1, 20 do
         local garbage = {}
         for i = 1, 5000 do garbage[i] = { tostring(i) .. round, setmetatable({}, { __mode = 'k' }) } end
         collectgarbage()
         sum = sum + double()
         assert(not pcall(error, 'x'))
       end
       for i = 1, 10000 do assert(list[i][2] == tostring(i)) end
       return sum`,
    );
    assert.deepEqual(await outcomeOf(task), { status: 'done', values: [100] });
  });

  test('memory that has grown is restored at its size', () => {
    const { snapshot } = master("big = ('x'):rep(6 * 1024 * 1024)");
    assert.deepEqual(run(worker(snapshot), "return #big, big:sub(-1), #(big .. 'y')"), [
      6291456,
      'x',
      6291457,
    ]);
  });

  test('a snapshot of a restored VM', () => {
    const first = worker(master('n = 1').snapshot);
    run(first, 'n = n + 1');
    assert.deepEqual(run(worker(first.snapshot()), 'return n, double(4)'), [2, 8]);
  });

  test('not while a task waits, not from inside of Lua', () => {
    const vm = testVm();
    vm.setGlobal(
      'wait',
      vm.hostFunction('wait', () => suspend(() => undefined)),
    );
    const inside = vm.hostFunction('inside', () => {
      vm.snapshot();
    });
    assert.throws(() => vm.call(inside), /only be taken at rest/);
    const task = startTask(vm, 'wait()');
    assert.throws(() => vm.snapshot(), /only be taken at rest/);
    task.cancel();
    assert.ok(vm.snapshot().memory.length > 0);
  });

  test('zeros at the end of the memory are left out', () => {
    const { memory, pages } = testVm().snapshot();
    assert.ok(memory.length < pages * 65536);
    assert.notEqual(memory.slice(-8).join(''), '00000000');
  });
});

suite('watched upvalues', () => {
  const chunk = `local count, other = 1, 'o'
local M = {}
function M.add(n)
  count = count + n
end
function M.get() return count, other end
return M`;

  function watched(): LuaVm {
    const vm = testVm();
    vm.watchUpvalues('@/app/counter.lua', [
      { id: 'count', line: 3, name: 'count' },
      { id: 'other', line: 6, name: 'other' },
      { id: 'none', line: 3, name: 'other' },
    ]);
    return vm;
  }

  test('are read as they are now', () => {
    const vm = watched();
    assert.deepEqual(vm.readWatch('count'), { unreadable: 'not created yet' });
    const [module] = vm.call(vm.load(chunk, '@/app/counter.lua'));
    assert.deepEqual(vm.readWatch('count'), { value: 1 });
    vm.setGlobal('M', module);
    run(vm, 'M.add(41)');
    assert.deepEqual(vm.readWatch('count'), { value: 42 });
    assert.deepEqual(vm.readWatch('other'), { value: 'o' });
    assert.deepEqual(
      vm.readWatch('none'),
      { unreadable: 'not created yet' },
      'line 3 does not capture `other`',
    );
    assert.throws(() => vm.readWatch('unknown'), /no watch 'unknown'/);
  });

  test('only in the chunk of that name', () => {
    const vm = watched();
    vm.call(vm.load(chunk, '@/app/another.lua'));
    assert.deepEqual(vm.readWatch('count'), { unreadable: 'not created yet' });
  });

  test('survive a snapshot, before and after the chunk has run', () => {
    const vm = watched();
    const early = testEngine().restoreVm(vm.snapshot());
    early.call(early.load(chunk, '@/app/counter.lua'));
    assert.deepEqual(early.readWatch('count'), { value: 1 });

    vm.setGlobal('M', vm.call(vm.load(chunk, '@/app/counter.lua'))[0]);
    run(vm, 'M.add(1)');
    const late = testEngine().restoreVm(vm.snapshot());
    run(late, 'M.add(1)');
    assert.deepEqual(late.readWatch('count'), { value: 3 });
    assert.deepEqual(vm.readWatch('count'), { value: 2 });
  });

  test('the newest function counts, and none is lost to the collector', () => {
    const vm = testVm();
    vm.watchUpvalues('=t', [{ id: 'n', line: 2, name: 'n' }]);
    run(vm, 'for i = 1, 100 do local n = i\n local f = function() return n end\n collectgarbage("step") end');
    run(vm, 'collectgarbage() collectgarbage()');
    assert.deepEqual(vm.readWatch('n'), { value: 100 });
  });

  test('a chunk that is loaded by Lua code counts too', () => {
    const vm = testVm();
    vm.watchUpvalues('=inner', [{ id: 'x', line: 1, name: 'x' }]);
    run(vm, "loadstring('local x = { 1 } function g() return x end', '=inner')()");
    const reading = vm.readWatch('x');
    assert.ok('value' in reading && typeof reading.value === 'object');
    assert.equal(vm.inspect(reading.value).preview, '{ 1 }');
  });
});
