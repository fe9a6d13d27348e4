/**
 * A small `ffi`, in Lua: numbers, structs, arrays, and pointers to their elements. Memory has no
 * bytes here: a pointer is the object that it points to, an address is a made-up number that is
 * good for comparing. C functions and libraries do not exist, and asking for one says so.
 *
 * Compiled when a program first requires it. Its arguments are Lua 5.2's debug.getuservalue and
 * setuservalue: each object is a proxy whose user value is the table `{ ctype, … }` that describes it.
 */
export const preludeFfi = String.raw`
local getuservalue, setuservalue = ...
local ffi = { os = 'Linux', arch = 'x64' }
local types = {}  -- normalised declaration -> ctype
local floor = math.floor

-- What a cdata or ctype object is, nil for every other value.
local function describe(value)
  local data = type(value) == 'cdata' and getuservalue(value)
  return data and data.ctype and data or nil
end

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

-- The address of an array, struct or view: made up, but equal for what is equal.
local next_base = 0x10000
local function address(value)
  local data = describe(value)
  if not data then return nil end
  local base, offset = data, 0
  if data.base then base, offset = describe(data.base), data.offset end
  if not base.address then
    base.address = next_base
    next_base = next_base + 0x100000
  end
  local element = base.ctype.of or base.ctype
  return base.address + offset * element.size
end

-- Converts a value to what the element of a type holds.
local function convert(ctype, value)
  local kind = ctype.kind
  if kind == 'bool' then
    return value ~= 0 and value ~= false and value ~= nil
  elseif kind == 'signed' or kind == 'unsigned' then
    if value == true then value = 1 elseif value == false or value == nil then value = 0 end
    if ctype.size == 8 then
      value = tonumber(value) and value or address(value)
      if kind == 'signed' then return value + 0LL end
      return value + 0ULL
    end
    value = tonumber(value) or address(value)
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

local metatable_of

-- A proxy of the type; all objects of a type share one metatable.
local function make_cdata(ctype, data)
  if not ctype.proxy then
    ctype.proxy = newproxy(true)
    metatable_of(ctype)
  end
  local object = newproxy(ctype.proxy)
  data.ctype = ctype
  setuservalue(object, data)
  return object
end

local function make_object(ctype)
  local object = newproxy(true)
  local meta = getmetatable(object)
  meta.__cdata = true
  meta.__call = function(_, ...) return ffi.new(object, ...) end
  meta.__tostring = function() return 'ctype<' .. ctype.name .. '>' end
  setuservalue(object, { ctype = ctype, is_type = true })
  ctype.object = object
  return ctype
end

local function zero(ctype)
  if ctype.kind == 'bool' then return false end
  if ctype.kind == 'pointer' then return nil end
  if ctype.kind == 'struct' or ctype.kind == 'array' then return ffi.new(ctype.object) end
  return convert(ctype, 0)
end

local parse

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
  local described = describe(text)
  if described then return described.ctype end
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

-- Element n of an array; a struct among them is an object of its own, made when first asked for.
local function element(array, data, n)
  local value = data[n]
  if value == nil then
    local of = data.ctype.of
    if of.kind == 'struct' then
      value = make_cdata(of, { base = array, offset = n })
      data[n] = value
      for name, field in pairs(of.fields) do describe(value)[name] = zero(field) end
    elseif of.kind ~= 'pointer' then
      value = zero(of)
      data[n] = value
    end
  end
  return value
end

-- The object that pointer arithmetic leads to: a struct of the same array, or a view into it.
local function moved(object, by)
  local data = describe(object)
  local base, offset = data.base or object, (data.offset or 0) + by
  local array = describe(base)
  if array.ctype.kind ~= 'array' then
    error('attempt to perform arithmetic on a pointer to a single ' .. data.ctype.name, 3)
  end
  if array.ctype.of.kind == 'struct' then return element(base, array, offset) end
  return make_cdata(parse(array.ctype.of.name .. '[?]'), { base = base, offset = offset })
end

-- Where element n of an array or view is kept.
local function locate(object, data, n)
  if data.base and data.ctype.kind == 'array' then
    return data.base, describe(data.base), data.offset + n
  end
  return object, data, n
end

local function no_member(ctype, key)
  error("'" .. ctype.name .. "' has no member named '" .. tostring(key) .. "'", 3)
end

local function index(object, key)
  local data = describe(object)
  local ctype = data.ctype
  if ctype.kind == 'array' and tonumber(key) then return element(locate(object, data, tonumber(key))) end
  if ctype.kind == 'array' and ctype.of.kind == 'struct' then
    return element(locate(object, data, 0))[key]  -- an array decays to its first element
  end
  if ctype.kind == 'struct' then
    if ctype.fields[key] then return data[key] end
    if tonumber(key) then return key == 0 and object or moved(object, tonumber(key)) end
  end
  local handler = ctype.metatable and ctype.metatable.__index
  if type(handler) == 'function' then return handler(object, key) end
  if handler then return handler[key] end
  no_member(ctype, key)
end

local function newindex(object, key, value)
  local data = describe(object)
  local ctype = data.ctype
  if ctype.kind == 'array' and tonumber(key) then
    local _, array, n = locate(object, data, tonumber(key))
    array[n] = convert(ctype.of, value)
  elseif ctype.kind == 'array' and ctype.of.kind == 'struct' then
    element(locate(object, data, 0))[key] = value
  elseif ctype.kind == 'struct' and ctype.fields[key] then
    data[key] = convert(ctype.fields[key], value)
  else
    no_member(ctype, key)
  end
end

local function equal(a, b)
  return address(a) == address(b)
end

function metatable_of(ctype)
  local meta = getmetatable(ctype.proxy)
  meta.__add = function(a, b)
    if type(a) == 'number' then a, b = b, a end
    return moved(a, b)
  end
  meta.__sub = function(a, b)
    if type(b) == 'number' then return moved(a, -b) end
    return (address(a) - address(b)) / (ctype.of or ctype).size
  end
  meta.__eq = equal
  meta.__tostring = function(object) return ('cdata<%s>: 0x%08x'):format(ctype.name, address(object)) end
  for name, handler in pairs(ctype.metatable or {}) do meta[name] = handler end
  meta.__cdata = true
  meta.__index = index
  meta.__newindex = newindex
  meta.__gc = function(object)
    local data = describe(object)
    local finalizer = data and (data.finalizer or ctype.metatable and ctype.metatable.__gc)
    if finalizer then return finalizer(object) end
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
  if ctype.kind == 'array' then
    local object
    if ctype.count == '?' then
      object = make_cdata(ctype, { count = (...) })
      fill_array(ctype, object, select(2, ...))
    else
      object = make_cdata(ctype, {})
      fill_array(ctype, object, ...)
    end
    return object
  elseif ctype.kind == 'struct' then
    local object = make_cdata(ctype, {})
    local data = describe(object)
    for name, field in pairs(ctype.fields) do data[name] = zero(field) end
    fill_struct(ctype, object, ...)
    return object
  end
  return convert(ctype, (...) or 0)
end

function ffi.typeof(declaration)
  return parse(declaration).object
end

function ffi.metatype(declaration, metatable)
  local ctype = parse(declaration)
  ctype.metatable = metatable
  if ctype.proxy then metatable_of(ctype) end
  return ctype.object
end

function ffi.istype(declaration, object)
  local data = describe(object)
  return data ~= nil and data.ctype == parse(declaration)
end

function ffi.sizeof(declaration, count)
  local ctype = parse(declaration)
  if ctype.count == '?' then
    local data = describe(declaration)
    local elements = count or data and data.count
    return elements and elements * ctype.of.size
  end
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
    for i = 0, tonumber(length) / describe(to).ctype.of.size - 1 do to[i] = from[i] end
  end
end

function ffi.fill(object, length, byte)
  local data = describe(object)
  local of = data.ctype.of
  for i = 0, tonumber(length) / of.size - 1 do
    if of.kind == 'struct' then
      data[i] = nil  -- a new one is all zeros
    else
      object[i] = byte or 0
    end
  end
end

function ffi.cast(declaration, value)
  local ctype = parse(declaration)
  if ctype.kind == 'signed' or ctype.kind == 'unsigned' or ctype.kind == 'float' or ctype.kind == 'bool' then
    return convert(ctype, value)
  end
  return value  -- a pointer is what it points to
end

function ffi.gc(object, finalizer)
  describe(object).finalizer = finalizer
  return object
end

function ffi.abi(name) return name == 'le' or name == '64bit' or name == 'fpu' or name == 'hardfp' end
function ffi.errno() return 0 end
function ffi.load(name) error("the library '" .. tostring(name) .. "' is not in the embedded runtime", 2) end
ffi.C = setmetatable({}, {
  __index = function(_, name) error("the C symbol '" .. tostring(name) .. "' is not in the embedded runtime", 2) end,
})
return ffi
`;
