export { compileProgram, type CompileInput } from './compile.js';
export { constantTemplate, compileTemplate, TemplateError } from './template.js';
export type { Template, TemplatePart } from './template.js';
export { addressKey } from './servers.js';
export { isBuiltinVariable, isChangeableVariable, isKnownVariable } from './variables.js';
export type * from './types.js';
