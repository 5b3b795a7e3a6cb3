// Draws a table: columns as wide as they need where there is room, fairly narrowed where not; the header again on every page.

import type { Block, TableCell } from './blocks.ts';
import { directionOf, linesOf, widthOnOneLine, type Line } from './lines.ts';
import { INK, LINE_HEIGHT, type Frame, type Page } from './page.ts';

const SIZE = 8.5;
const PADDING = 4;
const MIN_COLUMN = 30;

type Table = Extract<Block, { type: 'table' }>;

export function drawTable(page: Page, { header, rows }: Table, frame: Frame): void {
  const widths = columnWidths(page, [header, ...rows], frame.right - frame.left);
  const strong = header.map((cell) => ({
    ...cell,
    spans: cell.spans.map((span) => ({ ...span, style: 'strong' as const })),
  }));
  const head = setRow(page, strong, widths);
  page.need(head.height * 2.5);
  drawRow(page, head, widths, frame, true);
  for (const row of rows) {
    const set = setRow(page, row, widths);
    const pages = page.document.bufferedPageRange().count;
    page.need(set.height);
    if (page.document.bufferedPageRange().count !== pages) drawRow(page, head, widths, frame, true);
    drawRow(page, set, widths, frame, false);
  }
  page.y += 8;
}

interface SetRow {
  readonly cells: readonly { readonly lines: readonly Line[]; readonly isFigure: boolean }[];
  readonly height: number;
}

/** A row is kept on one page; one that is taller than a page is cut to it, and says so. */
function setRow(page: Page, row: readonly TableCell[], widths: readonly number[]): SetRow {
  const { faces, direction, bottom } = page;
  const most = Math.floor((bottom - 160) / (SIZE * LINE_HEIGHT));
  const cells = widths.map((width, column) => {
    const { spans, isFigure } = row[column] ?? { spans: [], isFigure: false };
    const setting = { faces, size: SIZE, width: width - 2 * PADDING, direction: directionOf(spans, direction) };
    const lines = linesOf(spans, setting);
    const more = linesOf([{ text: '…', style: 'plain' }], setting);
    return { lines: lines.length <= most ? lines : [...lines.slice(0, most), ...more], isFigure };
  });
  return { cells, height: Math.max(...cells.map(({ lines }) => lines.length)) * SIZE * LINE_HEIGHT + 2 * PADDING };
}

function drawRow(
  page: Page,
  { cells, height }: SetRow,
  widths: readonly number[],
  frame: Frame,
  isHead: boolean,
): void {
  const top = page.y;
  const isMirrored = page.direction === 'rtl';
  if (isHead) page.document.rect(frame.left, top, frame.right - frame.left, height).fill(INK.shade);
  let edge = isMirrored ? frame.right : frame.left;
  cells.forEach(({ lines, isFigure }, column) => {
    const width = widths[column]!;
    const left = (isMirrored ? edge - width : edge) + PADDING;
    page.y = top + PADDING;
    for (const line of lines) {
      page.line(line, { left, right: left + width - 2 * PADDING, size: SIZE, align: isFigure ? 'end' : 'start' });
    }
    edge += isMirrored ? -width : width;
  });
  page.y = top + height;
  page.document.moveTo(frame.left, page.y).lineTo(frame.right, page.y).lineWidth(0.5).stroke(INK.line);
}

/** Every column gets what it needs while there is room; wider ones share what is left. */
function columnWidths(page: Page, rows: readonly (readonly TableCell[])[], available: number): number[] {
  const count = Math.max(1, rows[0]?.length ?? 0);
  const wanted = Array.from({ length: count }, (_, column) => {
    const widths = rows.slice(0, 200).map((row) => widthOnOneLine(row[column]?.spans ?? [], page.faces, SIZE));
    return Math.max(MIN_COLUMN, ...widths.map((width) => width + 2 * PADDING + 1));
  });
  const total = wanted.reduce((sum, width) => sum + width, 0);
  if (total <= available) return wanted.map((width) => (width * available) / total);
  let room = available;
  let open = wanted.map((width, column) => ({ width, column }));
  const result = Array.from({ length: count }, () => 0);
  for (;;) {
    const share = room / open.length;
    const narrow = open.filter(({ width }) => width <= share);
    if (narrow.length === 0) {
      for (const { column } of open) result[column] = share;
      return result;
    }
    for (const { width, column } of narrow) {
      result[column] = width;
      room -= width;
    }
    open = open.filter(({ width }) => width > share);
  }
}
