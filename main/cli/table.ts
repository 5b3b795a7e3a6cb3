// Aligned columns for the terminal. Cells may carry colour; widths count only what is seen.

import { stripVTControlCharacters } from 'node:util';
import { style } from './printer.ts';

export interface Column {
  readonly title: string;
  /** Figures stand on the right. */
  readonly align?: 'right';
}

const GAP = '  ';

/** A header and one line per row; nothing but the header's absence when there are no rows. */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[]): string[] {
  if (rows.length === 0) return [];
  const widths = columns.map(({ title }, index) =>
    Math.max(title.length, ...rows.map((row) => width(row[index] ?? ''))),
  );
  const line = (cells: readonly string[]): string =>
    columns
      .map((column, index) => pad(cells[index] ?? '', widths[index]!, column.align))
      .join(GAP)
      .trimEnd();
  return [style('dim', line(columns.map(({ title }) => title))), ...rows.map(line)];
}

function width(cell: string): number {
  return [...stripVTControlCharacters(cell)].length;
}

function pad(cell: string, wanted: number, align: Column['align']): string {
  const space = ' '.repeat(Math.max(0, wanted - width(cell)));
  return align === 'right' ? space + cell : cell + space;
}

/** A title over lines, with a space before the next section; nothing when there are no lines. */
export function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [style('bold', title), ...lines.map((line) => `  ${line}`), ''];
}
