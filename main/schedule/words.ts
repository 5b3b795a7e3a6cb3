// A cron expression in words, in every language of the console.

import cronstrue from 'cronstrue/i18n.js';
import type { Language } from '../../shared/text.ts';

/** The expression must have been checked. */
export function cronInWords(cron: string): Readonly<Record<Language, string>> {
  return { en: describe(cron, 'en'), ar: withClock(describe(cron, 'ar')) };
}

function describe(cron: string, locale: Language): string {
  return cronstrue.toString(cron, { locale, use24HourTimeFormat: true }).trim();
}

/** A bare time of day reads as a sentence only with its noun before it. */
function withClock(arabic: string): string {
  return /^\d/.test(arabic) ? `الساعة ${arabic}` : arabic;
}
