export * from './syntax.js';
export { loadLuaParser, type LuaParser, type LuaParserFiles } from './grammar.js';
export { resolveScopes, type Scopes, type Variable } from './scopes.js';
export { luaLineAt } from './lines.js';
export { childNodes, nodesAt, walkLua, type LuaNode, type PlacedNode } from './walk.js';
