import { spawnSync } from 'node:child_process';

/** A Lua string literal for any bytes: everything that is not a letter or digit is escaped. */
export function luaString(text: string): string {
  const bytes = [...Buffer.from(text)].map((byte) => {
    const character = String.fromCharCode(byte);
    return /[A-Za-z0-9 ]/.test(character) ? character : `\\${String(byte).padStart(3, '0')}`;
  });
  return `"${bytes.join('')}"`;
}

/** The lines that a program prints under the machine's `luajit`; undefined where there is none. */
export function linesFromLuaJit(program: string): string[] | undefined {
  const { error, stdout } = spawnSync('luajit', ['-'], {
    input: program,
    encoding: 'latin1',
    timeout: 60_000,
  });
  return error === undefined ? stdout.split('\n').slice(0, -1) : undefined;
}

export const withoutLuaJit =
  'the command luajit is not installed: the expectations were not compared with LuaJIT';
