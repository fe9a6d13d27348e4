import { explanation, rules } from '../core/rules/index.js';
import { UsageError } from './usage.js';

/** `openresty-lens explain CODE`: what a finding means and what to do, with a bad and a good program; without CODE the list. */
export function explainCommand(argv: readonly string[]): Promise<number> {
  const [code, ...rest] = argv;
  if (rest.length > 0) throw new UsageError(`explain takes one CODE, not also "${rest.join(' ')}"`);
  if (code === undefined) {
    const width = Math.max(...rules.map((rule) => rule.code.length));
    process.stdout.write(
      rules
        .map(
          (rule) =>
            `${rule.code.padEnd(width)}  ${rule.summary}${rule.offByDefault ? ' (off by default)' : ''}\n`,
        )
        .join(''),
    );
    return Promise.resolve(0);
  }
  const rule = rules.find((one) => one.code === code);
  if (!rule) {
    throw new UsageError(
      `there is no finding "${code}"; the codes are ${rules.map((one) => one.code).join(', ')}`,
    );
  }
  process.stdout.write(explanation(rule));
  return Promise.resolve(0);
}
