export { makeCatalogue, standardCatalogue, type Catalogue } from './catalogue.js';
export { contexts, familyOf, innerContext, type Context, type Family } from './contexts.js';
export { arityOf, takes, type Arity, type DirectiveSpec } from './directive.js';
export type { VariableSpec } from './variable.js';
export type {
  ArgumentForm,
  ArgumentSpec,
  ParameterSpec,
  ValueKind,
  ValueSpec,
  ZoneKind,
} from './argument.js';
export { argumentForms } from './arguments.js';
export {
  argumentFor,
  expectedArguments,
  matchArguments,
  parameterOf,
  type ExpectedArgument,
} from './argument-match.js';
export { directiveSpecsOf, type AddedDirectives } from './added.js';
