// Words of a runbook file travel inside plans and journals themselves, in both languages: a file that is edited or removed
// later changes nothing of a run that began, and the plan's hash covers what a person was told to do.

import { isolate, text, type Text } from '../../../shared/text.ts';
import type { Words } from './format-values.ts';
import { fill, type Values } from './placeholders.ts';

export interface Wording {
  readonly en: string;
  readonly ar: string;
}

/** English stands in where there is no Arabic. */
export function wordingOf(words: Words): Wording {
  return typeof words === 'string' ? { en: words, ar: words } : { en: words.en, ar: words.ar ?? words.en };
}

/** Said by `CARRIED_WORDS`. */
export function asText(wording: Wording): Text {
  return text('words', { en: wording.en, ar: wording.ar });
}

/** Values in Arabic are isolated, but for those in `code`, which is shown from left to right and copied. */
export function fillWording({ en, ar }: Wording, values: Values): Wording {
  const isolated = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, isolate(value, 'ar')]));
  const parts = ar.split(/(`[^`]*`)/);
  return {
    en: fill(en, values),
    ar: parts.map((part, index) => fill(part, index % 2 === 1 ? values : isolated)).join(''),
  };
}
