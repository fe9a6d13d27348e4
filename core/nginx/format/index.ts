export { formatDocument, type FormatRefusal, type FormatResult } from './document.js';
export { multilineTokens } from './lua-body.js';
export { formatOnType, typedCharacters } from './on-type.js';
export type { FormatLua, FormatOptions, LuaFormat } from './options.js';
export { formatRange } from './range.js';
export { applyEdits, significantTokens, type FormatEdit } from './verify.js';
