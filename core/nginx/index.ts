export * from './tree.js';
export { parseConf, type ParseOptions } from './parser.js';
export { decodeValue, encodeValue } from './word.js';
export { changeBetween, withChange, type Change } from './change.js';
export { afterChanges, blanked, partsBeside } from './excerpt.js';
export { LineIndex, type Position } from './lines.js';
export { luaChunkOf, stringChunk, type LuaChunk } from './lua-chunk.js';
export {
  LUA_DIRECTIVES,
  luaDirective,
  opensLuaBlock,
  type LuaDirective,
  type LuaFamily,
  type LuaSource,
} from './lua-directives.js';
export { holdsEntries, includesEntries, includeTarget } from './entry-blocks.js';
export { evaluateFlag, parseFlag, parseOffset, parseSize, parseTime } from './values.js';
export {
  loadConfiguration,
  type ConfFile,
  type ConfFiles,
  type IncludedConfiguration,
  type LoadOptions,
  type LocatedDirective,
  type LocatedError,
  type ResolvedInclude,
} from './include.js';
export { effectiveText, type EffectivePart, type EffectiveText } from './effective.js';
export { expandGlob, isPattern, matchesName, type ListDirectory } from './glob.js';
export {
  directoryPrefix,
  fullName,
  normalizePath,
  pathIdentity,
  pathStyleOf,
  withSlashes,
  type PathStyle,
} from './paths.js';
export * from './catalogue/index.js';
export * from './names/index.js';
export * from './validate/index.js';
export {
  blocksAround,
  contextsAt,
  fittingContexts,
  isWhole,
  makeWorkspace,
  statedContexts,
  walkExpanded,
  type BlockAround,
  type ConfWorkspace,
  type ContextSource,
  type FileContexts,
  type Inclusion,
} from './workspace.js';
export * from './format/index.js';
export * from './variables/index.js';
