import type { Fix, TextEdit } from '../../../contract/index.js';
import { walkLua, type LocalStatement, type Span } from '../../lua/index.js';
import type { Project } from '../../openresty/index.js';
import type { StateCell } from '../../state/index.js';

/**
 * Keeps a variable of a module in `ngx.ctx` instead, which each request has for itself. Only for a variable that begins
 * with nothing, stands alone in its declaration, and is used in functions only: `ngx.ctx` is not there while the module loads.
 */
export function requestContextFixes(cell: StateCell, project: Project): Fix[] {
  const { variable, unit } = cell;
  if (!variable || cell.writes.some(({ instance }) => instance.era !== 'request')) return [];
  const { main, text } = unit.syntax;
  const declaration = [...walkLua(main)]
    .map(({ node }) => node)
    .find(
      (node): node is LocalStatement =>
        'kind' in node && node.kind === 'local' && node.names.includes(variable.declaration),
    );
  if (declaration?.names.length !== 1) return [];
  const [value] = declaration.values;
  if (value && value.kind !== 'nil') return [];
  const uses = unit.scopes.usesOf(variable);
  const functions = [...walkLua(main)]
    .map(({ node }) => node)
    .filter((node) => 'kind' in node && node.kind === 'function' && node !== main);
  if (!uses.every((use) => functions.some(({ start, end }) => start <= use.start && use.end <= end)))
    return [];
  const edit = (span: Span, newText: string): TextEdit => {
    const { file, range } = project.placeOf(unit, span);
    return { file, range, newText };
  };
  return [
    {
      title: `Keep \`${variable.name}\` in ngx.ctx, one for each request`,
      edits: [
        edit(wholeLine(text, declaration), ''),
        ...uses.map((use) => edit(use, `ngx.ctx.${variable.name}`)),
      ],
    },
  ];
}

/** The statement with its line, where it has that to itself. */
function wholeLine(text: string, { start, end }: Span): Span {
  const from = text.lastIndexOf('\n', start - 1) + 1;
  const to = text.indexOf('\n', end);
  const isAlone =
    text.slice(from, start).trim() === '' && text.slice(end, to < 0 ? text.length : to).trim() === '';
  return isAlone ? { start: from, end: to < 0 ? text.length : to + 1 } : { start, end };
}
