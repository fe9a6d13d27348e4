/**
 * A small `ffi`, in Lua: numbers, flat structs and arrays of them, without addresses. C functions
 * and libraries do not exist here, and asking for one says so. Returned as a preloaded module.
 */
export const preludeFfi = String.raw`
local ffi = { os = 'Linux', arch = 'x64' }
local types = {}          -- normalised declaration -> ctype
local typeof_proxy = setmetatable({}, { __mode = 'k' })  -- cdata or ctype object -> its ctype
local content = setmetatable({}, { __mode = 'k' })       -- cdata -> table of elements or fields
local floor = math.floor

local function scalar(size, kind, ...)
  for i = 1, select('#', ...) do
    local name = select(i, ...)
    types[name] = { name = name, size = size, align = size, kind = kind }
  end
end
scalar(1, 'signed', 'char', 'signed char', 'int8_t')
scalar(1, 'unsigned', 'unsigned char', 'uint8_t', 'u_char')
scalar(1, 'bool', 'bool', '_Bool')
scalar(2, 'signed', 'short', 'int16_t', 'signed short', 'short int')
scalar(2, 'unsigned', 'unsigned short', 'uint16_t', 'unsigned short int')
scalar(4, 'signed', 'int', 'int32_t', 'signed', 'signed int')
scalar(4, 'unsigned', 'unsigned', 'unsigned int', 'uint32_t')
scalar(8, 'signed', 'long', 'long long', 'int64_t', 'ptrdiff_t', 'intptr_t', 'ssize_t', 'time_t', 'long int', 'off_t')
scalar(8, 'unsigned', 'unsigned long', 'unsigned long long', 'uint64_t', 'size_t', 'uintptr_t')
scalar(4, 'float', 'float')
scalar(8, 'float', 'double')
types.void = { name = 'void', size = 0, align = 1, kind = 'void' }

-- Converts a value to what the element of a type holds.
local function convert(ctype, value)
  local kind = ctype.kind
  if kind == 'bool' then
    return value ~= 0 and value ~= false and value ~= nil
  elseif kind == 'signed' or kind == 'unsigned' then
    if value == true then value = 1 elseif value == false or value == nil then value = 0 end
    if ctype.size == 8 then
      if kind == 'signed' then return value + 0LL end
      return value + 0ULL
    end
    value = tonumber(value)
    if value == nil then
      error("cannot convert to '" .. ctype.name .. "'", 3)
    end
    value = value < 0 and -floor(-value) or floor(value)
    local range = 2 ^ (8 * ctype.size)
    value = value % range
    if kind == 'signed' and value >= range / 2 then value = value - range end
    return value
  elseif kind == 'float' then
    return tonumber(value) or 0
  end
  return value
end

local function zero(ctype)
  if ctype.kind == 'bool' then return false end
  if ctype.kind == 'pointer' then return nil end
  if ctype.kind == 'struct' or ctype.kind == 'array' then return ffi.new(ctype.object) end
  return convert(ctype, 0)
end

local parse

local function make_object(ctype)
  local object = newproxy(true)
  local meta = getmetatable(object)
  meta.__cdata = true
  meta.__call = function(_, ...) return ffi.new(object, ...) end
  meta.__tostring = function() return 'ctype<' .. ctype.name .. '>' end
  typeof_proxy[object] = ctype
  ctype.object = object
  return ctype
end

local function normalise(text)
  text = text:gsub('%f[%w_]const%f[^%w_]', ''):gsub('%f[%w_]volatile%f[^%w_]', ''):gsub('%s+', ' ')
  return (text:gsub('^ ', ''):gsub(' $', ''):gsub(' ?([%*%[%]]) ?', '%1'))
end

local function define_struct(name, body)
  local struct = make_object({ name = name, kind = 'struct', fields = {}, order = {}, align = 1 })
  local offset = 0
  for declaration in body:gmatch('[^;{}]+') do
    declaration = normalise(declaration)
    local base, names = declaration:match('^(.-[%s%*])([%w_][%w_%[%],%s%*]*)$')
    for star, field, count in (names or ''):gmatch('(%*?)%s*([%a_][%w_]*)(%[?%d*%]?)') do
      local ctype = parse(base .. star .. count)
      struct.order[#struct.order + 1] = field
      struct.fields[field] = ctype
      offset = offset + (-offset) % ctype.align
      offset = offset + ctype.size
      if ctype.align > struct.align then struct.align = ctype.align end
    end
  end
  struct.size = offset + (-offset) % struct.align
  return struct
end

function parse(text)
  if typeof_proxy[text] then return typeof_proxy[text] end
  if type(text) ~= 'string' then
    error('bad argument #1 (C type expected, got ' .. type(text) .. ')', 3)
  end
  local name = normalise(text)
  local known = types[name]
  if known then
    return known.object and known or make_object(known)
  end
  local element, count = name:match('^(.*)%[([%d%?]*)%]$')
  if element then
    local of = parse(element)
    count = tonumber(count) or '?'
    local size = count == '?' and 0 or of.size * count
    types[name] = make_object({ name = name, kind = 'array', of = of, count = count, size = size, align = of.align })
  elseif name:find('[%*&]$') then
    types[name] = make_object({ name = name, kind = 'pointer', size = 8, align = 8 })
  elseif name:find('^struct ?[%w_]* ?{') then
    types[name] = define_struct(name, name:match('{(.*)}'))
  else
    error("declaration of '" .. name .. "' is not known in the embedded runtime", 3)
  end
  return types[name]
end

-- Structs and typedefs; declarations of functions are accepted, calling one says that it is absent.
function ffi.cdef(text)
  text = text:gsub('/%*.-%*/', ''):gsub('//[^\n]*', '')
  text = text:gsub('typedef%s+struct%s*([%w_]*)%s*(%b{})%s*([%w_]+)%s*;', function(tag, body, name)
    types[name] = define_struct(name, body:sub(2, -2))
    if tag ~= '' then types['struct ' .. tag] = types[name] end
    return ''
  end)
  text = text:gsub('struct%s+([%w_]+)%s*(%b{})%s*;', function(tag, body)
    types['struct ' .. tag] = define_struct('struct ' .. tag, body:sub(2, -2))
    return ''
  end)
  for declaration, name in text:gmatch('typedef%s+([^;()]-)%s*([%w_]+)%s*;') do
    local base = normalise(declaration)
    types[name] = types[base] or (base:find('^struct') and { name = name, kind = 'opaque', size = 0, align = 1 })
      or parse(base)
  end
end

local function index(object, ctype, key)
  local value = content[object][key]
  if value ~= nil then return value end
  if ctype.kind == 'array' and type(key) == 'number' then return zero(ctype.of) end
  if ctype.kind == 'struct' and ctype.fields[key] then return nil end
  local handler = ctype.metatable and ctype.metatable.__index
  if type(handler) == 'function' then return handler(object, key) end
  if handler then return handler[key] end
  error("'" .. ctype.name .. "' has no member named '" .. tostring(key) .. "'", 3)
end

local function newindex(object, ctype, key, value)
  if ctype.kind == 'array' and tonumber(key) then
    content[object][tonumber(key)] = convert(ctype.of, value)
  elseif ctype.kind == 'struct' and ctype.fields[key] then
    content[object][key] = convert(ctype.fields[key], value)
  else
    error("'" .. ctype.name .. "' has no member named '" .. tostring(key) .. "'", 3)
  end
end

local function fill_array(ctype, object, ...)
  local first = ...
  if type(first) == 'string' then
    ffi.copy(object, first)
  elseif type(first) == 'table' then
    local base = first[0] ~= nil and 0 or 1
    for i = 0, #first - base do object[i] = first[base + i] end
  else
    for i = 1, select('#', ...) do object[i - 1] = (select(i, ...)) end
  end
end

local function fill_struct(ctype, object, ...)
  local first = ...
  if type(first) == 'table' then
    for i, name in ipairs(ctype.order) do
      local value = first[name]
      if value == nil then value = first[i] end
      if value ~= nil then object[name] = value end
    end
  else
    for i = 1, select('#', ...) do object[ctype.order[i]] = (select(i, ...)) end
  end
end

function ffi.new(declaration, ...)
  local ctype = parse(declaration)
  local object = newproxy(true)
  local meta = getmetatable(object)
  local user = ctype.metatable
  typeof_proxy[object], content[object] = ctype, {}
  if user then
    for name, handler in pairs(user) do meta[name] = handler end
  end
  meta.__cdata = true
  meta.__index = function(self, key) return index(self, ctype, key) end
  meta.__newindex = function(self, key, value) newindex(self, ctype, key, value) end
  meta.__tostring = meta.__tostring or function() return 'cdata<' .. ctype.name .. '>: 0x00000001' end
  if ctype.kind == 'array' then
    if ctype.count == '?' then
      content[object].count = (...)
      fill_array(ctype, object, select(2, ...))
    else
      fill_array(ctype, object, ...)
    end
  elseif ctype.kind == 'struct' then
    for name, field in pairs(ctype.fields) do content[object][name] = zero(field) end
    fill_struct(ctype, object, ...)
  else
    return convert(ctype, (...) or 0)
  end
  return object
end

function ffi.typeof(declaration)
  return (typeof_proxy[declaration] or parse(declaration)).object
end

function ffi.metatype(declaration, metatable)
  local ctype = parse(declaration)
  ctype.metatable = metatable
  return ctype.object
end

function ffi.istype(declaration, object)
  return typeof_proxy[object] ~= nil and typeof_proxy[object] == parse(declaration)
end

function ffi.sizeof(declaration, count)
  local ctype = typeof_proxy[declaration] or parse(declaration)
  local elements = content[declaration] and content[declaration].count or count
  if ctype.count == '?' then return elements and elements * ctype.of.size end
  return ctype.size
end

function ffi.alignof(declaration) return parse(declaration).align end

function ffi.string(from, length)
  if type(from) == 'string' then return length and from:sub(1, tonumber(length)) or from end
  local bytes = {}
  for i = 0, (length and tonumber(length) or math.huge) - 1 do
    local byte = from[i] % 256
    if not length and byte == 0 then break end
    bytes[i + 1] = string.char(byte)
  end
  return table.concat(bytes)
end

function ffi.copy(to, from, length)
  if type(from) == 'string' then
    length = length and tonumber(length) or #from + 1
    for i = 0, length - 1 do to[i] = from:byte(i + 1) or 0 end
  else
    for i = 0, tonumber(length) / typeof_proxy[to].of.size - 1 do to[i] = from[i] end
  end
end

function ffi.fill(object, length, byte)
  for i = 0, tonumber(length) / typeof_proxy[object].of.size - 1 do object[i] = byte or 0 end
end

function ffi.cast(declaration, value)
  local ctype = parse(declaration)
  if ctype.kind == 'signed' or ctype.kind == 'unsigned' or ctype.kind == 'float' or ctype.kind == 'bool' then
    return convert(ctype, value)
  end
  return value  -- there are no addresses: a pointer is what it points to
end

function ffi.gc(object, finalizer)
  getmetatable(object).__gc = finalizer
  return object
end

function ffi.abi(name) return name == 'le' or name == '64bit' or name == 'fpu' or name == 'hardfp' end
function ffi.errno() return 0 end
function ffi.load(name) error("the library '" .. tostring(name) .. "' is not in the embedded runtime", 2) end
ffi.C = setmetatable({}, {
  __index = function(_, name) error("the C symbol '" .. tostring(name) .. "' is not in the embedded runtime", 2) end,
})
package.preload.ffi = function() return ffi end
`;
