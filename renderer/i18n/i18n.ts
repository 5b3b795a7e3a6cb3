// Words. Everything visible comes from a catalogue: one file per screen and language under i18n/<language>/.
// English is bundled; another language is a lazy chunk with the same keys.

import { createInstance } from 'i18next';
import { initReactI18next, useTranslation } from 'react-i18next';
import { say, type Catalogue, type Language, type Text } from '../../shared/text.ts';
import { uiStore } from '../stores/ui-store.ts';
import { english } from './en/english.ts';
import { formatDurationIn, formatNumber, formatSize, THIN_SPACE } from './format.ts';
import { serverTexts } from '../../shared/texts/server-texts.ts';

export type Namespace = keyof typeof english;

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'common';
    resources: typeof english;
    interpolationFormatTypeMap: { bytes: number; ms: number; number: number };
  }
}

const catalogues = createInstance();

/** `{{value, bytes}}`, `{{value, ms}}` and `{{value, number}}` in a template are put into words by format.ts. */
export function startLanguage(): void {
  void catalogues.use(initReactI18next).init({
    lng: 'en',
    fallbackLng: 'en',
    defaultNS: 'common',
    ns: Object.keys(english),
    resources: { en: english },
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  catalogues.services.formatter?.add('bytes', (value: number) => formatSize(value));
  catalogues.services.formatter?.add('ms', (value: number) => formatDurationIn(value));
  catalogues.services.formatter?.add('number', (value: number) => formatNumber(value));
}

/** `const t = useWords('fleet'); t('title')` */
export function useWords<N extends Namespace>(namespace: N) {
  return useTranslation(namespace).t;
}

/** Puts a text of the engine into words: a runbook's with its own catalogue, all others with the shared one. */
export function sayText(text: Text, own?: Readonly<Partial<Record<Language, Catalogue>>>): string {
  const { language } = uiStore.getState();
  const catalogue = own ? (own[language] ?? own.en ?? {}) : serverTexts(language);
  return say(catalogue, text, language, THIN_SPACE);
}
