// Paper: an A4 page that text flows down, with a header and a footer on every page. It knows no Markdown.

import type { Face, Faces } from './fonts.ts';
import type { Direction, Line } from './lines.ts';

export const MARGIN = 56;
export const BODY_SIZE = 9.5;
export const LINE_HEIGHT = 1.45;
export const INK = { text: '#16202b', muted: '#56677a', line: '#d5dde6', shade: '#f3f6f9' } as const;

const FEATURES: never[] = []; // given at all, pdfkit lays a run out whole; without, word by word in the wrong order

export interface Page {
  readonly faces: Faces;
  readonly direction: Direction;
  /** Where the next thing is drawn, in points from the top. */
  y: number;
  readonly left: number;
  readonly right: number;
  readonly bottom: number;
  readonly document: PDFKit.PDFDocument;
  /** Begins a new page when less than this is left, at most. */
  need(height: number): void;
  line(
    line: Line,
    options: {
      left: number;
      right: number;
      size: number;
      align?: 'start' | 'end';
      ink?: string;
      direction?: Direction;
    },
  ): void;
}

/** The part of the page's width a block has. */
export interface Frame {
  readonly left: number;
  readonly right: number;
}

export interface PaperOptions {
  readonly faces: Faces;
  readonly direction: Direction;
  readonly title: string;
  readonly language: string;
  readonly createdMs: number;
}

export async function createPage({ faces, direction, title, language, createdMs }: PaperOptions): Promise<Page> {
  const { default: Pdf } = await import('pdfkit'); // large, and seldom wanted
  const created = new Date(createdMs);
  const document = new Pdf({
    size: 'A4',
    margin: 0,
    bufferPages: true,
    font: '', // none of the built-in ones
    lang: language,
    displayTitle: true,
    info: { Title: title, Creator: 'Marsad', Producer: 'Marsad', CreationDate: created, ModDate: created },
  });
  for (const face of Object.keys(faces) as Face[]) document.registerFont(face, faces[face] as never);
  const { width, height } = document.page;
  const page: Page = {
    faces,
    direction,
    document,
    y: MARGIN + 22,
    left: MARGIN,
    right: width - MARGIN,
    bottom: height - MARGIN - 8,
    need(wanted) {
      if (this.y + Math.min(wanted, this.bottom - MARGIN - 22) <= this.bottom) return;
      document.addPage();
      this.y = MARGIN + 22;
    },
    line(
      { pieces, width: lineWidth },
      { left, right, size, align = 'start', ink = INK.text, direction: own = direction },
    ) {
      const toTheRight = (align === 'end') !== (own === 'rtl');
      let x = toTheRight ? right - lineWidth : left;
      for (const { text, face, width: pieceWidth } of pieces) {
        document
          .font(face)
          .fontSize(size)
          .fillColor(ink)
          .text(text, x, this.y, { lineBreak: false, features: FEATURES });
        x += pieceWidth;
      }
      this.y += size * LINE_HEIGHT;
    },
  };
  return page;
}
