// A cron expression in words, in every language of the console.

import cronstrue from 'cronstrue/i18n.js';
import type { Language } from '../../shared/text.ts';

/** The expression must have been checked. */
export function cronInWords(cron: string): Readonly<Record<Language, string>> {
  return { en: inEnglish(describe(cron, 'en')), ar: inArabic(describe(cron, 'ar')) };
}

function describe(cron: string, locale: Language): string {
  return cronstrue.toString(cron, { locale, use24HourTimeFormat: true }).trim();
}

/** A bare time of day does not say how often. */
const BARE_TIME = /^\d\d:\d\d$/;

function inEnglish(words: string): string {
  const bare = words.replace(/^At /, '');
  return BARE_TIME.test(bare) ? `Every day at ${bare}` : words;
}

/** In Arabic it lacks its noun as well. */
function inArabic(words: string): string {
  if (BARE_TIME.test(words)) return `كل يوم الساعة ${words}`;
  return /^\d/.test(words) ? `الساعة ${words}` : words;
}
