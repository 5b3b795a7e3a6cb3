// Draws blocks down a page. Right-to-left documents begin at the right: marks, indents and columns are mirrored; code is not.

import type { Block, ListItem, Span } from './blocks.ts';
import { drawTable } from './draw-table.ts';
import { directionOf, linesOf, type Direction } from './lines.ts';
import { BODY_SIZE, INK, LINE_HEIGHT, type Frame, type Page } from './page.ts';

const HEADING_SIZES = [17, 13, 11, 10] as const;
const INDENT = 18;
const GAP = 6;
const CODE_SIZE = 8.5;
const CODE_PADDING = 6;

export function drawBlocks(page: Page, blocks: readonly Block[], frame: Frame): void {
  for (const block of blocks) drawBlock(page, block, frame);
}

function drawBlock(page: Page, block: Block, frame: Frame): void {
  switch (block.type) {
    case 'heading':
      return drawHeading(page, block, frame);
    case 'paragraph':
      return drawText(page, block.spans, frame);
    case 'list':
      for (const item of block.items) drawItem(page, item, frame);
      page.y += GAP / 2;
      return;
    case 'code':
      return drawCode(page, block.text, frame);
    case 'quote':
      return drawQuote(page, block.blocks, frame);
    case 'table':
      return drawTable(page, block, frame);
    case 'rule':
      return drawRule(page, frame);
  }
}

function drawHeading(page: Page, { depth, spans }: Extract<Block, { type: 'heading' }>, { left, right }: Frame): void {
  const size = HEADING_SIZES[depth - 1] ?? BODY_SIZE;
  const strong = spans.map((span): Span => (span.style === 'code' ? span : { ...span, style: 'strong' }));
  const { direction, faces } = page;
  const lines = linesOf(strong, { faces, size, width: right - left, direction: directionOf(spans, direction) });
  page.y += size * 0.6;
  page.need(lines.length * size * LINE_HEIGHT + 4 * BODY_SIZE); // never alone at the end of a page
  for (const line of lines) page.line(line, { left, right, size });
  page.y += GAP / 2;
}

function drawText(page: Page, spans: readonly Span[], { left, right }: Frame, gap = GAP): void {
  const { faces, direction } = page;
  const setting = { faces, size: BODY_SIZE, width: right - left, direction: directionOf(spans, direction) };
  for (const line of linesOf(spans, setting)) {
    page.need(BODY_SIZE * LINE_HEIGHT);
    page.line(line, { left, right, size: BODY_SIZE });
  }
  page.y += gap;
}

function drawItem(page: Page, { mark, blocks }: ListItem, frame: Frame): void {
  page.need(BODY_SIZE * LINE_HEIGHT);
  const top = page.y;
  const { faces } = page;
  const [line] = linesOf([{ text: mark, style: 'plain' }], {
    faces,
    size: BODY_SIZE,
    width: 100,
    direction: page.direction,
  });
  page.line(line!, { ...frame, size: BODY_SIZE, ink: INK.muted });
  page.y = top;
  const inner = indented(frame, page.direction);
  blocks.forEach((block) => {
    if (block.type === 'paragraph') drawText(page, block.spans, inner, 2);
    else drawBlock(page, block, inner);
  });
  if (blocks.length === 0) page.y += BODY_SIZE * LINE_HEIGHT;
}

function drawCode(page: Page, text: string, { left, right }: Frame): void {
  const setting = {
    faces: page.faces,
    size: CODE_SIZE,
    width: right - left - 2 * CODE_PADDING,
    direction: 'ltr',
  } as const;
  for (const line of text.split('\n').flatMap((row) => linesOf([{ text: row, style: 'code' }], setting))) {
    page.need(CODE_SIZE * LINE_HEIGHT);
    page.document.rect(left, page.y, right - left, CODE_SIZE * LINE_HEIGHT).fill(INK.shade);
    page.line(line, { left: left + CODE_PADDING, right, size: CODE_SIZE, direction: 'ltr' });
  }
  page.y += GAP;
}

function drawQuote(page: Page, blocks: readonly Block[], frame: Frame): void {
  const top = page.y;
  const before = page.document.bufferedPageRange().count;
  drawBlocks(page, blocks, indented(frame, page.direction));
  if (page.document.bufferedPageRange().count !== before) return; // a bar across pages would be drawn on the wrong one
  const x = page.direction === 'rtl' ? frame.right - 4 : frame.left + 4;
  page.document
    .moveTo(x, top)
    .lineTo(x, page.y - GAP)
    .lineWidth(2)
    .stroke(INK.line);
}

function drawRule(page: Page, { left, right }: Frame): void {
  page.need(3 * GAP);
  page.document
    .moveTo(left, page.y + GAP)
    .lineTo(right, page.y + GAP)
    .lineWidth(0.7)
    .stroke(INK.line);
  page.y += 2 * GAP;
}

function indented({ left, right }: Frame, direction: Direction): Frame {
  return direction === 'rtl' ? { left, right: right - INDENT } : { left: left + INDENT, right };
}
