// The catalogue of what the engine says, per language: fleets, incidents, rehearsals.

import { say, type Catalogue, type Language, type Text } from '../text.ts';
import { ARABIC } from './ar.ts';
import { ENGLISH } from './en.ts';
import { INCIDENT_ARABIC } from './incident-ar.ts';
import { INCIDENT_ENGLISH, withSpokenValues } from './incident.ts';
import { REHEARSAL_ARABIC } from './rehearsal-ar.ts';
import { REHEARSAL_ENGLISH } from './rehearsal.ts';

const ALL: Readonly<Record<Language, Catalogue>> = {
  en: { ...ENGLISH, ...INCIDENT_ENGLISH, ...REHEARSAL_ENGLISH },
  ar: { ...ARABIC, ...INCIDENT_ARABIC, ...REHEARSAL_ARABIC },
};

export function serverTexts(language: Language): Catalogue {
  return ALL[language];
}

/** A text of the engine (not of a runbook) in words. */
export function sayServer(text: Text, language: Language = 'en', groupMark?: string): string {
  const spoken = withSpokenValues(text, (key) => say(ALL[language], { key }, language));
  return say(ALL[language], spoken, language, groupMark);
}
