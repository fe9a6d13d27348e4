/** A message without what is the configuration's own: names, numbers, places. */
export function shapeOf(message = '(nothing)') {
  return message
    .replace(/ in \S+:\d+$/, '')
    .replace(/"(?:[^"\\]|\\.)*"/g, '"…"')
    .replace(/\d+/g, 'N')
    .slice(0, 120);
}

/** A message of the sort "unknown directive" keeps the name: it is what tells the groups apart. */
function groupOf({ nginx, ours }) {
  const nginxSays = /^unknown directive|directive is not allowed|invalid number of arguments/.test(nginx ?? '')
    ? (nginx ?? '').replace(/ in \S+:\d+$/, '')
    : shapeOf(nginx ?? '(accepts)');
  return `${nginxSays}  |  ours: ${shapeOf(ours ?? '(silent)')}`;
}

/** The table: counts for each project, then the disagreements by the shape of their messages. */
export function summary(results) {
  const lines = [];
  const projects = [...new Set(results.map(({ project }) => project))].sort();
  const judged = results.filter(({ kind }) => kind !== 'unjudged');
  const agree = judged.filter(({ kind }) => kind === 'agree');
  lines.push(
    `${agree.length} of ${judged.length} agree (${agree.filter(({ accepted }) => accepted).length} accepted, ${agree.filter(({ accepted }) => !accepted).length} rejected with the same first line); ${results.length - judged.length} cannot be judged here.`,
    `${agree.filter(({ blanked }) => blanked.length > 0).length} of them agree after directives that this nginx does not know were blanked for both.`,
    '',
    '| project | configurations | agree, accepted | agree, rejected | false alarm | silent | other line | throws | unjudged |',
    '| --- | --- | --- | --- | --- | --- | --- | --- | --- |',
  );
  for (const project of [...projects, 'all']) {
    const own = results.filter((result) => project === 'all' || result.project === project);
    const count = (test) => own.filter(test).length;
    const kinds = ['false alarm', 'silent', 'other', 'throws', 'unjudged'].map((wanted) => count(({ kind }) => kind === wanted));
    const cells = [own.length, count(({ kind, accepted }) => kind === 'agree' && accepted), count(({ kind, accepted }) => kind === 'agree' && !accepted), ...kinds];
    lines.push(`| ${project} | ${cells.join(' | ')} |`);
  }
  for (const kind of ['throws', 'false alarm', 'other', 'silent', 'unjudged']) {
    const groups = new Map();
    for (const result of results.filter((one) => one.kind === kind)) {
      const key = kind === 'unjudged' ? shapeOf(result.nginx) : groupOf(result);
      groups.set(key, [...(groups.get(key) ?? []), result]);
    }
    if (groups.size === 0) continue;
    lines.push('', `## ${kind}: ${[...groups.values()].flat().length}`);
    for (const [key, members] of [...groups].sort((a, b) => b[1].length - a[1].length)) {
      lines.push('', `### ${members.length} × nginx: ${key}`);
      for (const { name, context, nginx, ours } of members.slice(0, 3))
        lines.push(`- ${name}${context ? ` (in ${context})` : ''}`, `    nginx: ${nginx ?? '(accepts)'}`, `    ours:  ${ours ?? '(silent)'}`);
    }
  }
  const warned = results.filter(({ nginxWarns }) => nginxWarns !== undefined);
  lines.push('', `## warnings differ where both accept: ${warned.length}`);
  for (const { name, nginxWarns, ourWarns } of warned.slice(0, 30))
    lines.push(`- ${name}\n    nginx: ${nginxWarns.join(' ¦ ') || '(none)'}\n    ours:  ${ourWarns.join(' ¦ ') || '(none)'}`);
  return lines.join('\n');
}
