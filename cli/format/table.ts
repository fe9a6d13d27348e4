/** A column of a text table: its head, its cells, and the side that they are flush with. */
export interface Column {
  readonly head: string;
  readonly align: 'left' | 'right';
}

/**
 * Lays out rows in columns as wide as their widest cell. `'rule'` stands for a line across.
 * Cells must be printable ASCII or other characters of width one.
 */
export function layOut(columns: readonly Column[], rows: readonly (readonly string[] | 'rule')[]): string {
  const heads = columns.map(({ head }) => head);
  const widths = columns.map(({ head }, index) =>
    Math.max(head.length, ...rows.map((row) => (row === 'rule' ? 0 : (row[index] ?? '').length))),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, index) => {
        const width = widths[index] ?? 0;
        return columns[index]?.align === 'right' ? cell.padStart(width) : cell.padEnd(width);
      })
      .join('   ')
      .trimEnd();
  const rule = widths.map((width) => '─'.repeat(width)).join('───');
  return [line(heads), rule, ...rows.map((row) => (row === 'rule' ? rule : line(row)))].join('\n');
}
