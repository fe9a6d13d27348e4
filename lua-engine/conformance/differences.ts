/**
 * Rows on which the engine knowingly differs from the `luajit` of the machine; the row's
 * expectation is the engine's outcome. The differential test fails when one of them agrees.
 */
const compatibility =
  "OpenResty builds LuaJIT with 5.2 compatibility (LUAJIT_ENABLE_LUA52COMPAT), Debian's luajit2 is built without";

export const differences: Readonly<Record<string, string>> = {
  'format 1e15': 'the 15th digit of a tie is rounded up by LuaJIT, to even by C',
  'string.format rounding': 'ties are rounded up by LuaJIT, to even by C',
  'tonumber words': "LuaJIT reads 'inf' and 'nan' as numbers; 5.2 does not",
  'string.format %%': 'the wording for a format that ends in the middle',
  'string.format too long': 'the wording for a width of three digits',
  'string.find init': compatibility,
  '__len on tables': compatibility,
  __pairs: compatibility,
  'table.pack and unpack exist': compatibility,
  'rawlen exists': compatibility,
  'debug.getmetatable': compatibility,
  'running in main': compatibility,
  'ambiguous call': compatibility,
  semicolons: compatibility,
  'goto as a name': compatibility,
  'break in the middle': compatibility,
};
