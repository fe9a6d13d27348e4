import type { Example, Rule } from './rule.js';

/** The page of one rule, in Markdown, which reads well in a terminal too. */
export function explanation({ code, severity, summary, why, mend, silent, docs, bad, good }: Rule): string {
  return [
    `# ${code}`,
    `${capital(summary)} (${severity}).`,
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
