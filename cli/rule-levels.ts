import { ruleLevels, type RuleLevels } from '../contract/index.js';
import { rules } from '../core/rules/index.js';
import { oneOf } from './options.js';
import { UsageError } from './usage.js';

/** What `--rule CODE=SEVERITY` says, each time that it is given; the last word on a rule counts. */
export function readRuleLevels(given: readonly string[]): RuleLevels {
  return Object.fromEntries(
    given.map((text) => {
      const [code = '', level, ...rest] = text.split('=');
      if (level === undefined || rest.length > 0)
        throw new UsageError(`--rule takes CODE=SEVERITY, such as ${rules[0]?.code}=off, not "${text}"`);
      const known = oneOf(
        '--rule',
        code,
        rules.map((rule) => rule.code),
      );
      return [known, oneOf(`--rule ${code}`, level, ruleLevels)];
    }),
  );
}
