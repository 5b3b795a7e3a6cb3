// The catalogues of what the engine says (problems, events): shared with the command line, loaded per language.

import type { Catalogue, Language } from '../../shared/text.ts';

const EMPTY: Catalogue = {};

export function serverTexts(_language: Language): Catalogue {
  return EMPTY;
}
