export { explanation } from './explanation.js';
export { withoutNode } from './fixes/conf-edits.js';
export { atLevel } from './levels.js';
export {
  byPlace,
  checkConfigurations,
  checkModule,
  checkProject,
  countBySeverity,
  isOfConfiguration,
  rules,
  type CheckOptions,
  type CheckResult,
} from './registry.js';
export type { Example, Rule, RuleContext } from './rule.js';
