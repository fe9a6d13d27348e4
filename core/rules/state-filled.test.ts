import { suite, test } from 'node:test';
import { module } from './testing/programs.js';

suite('filled: a list that is found empty', () => {
  const program = (condition: string, value: string, mark = ''): string => `
local M = { servers = {} }
${mark}local function read(v)
  local file = io.open("/etc/resolv.conf")
  for line in file:lines() do table.insert(M.servers, ${value}) end
end
function M.init(v) read(v) end
function M.set(v) if ${condition} then M.init(v) end return M.servers end
function M.get() return table.concat(M.servers, ",") end
return M`;
  const mark = '      ^ warning worker-state/diverges\n';

  test('is filled with the same in every worker', () => module(program('#M.servers == 0', 'line')));
  test('however that is asked', () => module(program('next(M.servers) == nil', 'line')));
  test('not where it only grows', () => module(program('v', 'line', mark)));
  test("not with a request's own", () => module(program('#M.servers == 0', 'line .. v', mark)));
  test('not by chance', () => module(program('#M.servers == 0', 'math.random()', mark)));
  test('not where only one of its entries is missed', () =>
    module(program('not M.servers[v]', 'line', mark)));
});
