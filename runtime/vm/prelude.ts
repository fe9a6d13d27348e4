/**
 * What is easier in Lua: metatables over host functions. Loaded under the name `[C]`, as these stand for ngx_lua's
 * C functions, and its lines are taken out of the traces that the error log shows. Arguments: the table of host
 * functions without a place in `ngx`, and the table `ngx`.
 */
export const prelude = String.raw`
local native, ngx = ...
local setmetatable, rawset, getmetatable, type, lower = setmetatable, rawset, getmetatable, type, string.lower
local gsub, error = string.gsub, error

local get_var, set_var = native.get_var, native.set_var
ngx.var = setmetatable({}, {
  __index = function(_, key) return get_var(key) end,
  __newindex = function(_, key, value) set_var(key, value) end,
})

local get_header, set_header = native.get_header, native.set_header
ngx.header = setmetatable({}, {
  __index = function(_, key) return get_header(key) end,
  __newindex = function(_, key, value) set_header(key, value) end,
})

local get_headers = native.get_headers
local any_case = {
  __index = function(t, key)
    if type(key) ~= 'string' then return nil end
    return rawget(t, (gsub(lower(key), '_', '-')))
  end,
}
function ngx.req.get_headers(max, raw)
  local headers, note = get_headers(max, raw)
  if not raw then setmetatable(headers, any_case) end
  return headers, note
end
local response_headers = ngx.resp.get_headers
function ngx.resp.get_headers(max, raw)
  local headers, note = response_headers(max, raw)
  if not raw then setmetatable(headers, any_case) end
  return headers, note
end

local get_arg, set_arg = native.get_arg, native.set_arg
ngx.arg = setmetatable({}, {
  __index = function(_, key) return get_arg(key) end,
  __newindex = function(_, key, value) set_arg(key, value) end,
})

local get_field, set_ctx, set_status = native.get_field, native.set_ctx, native.set_status
setmetatable(ngx, {
  __index = function(_, key) return get_field(key) end,
  __newindex = function(t, key, value)
    if key == 'ctx' then set_ctx(value)
    elseif key == 'status' then set_status(value)
    else rawset(t, key, value) end
  end,
})

local re_next = native.re_next
function ngx.re.gmatch(subject, pattern, options)
  local at = 1
  local captures, after, fault = re_next(subject, pattern, options, at)
  if fault then return nil, fault end
  return function()
    local found = captures
    if found == nil then return nil end
    at = after
    captures, after = re_next(subject, pattern, options, at)
    return found
  end
end

local create, resume, yield = coroutine.create, coroutine.resume, coroutine.yield
local status, traceback = coroutine.status, debug.traceback
local spawn, wait, kill, failed = native.thread_spawn, native.thread_wait, native.thread_kill, native.thread_failed
local threads = setmetatable({}, { __mode = 'k' })
local function finished(co, ok, ...)
  if not ok then failed((...), traceback(co)) end
  return ok, ...
end
local function run(co, ...)
  -- A light thread that yields lets others run, and goes on by itself.
  local function go_on(ok, ...)
    if ok and status(co) == 'suspended' then
      yield()
      return go_on(resume(co))
    end
    return finished(co, ok, ...)
  end
  return go_on(resume(co, ...))
end
ngx.thread = {}
function ngx.thread.spawn(f, ...)
  local co = create(f)
  threads[co] = spawn(run, co, ...)
  return co
end
local function ids(co, ...)
  if co == nil then return end
  return threads[co], ids(...)
end
function ngx.thread.wait(...) return wait(ids(...)) end
function ngx.thread.kill(co) return kill(threads[co]) end

local shared = native.shared
local zones = {}
local methods = {}
for _, name in ipairs {
  'get', 'get_stale', 'set', 'safe_set', 'add', 'safe_add', 'replace', 'delete', 'incr', 'lpush', 'rpush', 'lpop',
  'rpop', 'llen', 'ttl', 'expire', 'flush_all', 'flush_expired', 'get_keys', 'capacity', 'free_space',
} do
  methods[name] = function(dict, ...) return shared(zones[dict], name, ...) end
end
methods.__index = methods
local meta = methods
local names = { native.shared_names() }
ngx.shared = {}
for i = 1, #names do
  local dict = setmetatable({}, meta)
  zones[dict] = names[i]
  ngx.shared[names[i]] = dict
end

local function results(ok, ...)
  if not ok then error(..., 0) end
  return ...
end
function coroutine.wrap(f)
  local co = create(f)
  return function(...) return results(resume(co, ...)) end
end

package.path = native.package_path(package.path)
package.cpath = native.package_cpath(package.cpath)
local read_file, gmatch = native.read_file, string.gmatch
local function c_modules(name)
  local path, tried = gsub(name, '%.', '/'), ''
  for template in gmatch(package.cpath, '[^;]+') do
    local file = gsub(template, '%?', path)
    if read_file(file) then
      error("module '" .. name .. "' is compiled C code (" .. file .. '), which the embedded runtime cannot load', 0)
    end
    tried = tried .. "\n\tno file '" .. file .. "'"
  end
  return tried
end
local loaders = package.loaders or package.searchers
loaders[3], loaders[4] = c_modules, nil

package.loaded.ngx, package.loaded.ndk = ngx, ndk
for _, name in ipairs {
  '', '.base', '.base64', '.coroutine', '.ctx', '.exit', '.hash', '.misc', '.ndk', '.param', '.phase', '.regex',
  '.request', '.response', '.shdict', '.socket', '.time', '.uri', '.utils', '.var', '.worker',
} do
  package.loaded['resty.core' .. name] = { version = '0.1.25' }
end
print = native.print
`;

/** ngx_lua's guard over the globals, so named and so laid out that its log line is the same (`_G write guard:12`). */
export const writeGuard = `
local ngx_log = ngx.log
local ngx_WARN = ngx.WARN
local tostring, rawset = tostring, rawset
local get_phase, traceback = ngx.get_phase, debug.traceback
local function newindex(table, key, value)
  rawset(table, key, value)
  local phase = get_phase()
  if phase == 'init_worker' or phase == 'init' then
    return
  end
  ngx_log(ngx_WARN, "writing a global Lua variable ('", tostring(key), "') which may lead to race conditions between concurrent requests, so prefer the use of 'local' variables", traceback('', 2))
end
setmetatable(_G, { __newindex = newindex })
`;
