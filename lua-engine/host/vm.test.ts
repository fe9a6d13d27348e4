import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { EngineCrash, LuaError } from '../index.js';
import type { LuaRef, LuaValue } from '../index.js';
import { run, runForRef, testEngine, testVm } from './testing.js';

/** A call that must raise a Lua error; returns it. */
function failure(work: () => unknown): LuaError {
  try {
    work();
  } catch (error) {
    assert.ok(error instanceof LuaError, String(error));
    return error;
  }
  assert.fail('nothing was raised');
}

suite('values', () => {
  test('every type crosses in both directions', () => {
    const vm = testVm();
    const echo = vm.hostFunction('echo', (...args) => args);
    const values: LuaValue[] = [
      undefined,
      true,
      false,
      0,
      -0.5,
      2 ** 53,
      '',
      'a\0b\u00ff',
      'x'.repeat(100_000),
    ];
    assert.deepEqual(vm.call(echo, ...values), values);
  });

  test('objects keep their identity', () => {
    const vm = testVm();
    const echo = vm.hostFunction('echo', (value) => value);
    const table = vm.newTable();
    const [back] = vm.call(echo, table);
    assert.ok(vm.rawEqual(table, back));
    assert.ok(!vm.rawEqual(table, vm.newTable()));
  });

  test('more arguments and results than fit the buffer', () => {
    const vm = testVm();
    const echo = vm.hostFunction('echo', (...args) => args);
    const many = Array.from({ length: 300 }, (_, i) => (i % 3 === 0 ? `s${i}` : i));
    assert.deepEqual(vm.call(echo, ...many), many);
  });

  test('tables are read and written raw', () => {
    const vm = testVm();
    const table = runForRef(vm, 'return setmetatable({}, { __index = error, __newindex = error })');
    vm.set(table, 'a', 1);
    vm.set(table, 1, 'one');
    assert.equal(vm.get(table, 'a'), 1);
    assert.equal(vm.get(table, 'missing'), undefined);
    assert.equal(vm.rawlen(table), 1);
    assert.throws(() => vm.set(table, undefined, 1), /index is nil/);
    assert.throws(() => vm.set(table, NaN, 1), /index is NaN/);
    assert.throws(() => vm.get({ type: 'function', slot: 1 }, 1), TypeError);
  });

  test('next and entries walk a table, bounded', () => {
    const vm = testVm();
    const table = runForRef(vm, "return { 'a', 'b', 'c' }");
    assert.deepEqual(vm.next(table), [1, 'a']);
    assert.deepEqual(vm.next(table, 3), undefined);
    assert.equal(vm.next(table, 'no key of it'), undefined);
    assert.deepEqual(vm.entries(table, 2), {
      pairs: [
        [1, 'a'],
        [2, 'b'],
      ],
      isComplete: false,
    });
    assert.equal(vm.entries(table, 3).isComplete, true);
  });

  test('globals', () => {
    const vm = testVm();
    vm.setGlobal('answer', 42);
    assert.equal(vm.getGlobal('answer'), 42);
    assert.deepEqual(run(vm, 'return answer, _G.answer'), [42, 42]);
  });

  test('null is a light userdata that prints as in OpenResty', () => {
    const vm = testVm();
    assert.deepEqual(run(vm, 'return tostring(...), type(...)', vm.newNull()), [
      'userdata: NULL',
      'userdata',
    ]);
  });
});

suite('calls and errors', () => {
  test('an error has its value and a traceback in LuaJIT’s format', () => {
    const vm = testVm();
    const error = failure(() => run(vm, 'local function f() error("oops") end\nf()'));
    assert.equal(error.message, 't:1: oops');
    assert.equal(
      error.traceback,
      "stack traceback:\n\t[C]: in function 'error'\n\tt:1: in function 'f'\n\tt:2: in main chunk",
    );
  });

  test('an error value of any type passes through', () => {
    const vm = testVm();
    const error = failure(() => run(vm, 'error({ code = 7 })'));
    assert.equal(vm.get(error.value as LuaRef, 'code'), 7);
    assert.equal(error.message, '(error object is a table value)');
  });

  test('a JavaScript error becomes a Lua error with the caller’s place', () => {
    const vm = testVm();
    vm.setGlobal(
      'bad',
      vm.hostFunction('bad', () => {
        throw new TypeError('wrong €');
      }),
    );
    assert.deepEqual(run(vm, 'local ok, e = pcall(function() local x = bad() end) return ok, e'), [
      false,
      't:1: wrong \u00e2\u0082\u00ac',
    ]);
  });

  test('a LuaError raises its value as it is', () => {
    const vm = testVm();
    const table = vm.newTable();
    const raise = vm.hostFunction('raise', () => {
      throw new LuaError(table);
    });
    assert.deepEqual(
      run(vm, 'local raise, t = ... local ok, e = pcall(raise) return ok, e == t', raise, table),
      [false, true],
    );
  });

  test('a plain RangeError of a host function is an ordinary error', () => {
    const vm = testVm();
    const f = vm.hostFunction('f', () => (5).toFixed(1000));
    assert.equal(run(vm, 'return (pcall(...))', f)[0], false);
    assert.deepEqual(run(vm, 'return 1'), [1]);
  });

  test('a syntax error is a LuaError with the engine’s message', () => {
    assert.equal(
      failure(() => testVm().load('x y', '=conf:3')).value,
      "conf:3:1: '=' expected near 'y'".slice(0),
    );
  });

  test('where and traceback tell about the caller', () => {
    const vm = testVm();
    const seen: string[] = [];
    const f = vm.hostFunction('f', () => {
      seen.push(vm.where(1), vm.traceback('m', 1));
    });
    vm.setGlobal('f', f);
    vm.call(vm.load('\n\nf()\nlocal x', '=content_by_lua(nginx.conf:12)'));
    const place = 'content_by_lua(nginx.conf:12):3:';
    assert.deepEqual(seen, [`${place} `, `m\nstack traceback:\n\t${place} in main chunk`]);
  });

  test('fifty nested host to Lua to host calls', () => {
    const vm = testVm();
    const down: LuaRef = vm.hostFunction('down', (n) =>
      n === 0 ? 'bottom' : vm.call(vm.getGlobal('step') as LuaRef, n),
    );
    vm.setGlobal('down', down);
    run(vm, 'function step(n) local r = down(n - 1) return r end');
    assert.deepEqual(run(vm, 'return step(50)'), ['bottom']);
  });

  test('endless recursion through the host is an error that pcall catches', () => {
    const vm = testVm();
    vm.setGlobal(
      'host',
      vm.hostFunction('host', (f) => vm.call(f as LuaRef)),
    );
    const [depth, message] = run(
      vm,
      'local n = 0 local function down() n = n + 1 host(down) end local _, e = pcall(down) return n, e',
    );
    assert.ok(typeof depth === 'number' && depth >= 150, 'at least 150 levels');
    assert.match(message as string, /C stack overflow/);
    assert.deepEqual(run(vm, 'return 1'), [1]);
  });

  test('a crash is told by every later call', () => {
    const vm = testVm();
    const recurse = (): number => recurse() + 1;
    const f = vm.hostFunction('f', () => recurse());
    assert.throws(() => vm.call(f), EngineCrash);
    assert.throws(() => run(vm, 'return 1'), EngineCrash);
    assert.deepEqual(run(testVm(), 'return 1'), [1], 'another VM is not touched');
  });

  test('a closed VM says so', () => {
    const vm = testVm();
    vm.close();
    vm.close();
    assert.throws(() => run(vm, 'return 1'), /closed/);
  });
});

suite('output and files', () => {
  test('print and io.write reach the callback', () => {
    const out: string[] = [];
    const vm = testVm({ print: (text, stream) => out.push(`${stream}:${text}`) });
    run(vm, 'print(1, nil, "x") io.write("no newline") io.stderr:write("e")');
    assert.deepEqual(out, ['stdout:1\tnil\tx\n', 'stderr:e', 'stdout:no newline']);
  });

  test('io reads and writes through the host', () => {
    const vm = testVm();
    const [text, lines] = run(
      vm,
      `local name = os.tmpname()
       local f = assert(io.open(name, 'w')) f:write('one\\n', 2, '\\nthree') f:close()
       f = io.open(name, 'a') f:write('!') f:close()
       local n = 0 for _ in io.lines(name) do n = n + 1 end
       f = io.open(name) local text = f:read('*a') f:seek('set', 4) text = text .. '|' .. f:read('*n') f:close()
       assert(os.remove(name))
       return text, n`,
    );
    assert.deepEqual([text, lines], ['one\n2\nthree!|2', 3]);
  });

  test('without a file system io.open answers with an error', () => {
    const vm = testEngine().createVm();
    assert.deepEqual(run(vm, "local f, e = io.open('/etc/passwd') return f, e"), [
      undefined,
      '/etc/passwd: Function not implemented',
    ]);
  });

  test('the environment is what the options say', () => {
    const vm = testVm({ env: { NAME: 'välue' } });
    assert.deepEqual(run(vm, "return os.getenv('NAME'), os.getenv('HOME')"), ['v\u00c3\u00a4lue', undefined]);
  });

  test('what starts or ends processes is refused by name', () => {
    const vm = testVm();
    for (const name of ['os.execute', 'os.exit', 'io.popen', 'package.loadlib']) {
      assert.match(failure(() => run(vm, `${name}('x')`)).message, /is not in the embedded runtime$/);
    }
  });
});

suite('compile', () => {
  const compile = (text: string | Uint8Array, name: string) => testEngine().compile(text, name);

  test('a good text has no message', () => {
    assert.equal(compile('return 42LL, "\\u{20ac}", 0b1', '=x'), undefined);
  });

  test('the message is the engine’s, with the chunk’s name', () => {
    assert.equal(compile('x = = 1', '=nginx.conf'), "nginx.conf:1: unexpected symbol near '='");
    assert.equal(compile('if', '@lua/a.lua'), "lua/a.lua:1: unexpected symbol near '<eof>'");
  });

  test('deep nesting, any bytes, large texts', () => {
    assert.match(compile('('.repeat(100_000), '=x') ?? '', /too many syntax levels/);
    assert.match(compile('x = ' + '{'.repeat(100_000), '=x') ?? '', /too many syntax levels/);
    assert.match(compile(`x = ${'not '.repeat(10_000)}y`, '=x') ?? '', /too many syntax levels/);
    assert.match(compile(`x = ${'"a" .. '.repeat(10_000)}y`, '=x') ?? '', /too many syntax levels/);
    assert.equal(compile('x = 1\n'.repeat(200_000), '=x'), undefined);
    assert.equal(compile(`x = "${'y'.repeat(1_000_000)}"`, '=x'), undefined);
    assert.equal(typeof compile('\x1bLua\x52\0\x01\x04', '=x'), 'string', 'byte code is refused');
    const bytes = Uint8Array.from({ length: 4096 }, (_, i) => (i * 7919) % 256);
    assert.equal(typeof compile(bytes, '=x'), 'string');
    assert.equal(compile('return 1', '=x'), undefined, 'it still works afterwards');
  });

  test('random bytes never throw', () => {
    let seed = 12345;
    for (let round = 0; round < 2000; round++) {
      const bytes = Uint8Array.from(
        { length: 40 },
        () => (seed = (seed * 1103515245 + 12345) & 0x7fffffff) >> 16,
      );
      compile(bytes, '=x');
    }
  });
});

suite('inspect', () => {
  test('scalars', () => {
    const vm = testVm();
    const preview = (code: string) => vm.inspect(run(vm, `return ${code}`)[0]).preview;
    assert.equal(preview('nil'), 'nil');
    assert.equal(preview('1/3'), '0.33333333333333');
    assert.equal(preview('"a\\n\\"\\0\\200"'), '"a\\n\\"\\000\\200"');
    assert.equal(preview('print'), 'function <builtin>');
    assert.equal(preview('function() end'), 'function <t:1>');
  });

  test('a table is shown shallow, without its metamethods', () => {
    const vm = testVm();
    const table = runForRef(
      vm,
      'return setmetatable({ limit = 100 }, { __pairs = error, __tostring = error })',
    );
    assert.deepEqual(vm.inspect(table), {
      kind: 'table',
      preview: '{ limit = 100 }',
      entries: [['limit', '100']],
    });
    const nested = vm.inspect(runForRef(vm, "return { 1, {}, ['a b'] = true }"));
    assert.equal(nested.preview, '{ 1, {…}, ["a b"] = true }');
  });

  test('bounds', () => {
    const vm = testVm();
    const big = vm.inspect(
      runForRef(vm, 'local t = {} for i = 1, 100 do t[i] = ("x"):rep(50) end return t'),
      { maxChars: 40, maxEntries: 5 },
    );
    assert.equal(big.truncated, true);
    assert.equal(big.entries?.length, 5);
    assert.ok(big.preview.length <= 40);
    assert.deepEqual(vm.inspect('y'.repeat(500), { maxChars: 10 }).truncated, true);
  });
});

suite('modules', () => {
  test('require finds a file through the host, and errors name it', () => {
    const vm = testVm();
    const [name, value, message] = run(
      vm,
      `local folder = os.tmpname()
       package.path = folder .. '?.lua'
       local f = assert(io.open(folder .. 'mod.lua', 'w')) f:write('return { name = ..., line = function() error("e") end }') f:close()
       local mod = require 'mod'
       local _, e = pcall(mod.line)
       os.remove(folder .. 'mod.lua')
       return mod.name, package.loaded.mod == mod, (e:gsub('^.*mod', 'mod'))`,
    );
    assert.deepEqual([name, value, message], ['mod', true, 'mod.lua:1: e']);
  });

  test('ffi survives a snapshot', () => {
    const vm = testVm();
    run(vm, "ffi = require 'ffi' a = ffi.new('int[3]', { 1, 2, 3 })");
    const restored = testEngine().restoreVm(vm.snapshot());
    assert.deepEqual(
      run(restored, "local p = a + 1 return p[1], ffi.sizeof(a), ffi.new('int[1]')[0]"),
      [3, 12, 0],
    );
  });
});
