// The lazy chunk of Arabic: the catalogue of the screens and what the engine says by itself.

import { ARABIC } from '../../shared/texts/ar.ts';
import { INCIDENT_ARABIC } from '../../shared/texts/incident-ar.ts';
import { REHEARSAL_ARABIC } from '../../shared/texts/rehearsal-ar.ts';

export { arabic } from './ar/arabic.ts';
export const SERVER_ARABIC = { ...ARABIC, ...INCIDENT_ARABIC, ...REHEARSAL_ARABIC };
