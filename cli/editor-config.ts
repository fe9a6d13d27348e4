import { parseSync, type Cache, type Props } from 'editorconfig-without-wasm';
import type { FormatOptions } from '../core/nginx/index.js';

/**
 * What the `.editorconfig` files beside a file and above it say of its layout, as far as the formatter has a say in it.
 * White space at a line's end always goes, whatever `trim_trailing_whitespace` says; of `max_line_length` only Lua takes
 * notice. A value that EditorConfig does not know is as if it were not there.
 */
export function editorConfigReader(): (file: string) => FormatOptions {
  const cache: Cache = new Map();
  return (file) => optionsOf(parseSync(file, { cache, unset: true }));
}

/** @param props of one file, `tab_width` and `indent_size` filled in from each other */
function optionsOf({
  indent_style: style,
  indent_size: size,
  tab_width: tabWidth,
  end_of_line: lineEnd,
  insert_final_newline: finalNewline,
  max_line_length: lineLength,
}: Props): FormatOptions {
  const tabSize = [size, tabWidth].find(isCount);
  const eol = lineEnds.get(lineEnd);
  return {
    ...((style === 'tab' || style === 'space') && { insertSpaces: style === 'space' }),
    ...(tabSize !== undefined && { tabSize }),
    ...(eol !== undefined && { eol }),
    ...(typeof finalNewline === 'boolean' && { finalNewline }),
    ...(isCount(lineLength) && { lineLength }),
  };
}

const lineEnds: ReadonlyMap<unknown, '\n' | '\r\n'> = new Map([
  ['lf', '\n'],
  ['crlf', '\r\n'],
]);

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value > 0;
}
