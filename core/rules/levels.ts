import type { Finding, RuleLevels } from '../../contract/index.js';
import type { Rule } from './rule.js';

/** Whether anybody wants to know what a rule finds; the others are not run. */
export function isOn(
  { code, offByDefault }: Pick<Rule, 'code' | 'offByDefault'>,
  levels: RuleLevels,
): boolean {
  return (levels[code] ?? (offByDefault ? 'off' : undefined)) !== 'off';
}

/** The findings that are not turned off, each with the severity that its code was given. */
export function atLevel(findings: readonly Finding[], levels: RuleLevels): Finding[] {
  return findings.flatMap((finding) => {
    const level = levels[finding.code];
    if (level === 'off') return [];
    return [level === undefined ? finding : { ...finding, severity: level }];
  });
}
