/**
 * What is easier in Lua than in C, run once in every new VM. Its arguments are the functions of
 * system.ts in their order. No global of its own stays behind.
 */
export const prelude = String.raw`
local time, mktime, clock, getenv, strftime, datefields, ffi_text, remove, rename = ...

-- table: what Lua 5.1 had and LuaJIT kept
function table.getn(t) return #t end
function table.foreach(t, f)
  for k, v in next, t do
    local result = f(k, v)
    if result ~= nil then return result end
  end
end
function table.foreachi(t, f)
  for i = 1, #t do
    local result = f(i, t[i])
    if result ~= nil then return result end
  end
end

-- os: on the host
local function field(t, name, default)
  local value = tonumber(t[name])
  if value == nil then
    if default == nil then
      error("field '" .. name .. "' missing in date table", 3)
    end
    return default
  end
  return value
end
function os.time(t)
  if t == nil then return time() end
  if type(t) ~= 'table' then
    error("bad argument #1 to 'time' (table expected, got " .. type(t) .. ")", 2)
  end
  local day, month, year = field(t, 'day'), field(t, 'month'), field(t, 'year')
  return (mktime(year, month, day, field(t, 'hour', 12), field(t, 'min', 0), field(t, 'sec', 0)))
end
function os.date(format, at)
  format = format or '%c'
  local utc = format:sub(1, 1) == '!'
  if utc then format = format:sub(2) end
  if format:sub(1, 2) ~= '*t' then
    return strftime(format, at, utc)
  end
  local t = {}
  t.year, t.month, t.day, t.hour, t.min, t.sec, t.wday, t.yday, t.isdst = datefields(at, utc)
  return t
end
function os.clock() return clock() end
function os.getenv(name) return (getenv(tostring(name))) end
function os.remove(path) return remove(tostring(path)) end
function os.rename(from, to) return rename(tostring(from), tostring(to)) end
function os.setlocale(locale)
  if locale == nil or locale == '' or locale == 'C' or locale == 'POSIX' then return 'C' end
end
local count = 0
function os.tmpname()
  count = count + 1
  return '/tmp/lua_' .. ('%06x%02x'):format(time() % 0x1000000, count)
end

-- ffi: compiled when it is first required
local getuservalue, setuservalue = debug.getuservalue, debug.setuservalue
debug.getuservalue, debug.setuservalue = nil, nil
package.preload.ffi = function()
  return loadstring(ffi_text(), '=[ffi]')(getuservalue, setuservalue)
end

-- what would start or end a process
local function absent(name)
  return function() error(name .. ' is not in the embedded runtime', 2) end
end
os.execute = absent('os.execute')
os.exit = absent('os.exit')
io.popen = absent('io.popen')
package.loadlib = absent('package.loadlib')

-- jit: honest about there being no compiler
jit = {
  version = 'LuaJIT 2.1.0 (emulated by OpenResty Lens)', version_num = 20100, os = 'Linux', arch = 'x64',
  status = function() return false end,
  on = function() end, off = function() end, flush = function() end, attach = function() end,
  opt = { start = function() end },
  util = {},
}
package.loaded.jit, package.loaded['jit.opt'], package.loaded['jit.util'] = jit, jit.opt, jit.util

-- what Lua 5.2 has and LuaJIT has not
bit32, package.loaded.bit32 = nil, nil
package.path = './?.lua;/usr/local/share/lua/5.1/?.lua;/usr/local/share/lua/5.1/?/init.lua;'
  .. '/usr/share/lua/5.1/?.lua;/usr/share/lua/5.1/?/init.lua'
package.cpath = './?.so;/usr/local/lib/lua/5.1/?.so;/usr/local/lib/lua/5.1/loadall.so'
`;
