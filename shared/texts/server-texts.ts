// The catalogue of what the engine says, per language. A language that is not there yet is said in English.

import type { Catalogue, Language } from '../text.ts';
import { ENGLISH } from './en.ts';

export function serverTexts(_language: Language): Catalogue {
  return ENGLISH;
}
