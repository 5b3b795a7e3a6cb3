// Words. Everything visible comes from a catalogue: one file per screen and language under i18n/<language>/.
// English is bundled; Arabic is a lazy chunk with the same keys. What is missing in it is said in English.

import { createInstance } from 'i18next';
import { initReactI18next, useTranslation } from 'react-i18next';
import { CARRIED_WORDS, isolate, say, type Catalogue, type Language, type Text } from '../../shared/text.ts';
import { ENGLISH } from '../../shared/texts/en.ts';
import { INCIDENT_ENGLISH } from '../../shared/texts/incident.ts';
import { REHEARSAL_ENGLISH } from '../../shared/texts/rehearsal.ts';
import { rememberLanguage, rememberedLanguage, uiStore } from '../stores/ui-store.ts';
import { english } from './en/english.ts';
import { formatDurationIn, formatNumber, formatSize, THIN_SPACE } from './format.ts';

export type Namespace = keyof typeof english;

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'common';
    resources: typeof english;
    interpolationFormatTypeMap: { bytes: number; ms: number; number: number };
  }
}

const catalogues = createInstance();

/** What the engine says by itself, in the languages that are loaded. */
const serverTexts: Partial<Record<Language, Catalogue>> = {
  en: { ...ENGLISH, ...INCIDENT_ENGLISH, ...REHEARSAL_ENGLISH },
};

/**
 * Resolves when the remembered language can be shown. `{{value, bytes}}`, `{{value, ms}}` and `{{value, number}}` in a template
 * are put into words by format.ts.
 */
export async function startLanguage(): Promise<void> {
  void catalogues.use(initReactI18next).init({
    lng: 'en',
    fallbackLng: 'en',
    defaultNS: 'common',
    ns: Object.keys(english),
    resources: { en: english },
    // Nothing is escaped (React does that); in a right-to-left sentence each value keeps its own direction.
    interpolation: { escapeValue: true, escape: (value) => isolate(value, uiStore.getState().language) },
    returnNull: false,
  });
  catalogues.services.formatter?.add('bytes', (value: number) => formatSize(value));
  catalogues.services.formatter?.add('ms', (value: number) => formatDurationIn(value));
  catalogues.services.formatter?.add('number', (value: number) => formatNumber(value));
  await showLanguage(rememberedLanguage());
}

/** Shows the page in that language from now on. Where its words cannot be loaded, the page stays as it is. */
export async function showLanguage(language: Language): Promise<void> {
  if (language === uiStore.getState().language) return;
  if (language === 'ar' && !serverTexts.ar) {
    const { arabic, SERVER_ARABIC } = await import('./load-arabic.ts');
    for (const [namespace, words] of Object.entries(arabic)) catalogues.addResourceBundle('ar', namespace, words);
    serverTexts.ar = SERVER_ARABIC;
  }
  rememberLanguage(language);
  await catalogues.changeLanguage(language);
}

/** `const t = useWords('fleet'); t('title')` */
export function useWords<N extends Namespace>(namespace: N) {
  return useTranslation(namespace).t;
}

/** Puts a text of the engine into words: a runbook's with its own catalogue, all others with the shared one. */
export function sayText(text: Text, own?: Readonly<Partial<Record<Language, Catalogue>>>): string {
  const { language } = uiStore.getState();
  const texts = own ?? serverTexts;
  const catalogue = Object.hasOwn(CARRIED_WORDS[language], text.key) ? CARRIED_WORDS[language] : texts[language];
  // A language that lacks these words: English, and no other direction around its values.
  if (!catalogue || !Object.hasOwn(catalogue, text.key)) return say(texts.en ?? {}, text, 'en', THIN_SPACE);
  return say(catalogue, text, language, THIN_SPACE);
}
