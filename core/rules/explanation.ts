import type { Example, Rule } from './rule.js';

/** The page of one rule, in Markdown, which reads well in a terminal too. */
export function explanation(rule: Rule): string {
  const { code, summary, why, mend, silent, docs, bad, good } = rule;
  return [
    `# ${code}`,
    `${capital(summary)} (${levelText(rule)}).`,
    '## Why',
    why,
    ...(mend === undefined ? [] : ['## What to do', mend]),
    ...(silent === undefined ? [] : ['## Not reported', silent.map((one) => `- ${one}`).join('\n')]),
    '## Bad',
    program(bad),
    '## Good',
    program(good, bad),
    `See: ${docs}`,
    '',
  ].join('\n\n');
}

function levelText({ code, severity, offByDefault }: Rule): string {
  return offByDefault
    ? `${severity}; off unless \`--rule ${code}=${severity}\` or the setting \`openresty.rules\` says otherwise`
    : severity;
}

/** The files of a program; those that are the same as in another one are only named. */
function program(files: Example, other: Example = {}): string {
  return Object.entries(files)
    .map(([file, text]) =>
      other[file] === text
        ? `\`${file}\` as above`
        : `\`${file}\`\n\n\`\`\`${file.endsWith('.lua') ? 'lua' : 'nginx'}\n${text.trimEnd()}\n\`\`\``,
    )
    .join('\n\n');
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
