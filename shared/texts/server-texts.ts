// The catalogue of what the engine says, per language.

import type { Catalogue, Language } from '../text.ts';
import { ARABIC } from './ar.ts';
import { ENGLISH } from './en.ts';

export function serverTexts(language: Language): Catalogue {
  return language === 'ar' ? ARABIC : ENGLISH;
}
