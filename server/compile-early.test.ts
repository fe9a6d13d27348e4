import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { compileFlags } from './compile-early.js';

test('this Node knows each flag for compiling early: set at run time, an unknown one would do nothing', () => {
  for (const flag of compileFlags) {
    // On the command line Node refuses options that neither it nor V8 knows.
    const { status, stderr } = spawnSync(process.execPath, [flag, '-e', ''], { encoding: 'utf8' });
    assert.equal(status, 0, `${flag}: ${stderr}`);
  }
});
