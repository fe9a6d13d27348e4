/** One conformance row: a chunk, and what running it comes to (see `runner`). */
export type Row = readonly [name: string, code: string, expected: string];

/**
 * A Lua chunk that runs rows: the same text in LuaJIT and in the engine. Its arguments are a
 * function that receives one line for each row, and the codes. A line is `ok: a | b` with the
 * values that the row returned, or `error: …`, or `compile: …`; what is not printable is escaped,
 * addresses become `P`.
 */
export const runner = String.raw`
local emit = ...
local function escape(s)
  s = s:gsub('0x%x+', 'P'):gsub('builtin#%d+', 'builtin')
  return (s:gsub('[%z\1-\31\127-\255\\]', function(c) return ('\\%03d'):format(c:byte()) end))
end
local function show(v)
  if type(v) == 'string' then return escape(v) end
  return escape(tostring(v))
end
local function finish(ok, ...)
  local parts = {}
  for i = 1, select('#', ...) do parts[i] = show((select(i, ...))) end
  return (ok and 'ok: ' or 'error: ') .. table.concat(parts, ' | ')
end
local pcall, loadstring, select = pcall, loadstring, select
for i = 2, select('#', ...) do
  local chunk, message = loadstring((select(i, ...)), '=row')
  emit(chunk and finish(pcall(chunk)) or 'compile: ' .. escape(message))
end
`;
