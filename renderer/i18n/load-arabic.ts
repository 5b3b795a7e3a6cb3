// The lazy chunk of Arabic: the catalogue of the screens and what the engine says about a fleet.

export { ARABIC } from '../../shared/texts/ar.ts';
export { arabic } from './ar/arabic.ts';
