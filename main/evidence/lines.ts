// Breaks text into lines and puts each line into the order it is seen in: the Unicode bidirectional algorithm (bidi-js) for
// the order, fontkit for joined Arabic letters. Code is isolated left-to-right; hostile control characters are made visible.

import bidiFactory from 'bidi-js';
import type { Span } from './blocks.ts';
import { faceFor, widthOf, type Face, type Faces } from './fonts.ts';

export type Direction = 'ltr' | 'rtl';

/** What is drawn in one piece; `text` is in reading order, except that what fontkit would not turn around is turned. */
export interface Piece {
  readonly text: string;
  readonly face: Face;
  readonly width: number;
}

export interface Line {
  /** Left to right, as seen. */
  readonly pieces: readonly Piece[];
  readonly width: number;
}

const bidi = bidiFactory();
const ISOLATE_START = '\u2066';
const ISOLATE_END = '\u2069';
const ARABIC = /\p{Script=Arabic}/u;
// Control characters and those that turn text around or hide in it.
// oxlint-disable-next-line no-control-regex
const HIDDEN = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u00AD\u200B-\u200F\u2028-\u202E\u2060-\u206F\uFEFF]/;
/** Catalogues isolate figures with these (LRI, FSI, PDI): they order text and are not drawn. In code they are made visible. */
const ISOLATES = /[\u2066\u2068\u2069]/;

interface Styled {
  readonly text: string;
  /** By UTF-16 unit; null where nothing is drawn. */
  readonly faces: readonly (Face | null)[];
}

/** The direction a text is set in: that of the document, unless it holds nothing of the document's script. */
export function directionOf(spans: readonly Span[], document: Direction): Direction {
  const words = spans
    .filter((span) => span.style !== 'code')
    .map(({ text }) => text)
    .join('');
  const arabic = [...words].filter((letter) => ARABIC.test(letter)).length;
  if (document === 'rtl') return arabic > 0 || words.trim() === '' ? 'rtl' : 'ltr';
  return arabic > words.length / 2 ? 'rtl' : 'ltr';
}

export interface Setting {
  readonly faces: Faces;
  readonly size: number;
  readonly width: number;
  readonly direction: Direction;
}

/** At least one line. A word that is wider than the line is broken where it must be. */
export function linesOf(spans: readonly Span[], setting: Setting): readonly Line[] {
  return paragraphsOf(spans).flatMap((paragraph) => {
    const styled = style(paragraph, setting.faces);
    const levels = bidi.getEmbeddingLevels(styled.text, setting.direction).levels;
    return breaks(styled, setting).map(([start, end]) => setLine(styled, levels, start, end, setting));
  });
}

/** The width the text would have on one line; of endless text only that of its beginning. */
export function widthOnOneLine(spans: readonly Span[], faces: Faces, size: number): number {
  const styled = style(
    spans.map(({ text, ...span }) => ({ ...span, text: text.slice(0, LONGEST_MEASURED).replaceAll('\n', ' ') })),
    faces,
  );
  return measure(styled, 0, styled.text.length, faces, size);
}

/** Longer ones are wider than any page. */
const LONGEST_MEASURED = 500;

function paragraphsOf(spans: readonly Span[]): Span[][] {
  const paragraphs: Span[][] = [[]];
  for (const span of spans) {
    span.text.split('\n').forEach((text, index) => {
      if (index > 0 && span.style !== 'code' && span.text !== '\n')
        text = ` ${text}`; // a soft break of Markdown
      else if (index > 0) paragraphs.push([]);
      paragraphs.at(-1)!.push({ ...span, text });
    });
  }
  return paragraphs;
}

function style(spans: readonly Span[], faces: Faces): Styled {
  const parts: string[] = [];
  const chosen: (Face | null)[] = [];
  const add = (text: string, face: Face | null): void => {
    parts.push(text);
    for (let unit = 0; unit < text.length; unit += 1) chosen.push(face);
  };
  for (const span of spans) {
    if (span.style === 'code') add(ISOLATE_START, null);
    for (const character of span.text.replaceAll('\t', '    ')) {
      const codePoint = character.codePointAt(0)!;
      if (span.style !== 'code' && ISOLATES.test(character)) {
        add(character, null);
        continue;
      }
      const face = HIDDEN.test(character) ? null : faceFor(faces, span.style, codePoint);
      if (face === null) add(`\\u{${codePoint.toString(16)}}`, 'code');
      else add(character, face);
    }
    if (span.style === 'code') add(ISOLATE_END, null);
  }
  return { text: parts.join(''), faces: chosen };
}

/** `[start, end)` of every word. */
function wordsOf(text: string): (readonly [number, number])[] {
  return [...text.matchAll(/\S+/g)].map(({ 0: word, index }) => [index, index + word.length] as const);
}

function breaks(styled: Styled, setting: Setting): (readonly [number, number])[] {
  const { faces, size, width } = setting;
  const lines: (readonly [number, number])[] = [];
  let lineStart = 0; // code begins where it is indented
  let lineEnd = 0;
  let used = 0;
  for (const [start, end] of wordsOf(styled.text)) {
    const wider = used + measure(styled, lineEnd, start, faces, size) + measureUpTo(styled, start, end, setting);
    if (wider <= width) {
      used = wider;
      lineEnd = end;
      continue;
    }
    if (lineEnd > lineStart) {
      lines.push([lineStart, lineEnd]);
      lineStart = start;
    }
    while ((used = measureUpTo(styled, lineStart, end, setting)) > width) {
      const fits = fitting(styled, lineStart, end, setting);
      lines.push([lineStart, fits]);
      lineStart = fits;
    }
    lineEnd = end;
  }
  return [...lines, [lineStart, Math.max(lineStart, lineEnd)]];
}

/** No letter is narrower than this share of the size: what has more of them than fit is too wide without being measured. */
const NARROWEST = 0.15;

function mostUnits({ size, width }: Setting): number {
  return Math.ceil(width / (size * NARROWEST));
}

function measureUpTo(styled: Styled, start: number, end: number, setting: Setting): number {
  if (end - start > mostUnits(setting)) return Number.POSITIVE_INFINITY;
  return measure(styled, start, end, setting.faces, setting.size);
}

/** The end of the longest part that fits, at least one character. */
function fitting(styled: Styled, start: number, end: number, setting: Setting): number {
  let low = start + 1;
  let high = Math.min(end, start + mostUnits(setting));
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (measure(styled, start, middle, setting.faces, setting.size) <= setting.width) low = middle;
    else high = middle - 1;
  }
  const splitsPair = /[\uDC00-\uDFFF]/.test(styled.text[low] ?? '');
  return splitsPair ? low + 1 : low;
}

function measure(styled: Styled, start: number, end: number, faces: Faces, size: number): number {
  return sameFace(styled, start, end).reduce((sum, { text, face }) => sum + widthOf(faces, face, text, size), 0);
}

function sameFace({ text, faces }: Styled, start: number, end: number): { text: string; face: Face }[] {
  const runs: { text: string; face: Face }[] = [];
  for (let at = start; at < end; at += 1) {
    const face = faces[at];
    if (!face) continue;
    const last = runs.at(-1);
    if (last?.face === face) last.text += text[at]!;
    else runs.push({ text: text[at]!, face });
  }
  return runs;
}

function setLine(styled: Styled, levels: Uint8Array, start: number, end: number, setting: Setting): Line {
  const runs: { start: number; end: number; level: number }[] = [];
  for (let at = start; at < end; at += 1) {
    const last = runs.at(-1);
    if (last && last.level === levels[at]) last.end = at + 1;
    else runs.push({ start: at, end: at + 1, level: levels[at]! });
  }
  const pieces = reorder(runs).flatMap((run) => {
    const isTurned = run.level % 2 === 1;
    const parts = sameFace(styled, run.start, run.end).map(({ text, face }) => {
      const drawn = isTurned ? turned(text) : text;
      return { text: drawn, face, width: widthOf(setting.faces, face, drawn, setting.size) };
    });
    return isTurned ? parts.reverse() : parts;
  });
  return { pieces, width: pieces.reduce((sum, { width }) => sum + width, 0) };
}

/** Rule L2 of the algorithm, on whole runs: from the highest level down, what stands at it or above is turned around. */
function reorder<Run extends { readonly level: number }>(runs: readonly Run[]): Run[] {
  const order = [...runs];
  const highest = Math.max(0, ...runs.map(({ level }) => level));
  for (let level = highest; level > 0; level -= 1) {
    for (let from = 0; from < order.length; from += 1) {
      if (order[from]!.level < level) continue;
      let to = from;
      while (to + 1 < order.length && order[to + 1]!.level >= level) to += 1;
      order.splice(from, to - from + 1, ...order.slice(from, to + 1).reverse());
      from = to;
    }
  }
  return order;
}

/** Brackets are mirrored. fontkit turns around what holds Arabic letters; the rest is turned here. */
function turned(text: string): string {
  const characters = [...text].map((character) => bidi.getMirroredCharacter(character) ?? character);
  return (ARABIC.test(text) ? characters : characters.reverse()).join('');
}
