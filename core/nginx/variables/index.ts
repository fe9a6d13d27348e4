export * from './byte-set.js';
export { firstBytes, freeBytes, parseRegex, type Regex, type RegexNode } from './regex.js';
export { hasVariables, scriptParts, type ScriptPart } from './script.js';
export { clientText, type ClientText } from './client-bytes.js';
