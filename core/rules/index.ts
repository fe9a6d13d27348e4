export { explanation } from './explanation.js';
export { byPlace, checkModule, checkProject, countBySeverity, rules, type CheckResult } from './registry.js';
export type { Example, Rule, RuleContext } from './rule.js';
