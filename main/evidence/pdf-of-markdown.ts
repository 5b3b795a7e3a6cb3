// Evidence on paper: Markdown as a PDF that can go into a change ticket. Latin and Arabic, each line in its own order, nothing
// fetched. The header carries the SHA-256 of the Markdown, so that paper and file can be compared.

import { hash } from 'node:crypto';
import type { Language } from '../../shared/text.ts';
import { blocksOf } from './blocks.ts';
import { drawBlocks } from './draw-blocks.ts';
import { loadFaces } from './fonts.ts';
import { linesOf, type Direction } from './lines.ts';
import { createPage, INK, MARGIN, type Page } from './page.ts';

export interface PdfOptions {
  /** In the header of every page, and the document's own title. */
  readonly title: string;
  /** `ar` sets the document from right to left. */
  readonly language: Language;
  /** At the foot of every page, beside its number. */
  readonly footer?: string;
  /** The moment the document says it was made; the same Markdown and moment give the same text and pages. */
  readonly createdMs?: number;
}

const SMALL = 7.5;
const PAGE_WORDS: Readonly<Record<Language, (page: number, of: number) => string>> = {
  en: (page, of) => `Page ${page} of ${of}`,
  ar: (page, of) => `صفحة ${page} من ${of}`,
};

export async function pdfOfMarkdown(markdown: string, options: PdfOptions): Promise<Buffer> {
  const { title, language, createdMs = Date.now() } = options;
  const direction: Direction = language === 'ar' ? 'rtl' : 'ltr';
  const page = await createPage({ faces: await loadFaces(), direction, title, language, createdMs });
  const bytes = collect(page.document);
  drawBlocks(page, blocksOf(markdown), { left: page.left, right: page.right });
  stampPages(page, options, hash('sha256', markdown));
  page.document.end();
  return bytes;
}

function stampPages(page: Page, { title, language, footer = '' }: PdfOptions, digest: string): void {
  const { count } = page.document.bufferedPageRange();
  const middle = page.document.page.width / 2;
  const { left, right, bottom } = page;
  for (let index = 0; index < count; index += 1) {
    page.document.switchToPage(index);
    small(page, title, { y: MARGIN - 14, left, right: right - 210, align: 'start' });
    small(page, `SHA-256 ${digest.slice(0, 32)}`, { y: MARGIN - 14, left, right, align: 'end' }, 'code');
    page.document
      .moveTo(left, MARGIN + 2)
      .lineTo(right, MARGIN + 2)
      .lineWidth(0.5)
      .stroke(INK.line);
    small(page, footer, { y: bottom + 16, left, right: middle + 120, align: 'start' });
    small(page, PAGE_WORDS[language](index + 1, count), { y: bottom + 16, left, right, align: 'end' });
  }
}

interface Place {
  readonly y: number;
  readonly left: number;
  readonly right: number;
  readonly align: 'start' | 'end';
}

/** One line; what does not fit is left out. */
function small(page: Page, text: string, { y, left, right, align }: Place, style: 'plain' | 'code' = 'plain'): void {
  const { direction, faces } = page;
  const width = right - left;
  const [line] = linesOf([{ text: text.replaceAll('\n', ' '), style }], { faces, size: SMALL, width, direction });
  const isMirrored = direction === 'rtl' && align === 'start';
  const inset = page.right - right; // a line at the start is kept off what stands at the end
  const place = isMirrored ? { left: left + inset, right: right + inset } : { left, right };
  page.y = y;
  page.line(line!, { ...place, size: SMALL, align, ink: INK.muted });
}

function collect(document: PDFKit.PDFDocument): Promise<Buffer> {
  const chunks: Buffer[] = [];
  return new Promise((resolve, reject) => {
    document.on('data', (chunk: Uint8Array) => chunks.push(Buffer.from(chunk)));
    document.on('end', () => resolve(Buffer.concat(chunks)));
    document.on('error', reject);
  });
}
