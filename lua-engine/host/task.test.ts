import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { abort, suspend } from '../index.js';
import type { LuaVm, Resume, Fail } from '../index.js';
import { outcomeOf, run, startTask, testVm } from './testing.js';

/** A VM whose global `wait` suspends until the test resumes it, and `exit` aborts. */
function waitingVm() {
  const vm = testVm();
  const waits: { resume: Resume; fail: Fail; args: unknown[]; isCancelled: boolean }[] = [];
  vm.setGlobal(
    'wait',
    vm.hostFunction('wait', (...args) =>
      suspend((resume, fail) => {
        const wait = { resume, fail, args, isCancelled: false };
        waits.push(wait);
        return () => {
          wait.isCancelled = true;
        };
      }),
    ),
  );
  vm.setGlobal(
    'exit',
    vm.hostFunction('exit', (status) => abort(status)),
  );
  return { vm, waits };
}

function globalOf(vm: LuaVm, name: string) {
  return vm.getGlobal(name);
}

suite('suspension', () => {
  test('a task waits, and goes on with what it is given', async () => {
    const { vm, waits } = waitingVm();
    const task = startTask(vm, 'local a, b = wait("x") return a + b');
    assert.equal(task.status, 'suspended');
    assert.deepEqual(waits[0]!.args, ['x']);
    waits[0]!.resume(1, 2);
    waits[0]!.resume(5, 5);
    assert.equal(task.status, 'done');
    assert.deepEqual(await outcomeOf(task), { status: 'done', values: [3] });
  });

  test('resuming at once does not suspend', () => {
    const vm = testVm();
    const f = vm.hostFunction('f', () =>
      suspend((resume) => {
        resume('now');
        return undefined;
      }),
    );
    vm.setGlobal('f', f);
    assert.equal(
      startTask(vm, 'assert(f() == "now") table.sort({ 2, 1 }, function(a, b) return a < b end)').status,
      'done',
    );
  });

  test('fail raises in the host function, and pcall catches it', async () => {
    const { vm, waits } = waitingVm();
    const task = startTask(vm, 'local ok, e = pcall(wait) return ok, e');
    waits[0]!.fail('timeout');
    assert.deepEqual(await outcomeOf(task), { status: 'done', values: [false, 'timeout'] });
  });

  test('an error afterwards has its traceback', async () => {
    const { vm, waits } = waitingVm();
    const task = startTask(vm, 'wait()\nerror("late")');
    waits[0]!.resume();
    const outcome = await outcomeOf(task);
    assert.ok(outcome.status === 'failed');
    assert.equal(outcome.error.message, 't:2: late');
    assert.equal(
      outcome.error.traceback,
      "stack traceback:\n\t[C]: in function 'error'\n\tt:2: in main chunk",
    );
  });

  test('it passes through user coroutines, whose resumer waits', async () => {
    const { vm, waits } = waitingVm();
    const task = startTask(
      vm,
      `local log = {}
       local inner = coroutine.create(function(a)
         log[#log + 1] = a .. wait()
         local b = coroutine.yield('mid')
         log[#log + 1] = b .. wait()
         return 'end'
       end)
       local outer = coroutine.wrap(function()
         local _, m = coroutine.resume(inner, 'A')
         coroutine.yield(m)
         return select(2, coroutine.resume(inner, 'B')), coroutine.status(inner)
       end)
       local first = outer()
       log[#log + 1] = first
       local last, status = outer()
       return table.concat(log, ' '), last, status`,
    );
    waits[0]!.resume('1');
    waits[1]!.resume('2');
    assert.deepEqual(await outcomeOf(task), { status: 'done', values: ['A1 mid B2', 'end', 'dead'] });
  });

  test('an error after a suspension in a user coroutine reaches its resumer', async () => {
    const { vm, waits } = waitingVm();
    const task = startTask(
      vm,
      `local co = coroutine.create(function() local v = wait() error('bad ' .. v, 0) end)
       local w = coroutine.wrap(function() wait() error('wrapped', 0) end)
       local ok, e = coroutine.resume(co)
       local ok2, e2 = pcall(w)
       return ok, e, ok2, e2`,
    );
    waits[0]!.resume('luck');
    waits[1]!.resume();
    assert.deepEqual(await outcomeOf(task), {
      status: 'done',
      values: [false, 'bad luck', false, 'wrapped'],
    });
  });

  test('a coroutine that waits for the host cannot be resumed by others', async () => {
    const { vm, waits } = waitingVm();
    const first = startTask(
      vm,
      'shared = coroutine.create(function() return wait() end) return coroutine.resume(shared)',
    );
    const second = startTask(vm, 'return coroutine.status(shared), coroutine.resume(shared)');
    assert.deepEqual(await outcomeOf(second), {
      status: 'done',
      values: ['running', false, 'cannot resume running coroutine'],
    });
    waits[0]!.resume('v');
    assert.deepEqual(await outcomeOf(first), { status: 'done', values: [true, 'v'] });
  });

  test('across a C call it is an error that pcall catches', async () => {
    const { vm } = waitingVm();
    const task = startTask(
      vm,
      `local ok, e = pcall(table.sort, { 2, 1 }, function() local x = wait() end)
       local co = coroutine.wrap(function() local x = wait() end)
       local ok2, e2 = pcall(string.gsub, 'x', 'x', function() co() end)
       return ok, e, ok2, (e2:gsub('^.*: ', ''))`,
    );
    const message = 'attempt to yield across C-call boundary';
    assert.deepEqual(await outcomeOf(task), {
      status: 'done',
      values: [false, `t:1: ${message}`, false, message],
    });
  });

  test('require cannot be waited in, as in OpenResty', async () => {
    const { vm } = waitingVm();
    const task = startTask(
      vm,
      "package.preload.m = function() local x = wait() end return pcall(require, 'm')",
    );
    const outcome = await outcomeOf(task);
    assert.ok(outcome.status === 'done');
    assert.match(outcome.values[1] as string, /attempt to yield across C-call boundary/);
  });

  test('vm.call cannot be waited in', () => {
    const { vm } = waitingVm();
    assert.deepEqual(run(vm, 'local ok, e = pcall(wait) return ok, e'), [
      false,
      'attempt to yield across C-call boundary',
    ]);
    const f = vm.hostFunction('nested', () => run(vm, 'return (pcall(wait))'));
    vm.setGlobal('nested', f);
    assert.equal(startTask(vm, 'assert(nested() == false)').status, 'done');
  });

  test('yield in the task itself lets others run, and returns nothing', async () => {
    const { vm } = waitingVm();
    const code =
      'for i = 1, 3 do order = (order or "") .. ... .. i local n = select("#", coroutine.yield(9)) assert(n == 0) end';
    const tasks = [startTask(vm, code, undefined, 'a'), startTask(vm, code, undefined, 'b')];
    await Promise.all(tasks.map(outcomeOf));
    assert.equal(globalOf(vm, 'order'), 'a1b1a2b2a3b3');
  });

  test('a resume from inside of another task’s host function waits until Lua is at rest', async () => {
    const { vm, waits } = waitingVm();
    vm.setGlobal(
      'wake',
      vm.hostFunction('wake', () => waits[0]!.resume()),
    );
    const sleeper = startTask(vm, 'wait() log = (log or "") .. "woken "');
    const waker = startTask(vm, 'wake() log = (log or "") .. "after "');
    await Promise.all([outcomeOf(sleeper), outcomeOf(waker)]);
    assert.equal(globalOf(vm, 'log'), 'after woken ');
  });

  test('a task started by a host function runs at once', () => {
    const { vm } = waitingVm();
    vm.setGlobal(
      'spawn',
      vm.hostFunction('spawn', (f) => {
        assert.ok(typeof f === 'object');
        vm.start(f, ['arg'], vm.context);
      }),
    );
    startTask(vm, 'spawn(function(a) log = a wait() end) log = log .. " back"');
    assert.equal(globalOf(vm, 'log'), 'arg back');
  });
});

suite('ending early', () => {
  test('abort ends the task; no pcall, no code behind it', async () => {
    const { vm } = waitingVm();
    const task = startTask(vm, 'pcall(function() xpcall(exit, print, 404) end) reached = true');
    assert.deepEqual(await outcomeOf(task), { status: 'aborted', value: 404 });
    assert.equal(globalOf(vm, 'reached'), undefined);
  });

  test('abort inside a user coroutine, after a suspension', async () => {
    const { vm, waits } = waitingVm();
    const task = startTask(
      vm,
      'coroutine.wrap(function() wait() exit(302) reached = true end)() reached = true',
    );
    waits[0]!.resume();
    assert.deepEqual(await outcomeOf(task), { status: 'aborted', value: 302 });
    assert.equal(globalOf(vm, 'reached'), undefined);
    assert.deepEqual(run(vm, 'return 1'), [1]);
  });

  test('abort across a C call is an error', () => {
    const { vm } = waitingVm();
    assert.equal(
      startTask(vm, 'assert(not pcall(table.sort, { 2, 1 }, function() exit(1) end))').status,
      'done',
    );
  });

  test('cancel tells the one who waits', async () => {
    const { vm, waits } = waitingVm();
    const task = startTask(vm, 'wait() reached = true');
    task.cancel();
    waits[0]!.resume();
    assert.equal(waits[0]!.isCancelled, true);
    assert.deepEqual(await outcomeOf(task), { status: 'aborted', value: undefined });
    assert.equal(globalOf(vm, 'reached'), undefined);
  });

  test('cancel of a running task counts when it next suspends', async () => {
    const { vm, waits } = waitingVm();
    const tasks: ReturnType<typeof startTask>[] = [];
    vm.setGlobal(
      'cancel',
      vm.hostFunction('cancel', () => tasks[0]!.cancel()),
    );
    tasks.push(startTask(vm, 'wait() cancel() wait() reached = true'));
    waits[0]!.resume();
    assert.deepEqual(await outcomeOf(tasks[0]!), { status: 'aborted', value: undefined });
    assert.equal(waits[1]!.isCancelled, true);
  });

  test('closing the VM cancels what waits', () => {
    const { vm, waits } = waitingVm();
    const task = startTask(vm, 'wait()');
    vm.close();
    assert.equal(waits[0]!.isCancelled, true);
    assert.equal(task.status, 'aborted');
  });
});

suite('context', () => {
  test('is the running task’s, also after suspensions and in nested calls', async () => {
    const { vm, waits } = waitingVm();
    const seen: unknown[] = [];
    vm.setGlobal(
      'see',
      vm.hostFunction('see', () => {
        seen.push(vm.context);
      }),
    );
    const a = startTask(vm, 'see() wait() coroutine.wrap(see)()', 'A');
    const b = startTask(vm, 'see() wait() see()', 'B');
    waits[1]!.resume();
    waits[0]!.resume();
    await Promise.all([outcomeOf(a), outcomeOf(b)]);
    vm.withContext('C', () => run(vm, 'see()'));
    assert.deepEqual(seen, ['A', 'B', 'B', 'A', 'C']);
    assert.equal(vm.context, undefined);
  });
});

suite('leaks', () => {
  test('ten thousand tasks leave no memory behind', () => {
    const { vm, waits } = waitingVm();
    const f = vm.load('local t = { ... } local co = coroutine.wrap(function() wait(t[1]) end) co()', '=t');
    const round = (count: number) => {
      for (let i = 0; i < count; i++) {
        vm.start(f, [`request ${i}`], undefined);
        waits.pop()!.resume();
      }
      vm.collectGarbage();
      vm.collectGarbage();
      return vm.memory();
    };
    const before = round(100);
    const after = round(10_000);
    assert.ok(after - before < 4096, `${before} bytes before, ${after} after`);
  });

  test('released references leave no memory behind', () => {
    const vm = testVm();
    const round = () => {
      for (let i = 0; i < 5000; i++) {
        vm.release(vm.newTable());
      }
      vm.collectGarbage();
      return vm.memory();
    };
    const before = round();
    assert.ok(round() - before < 1024);
  });
});
