// The faces of documents: IBM Plex, whole fonts, bundled. What no face can draw is written as its code point, so that
// evidence never shows an empty box where a name stood.

import { readFile } from 'node:fs/promises';
import type { Font } from 'fontkit';
import type { Span } from './blocks.ts';

export type Face = Span['style'];
export type Faces = Readonly<Record<Face, Font>>;

const FILES: Readonly<Record<Face, string>> = {
  plain: 'IBMPlexSansArabic-Regular.woff',
  strong: 'IBMPlexSansArabic-SemiBold.woff',
  code: 'IBMPlexMono-Regular.woff',
};

/** Two levels up, from the sources and from a bundle alike. */
const FOLDER = ['..', '..', 'assets', 'fonts'].join('/');

let loaded: Promise<Faces> | undefined;

/** Read once for the process: about 300 kB. */
export function loadFaces(): Promise<Faces> {
  loaded ??= readFaces();
  return loaded;
}

async function readFaces(): Promise<Faces> {
  const { create } = await import('fontkit'); // large, and seldom wanted
  const read = async (face: Face): Promise<Font> => {
    const font = create(await readFile(new URL(`${FOLDER}/${FILES[face]}`, import.meta.url)));
    if (!('layout' in font)) throw new Error(`${FILES[face]} is a collection, not a font`);
    return font;
  };
  const [plain, strong, code] = await Promise.all([read('plain'), read('strong'), read('code')]);
  return { plain, strong, code };
}

/** The face that can draw the character: the wanted one, or the one of plain text; null where none can. */
export function faceFor(faces: Faces, wanted: Face, codePoint: number): Face | null {
  if (faces[wanted].hasGlyphForCodePoint(codePoint)) return wanted;
  return faces.plain.hasGlyphForCodePoint(codePoint) ? 'plain' : null;
}

const widths = new Map<string, number>();
const MOST_WIDTHS = 20_000;

/** Width in points. Words come again and again: what was measured is remembered. */
export function widthOf(faces: Faces, face: Face, text: string, size: number): number {
  const key = `${face} ${text}`;
  let width = widths.get(key);
  if (width === undefined) {
    if (widths.size >= MOST_WIDTHS) widths.clear();
    width = faces[face].layout(text).advanceWidth / faces[face].unitsPerEm;
    widths.set(key, width);
  }
  return width * size;
}
