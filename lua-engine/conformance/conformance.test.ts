import assert from 'node:assert/strict';
import { test, suite } from 'node:test';
import { testVm } from '../host/testing.js';
import { coroutines } from './coroutines.js';
import { differences } from './differences.js';
import { ffi } from './ffi.js';
import { functions } from './functions.js';
import { linesFromLuaJit, luaString, withoutLuaJit } from './luajit.js';
import { numbers } from './numbers.js';
import { runner } from './runner.js';
import type { Row } from './runner.js';
import { strings } from './strings.js';
import { syntax } from './syntax.js';
import { tables } from './tables.js';

const suites: Readonly<Record<string, readonly Row[]>> = {
  numbers,
  strings,
  tables,
  functions,
  coroutines,
  syntax,
  ffi,
};

function outcomesHere(rows: readonly Row[]): string[] {
  const vm = testVm();
  const lines: string[] = [];
  const emit = vm.hostFunction('emit', (line) => {
    lines.push(line as string);
  });
  vm.call(vm.load(runner, '=runner'), emit, ...rows.map(([, code]) => Buffer.from(code).toString('latin1')));
  vm.close();
  return lines;
}

/** Undefined where there is no LuaJIT. */
function outcomesInLuaJit(rows: readonly Row[]): string[] | undefined {
  const codes = rows.map(([, code]) => luaString(code)).join(',\n');
  const program = `local run = loadstring(${luaString(runner)}, '=runner')
run(function(line) io.write(line, '\\n') end, ${codes})`;
  return linesFromLuaJit(program);
}

for (const [name, rows] of Object.entries(suites)) {
  suite(`conformance: ${name}`, () => {
    const outcomes = outcomesHere(rows);
    for (const [i, [row, code, expected]] of rows.entries()) {
      test(row, () => assert.equal(outcomes[i], expected, code));
    }
  });

  test(`LuaJIT agrees with every row of ${name}, but for the known differences`, (t) => {
    const outcomes = outcomesInLuaJit(rows);
    if (outcomes === undefined) {
      t.skip(withoutLuaJit);
      return;
    }
    for (const [i, [row, code, expected]] of rows.entries()) {
      if (row in differences) {
        assert.notEqual(outcomes[i], expected, `'${row}' agrees with LuaJIT now: take it off differences.ts`);
      } else {
        assert.equal(outcomes[i], expected, `${row}: ${code}`);
      }
    }
  });
}

test('row names are unique, and each known difference is a row', () => {
  const names = Object.values(suites).flatMap((rows) => rows.map(([name]) => name));
  assert.equal(new Set(names).size, names.length);
  assert.deepEqual(
    Object.keys(differences).filter((name) => !names.includes(name)),
    [],
  );
});
