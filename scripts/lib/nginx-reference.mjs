import { Format, getDirectives, getVariables } from '@nginx/reference-lib';

/**
 * nginx's own documentation as JSON, for `loadNginxReference` of core/docs: what the package says in Markdown, without
 * its HTML, so that the bundle carries half of it.
 * @returns {string}
 */
export function nginxReference() {
  const directives = getDirectives(Format.Markdown).map(
    ({ name, module, description, syntax, contexts, default: value, isBlock }) => ({
      name,
      module,
      text: tidied(description),
      syntax: syntax.map(oneLine),
      contexts: contexts.filter((context) => context !== ''),
      default: oneLine(value),
      isBlock,
    }),
  );
  const variables = getVariables(Format.Markdown).map(({ name, module, description }) => ({
    name,
    module,
    text: tidied(description),
  }));
  return JSON.stringify({ directives, variables });
}

function oneLine(text) {
  return text.trim().replace(/\s+/g, ' ');
}

/** A line that begins something of its own: an item, a quotation, a heading, a table's row. */
const beginsBlock = /^\s*(?:[-*+] |\d+\. |>|#|\|)/;

/**
 * Joins the lines of a paragraph, which the package keeps as its XML had them: some editors show each line break.
 * Leaves out blank lines that follow each other. Code is left as it is, but for spaces at the end of a line.
 */
function tidied(markdown) {
  const lines = [];
  let inCode = false;
  for (const raw of markdown.trim().split('\n')) {
    const line = raw.trimEnd();
    const fence = /^\s*(?:> ?)*```/.test(line);
    const before = lines.at(-1);
    if (fence || inCode) {
      lines.push(line);
      if (fence) inCode = !inCode;
    } else if (line === '') {
      if (before !== '') lines.push('');
    } else if (continues(before, line)) {
      lines[lines.length - 1] = `${before} ${line.replace(/^\s*(?:> ?)?/, '')}`;
    } else {
      lines.push(line);
    }
  }
  return lines.join('\n').trim();
}

/** Whether a line goes on with the paragraph or the quotation before it. */
function continues(before, line) {
  if (before === undefined || before === '' || /^\s*(?:> ?)*```/.test(before) || /^\s*[#|]/.test(before))
    return false;
  const quotes = /^\s*> ?(.*)$/;
  const quoted = quotes.exec(line);
  if (quoted)
    return quotes.test(before) && quoted[1] !== '' && !beginsBlock.test(quoted[1]) && before.trim() !== '>';
  return !quotes.test(before) && !beginsBlock.test(line);
}
