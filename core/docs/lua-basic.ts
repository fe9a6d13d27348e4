import type { DocEntry } from './entry.js';
import { entries } from './rows.js';

export const luaBasicEntries: readonly DocEntry[] = entries([
  {
    name: 'require',
    syntax: ['value = require(name)'],
    text: 'Loads a module once in each worker, and returns the same value from then on. What its main chunk makes lives as long as the worker: all requests of the worker share it, other workers have their own. In `init_by_lua` it is loaded before the fork, so that every worker starts with the same copy. With `lua_code_cache off` every request loads it anew. Reading the file blocks: require at the top of a file.',
    url: 'https://www.lua.org/manual/5.1/manual.html#pdf-require',
  },
  {
    name: 'package.loaded',
    kind: 'field',
    syntax: ['package.loaded[name]'],
    text: 'The modules that `require` has loaded, by name. **Per worker**. Setting an entry to `nil` loads the module anew the next time, with new state, while old references go on with the old one.',
    url: 'https://www.lua.org/manual/5.1/manual.html#pdf-package.loaded',
  },
  {
    name: 'package.path',
    kind: 'field',
    syntax: ['package.path'],
    text: 'Where `require` looks for Lua files; `lua_package_path` sets it. **Per worker**: a request that changes it changes it for all that follow.',
    url: 'https://www.lua.org/manual/5.1/manual.html#pdf-package.path',
  },
  {
    name: '_G',
    kind: 'field',
    syntax: ['_G.name'],
    text: 'The table of globals, one for the worker. With OpenResty’s LuaJIT a global that any handler or function sets **stays in this worker for all requests that follow**, and no other worker has it; ngx_lua writes a warning to the log. With another LuaJIT only what a module’s function sets stays, and a handler’s own globals go with the request. Use `local`.',
    url: 'https://www.lua.org/manual/5.1/manual.html#pdf-_G',
  },
  {
    name: 'setmetatable',
    syntax: ['table = setmetatable(table, metatable)'],
    text: 'Sets the metatable of a table and returns the table. Where `__index` is a table, that table is one for all objects: a list or table in it is shared by all of them, so put what differs into each object.',
    url: 'https://www.lua.org/manual/5.1/manual.html#pdf-setmetatable',
  },
  {
    name: 'pcall',
    syntax: ['ok, ... = pcall(f, ...)'],
    text: 'Calls a function and catches its error: `true` and its results, or `false` and the error. The function may wait, unlike in plain Lua 5.1. `ngx.exit` inside ends the request all the same.',
    url: 'https://www.lua.org/manual/5.1/manual.html#pdf-pcall',
  },
  {
    name: 'xpcall',
    syntax: ['ok, ... = xpcall(f, handler, ...)'],
    text: 'As `pcall`, with a function that is called where the error happened, for example `debug.traceback`.',
    url: 'https://www.lua.org/manual/5.1/manual.html#pdf-xpcall',
  },
  {
    name: 'error',
    syntax: ['error(message, level?)'],
    text: 'Raises an error. Uncaught in a handler it is logged and the client gets status 500. Of the worker nothing ends, and state that was half changed stays so.',
    url: 'https://www.lua.org/manual/5.1/manual.html#pdf-error',
  },
  {
    name: 'assert',
    syntax: ['... = assert(value, message?)'],
    text: 'Returns its arguments, or raises `message` if the first is false or `nil`.',
    url: 'https://www.lua.org/manual/5.1/manual.html#pdf-assert',
  },
  {
    name: 'type',
    syntax: ['name = type(value)'],
    text: 'The type of a value as a text. `ngx.null` is `"userdata"`, C data `"cdata"`.',
    url: 'https://www.lua.org/manual/5.1/manual.html#pdf-type',
  },
  {
    name: 'tostring',
    syntax: ['text = tostring(value)'],
    text: 'A value as text; tables by their address, unless `__tostring` says otherwise.',
    url: 'https://www.lua.org/manual/5.1/manual.html#pdf-tostring',
  },
  {
    name: 'tonumber',
    syntax: ['number = tonumber(value, base?)'],
    text: 'A number from a text, or `nil`. Arguments of a query are texts: turn them into numbers before you compare.',
    url: 'https://www.lua.org/manual/5.1/manual.html#pdf-tonumber',
  },
  {
    name: 'ipairs',
    syntax: ['for i, value in ipairs(list) do … end'],
    text: 'Goes through a list from 1 to the first `nil`.',
    url: 'https://www.lua.org/manual/5.1/manual.html#pdf-ipairs',
  },
  {
    name: 'pairs',
    syntax: ['for key, value in pairs(table) do … end'],
    text: 'Goes through all entries of a table, in no order. Older LuaJIT does not compile it. A wait in the loop lets other requests change a table that they share.',
    url: 'https://www.lua.org/manual/5.1/manual.html#pdf-pairs',
  },
  {
    name: 'next',
    syntax: ['key, value = next(table, key?)'],
    text: 'The entry behind a key, in no order; `next(t) == nil` asks whether a table is empty.',
    url: 'https://www.lua.org/manual/5.1/manual.html#pdf-next',
  },
  {
    name: 'select',
    syntax: ['... = select(n, ...)'],
    text: 'The arguments from the `n`th on; `"#"` gives their number.',
    url: 'https://www.lua.org/manual/5.1/manual.html#pdf-select',
  },
  {
    name: 'unpack',
    syntax: ['... = unpack(list, from?, to?)'],
    text: 'The items of a list as separate values.',
    url: 'https://www.lua.org/manual/5.1/manual.html#pdf-unpack',
  },
  {
    name: 'collectgarbage',
    syntax: ['result = collectgarbage(option?, arg?)'],
    text: 'Runs or asks the garbage collector of this worker: `"count"` gives its Lua memory in kilobytes. A full collection stops the worker while it lasts. **Per worker**.',
    url: 'https://www.lua.org/manual/5.1/manual.html#pdf-collectgarbage',
  },
  {
    name: 'dofile',
    syntax: ['... = dofile(name)'],
    text: 'Reads and runs a file each time, blocking the worker. `require` keeps what it has read.',
    url: 'https://www.lua.org/manual/5.1/manual.html#pdf-dofile',
  },
  {
    name: 'loadstring',
    syntax: ['f, err = loadstring(text, name?)'],
    text: 'Compiles a text to a function. Compiling the same text for every request costs much: keep the function.',
    url: 'https://www.lua.org/manual/5.1/manual.html#pdf-loadstring',
  },
]);
