/** How a configuration is laid out; what is not told is as it stands here. */
export interface FormatOptions {
  /** Columns of one level of indentation, and of a tab in the source (4). */
  readonly tabSize?: number;
  /** Indents with spaces; false: with tabs (true). */
  readonly insertSpaces?: boolean;
  /**
   * Puts the first arguments of neighbouring simple directives into one column, and the second ones where the
   * directive is the same. Without it, columns that the writer made are kept and no new ones are made (false).
   */
  readonly align?: boolean;
  /** So many blank lines in a row are kept (1). */
  readonly blankLines?: number;
  /** Whether the text ends with a line end; undefined: as it does. */
  readonly finalNewline?: boolean;
  /**
   * The line ends, in Lua too, which takes both for the same; those in a quoted argument are part of its value and stay.
   * Undefined: those that most lines have, and Lua keeps its own.
   */
  readonly eol?: '\n' | '\r\n';
  /** How wide a line of Lua may get, where it is formatted (120). */
  readonly lineLength?: number;
  /** Formats the bodies of `*_by_lua_block`; without it they stay as they are, character for character. */
  readonly formatLua?: FormatLua;
  /** As for `parseConf`: the length of a part of the text in bytes, UTF-8 unless told. */
  readonly byteLength?: (part: string) => number;
}

export interface LuaFormat {
  readonly tabSize: number;
  readonly insertSpaces: boolean;
  readonly eol: '\n' | '\r\n';
  /** How wide a line may get, what it is indented by already left off. */
  readonly width: number;
}

/** A Lua chunk laid out anew, its outermost statements at the first column; undefined where it cannot be read. */
export type FormatLua = (text: string, format: LuaFormat) => string | undefined;

export type Layout = Required<Omit<FormatOptions, 'formatLua' | 'finalNewline' | 'byteLength'>>;

/** @param text tells the line ends, where the options do not: those that most of its lines have */
export function layoutOf(text: string, options: FormatOptions): Layout {
  const { tabSize = 4, insertSpaces = true, align = false, blankLines = 1, lineLength = 120 } = options;
  const lines = text.split('\n').length - 1;
  const withReturn = text.split('\r\n').length - 1;
  return {
    tabSize: clamp(tabSize, 1, 16, 4),
    insertSpaces,
    align,
    blankLines: clamp(blankLines, 0, 100, 1),
    lineLength: clamp(lineLength, 1, 1000, 120),
    eol: options.eol ?? (withReturn * 2 > lines ? '\r\n' : '\n'),
  };
}

function clamp(value: number, low: number, high: number, instead: number): number {
  return Number.isFinite(value) ? Math.max(low, Math.min(high, Math.trunc(value))) : instead;
}

/** White space from the start of a line to a level of indentation and `more` columns behind it. */
export function indentation({ insertSpaces, tabSize }: Layout, depth: number, more = 0): string {
  const levels = insertSpaces ? ' '.repeat(depth * tabSize) : '\t'.repeat(depth);
  return levels + ' '.repeat(Math.max(0, more));
}
