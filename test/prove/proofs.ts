// The proofs by name: what each shows, how often the whole proof tries, and how often `npm test` does.

import type { Prove } from './proof.ts';

export interface ProofEntry {
  readonly shows: string;
  readonly fullCount: number;
  /** In `npm test`. */
  readonly smallCount: number;
  load(): Promise<{ readonly prove: Prove }>;
}

export const PROOFS: Readonly<Record<string, ProofEntry>> = {
  audit: {
    shows: 'every edit of the audit log is found: changed, dropped, reordered, cut, rolled back, rebuilt',
    fullCount: 10_000,
    smallCount: 400,
    load: () => import('./audit.ts'),
  },
  crash: {
    shows: 'a console killed at any journal write loses nothing, and the next one brings the run to an end',
    fullCount: 1_000,
    smallCount: 1,
    load: () => import('./crash.ts'),
  },
  damage: {
    shows: 'every edit of a stored set is found and named by file and chunk, and none is read as if it were whole',
    fullCount: 10_000,
    smallCount: 36,
    load: () => import('./damage.ts'),
  },
  formats: {
    shows:
      'every encoding of Redis is read and restored as it was, no harmed RDB or archive hangs or hurts its reader, mongorestore takes our sets and we take mongodump’s',
    fullCount: 100_000,
    smallCount: 2_000,
    load: () => import('./formats.ts'),
  },
  wire: {
    shows: 'no wrong message and no hostile runbook file reaches a driver, crashes the engine or makes it grow',
    fullCount: 100_000,
    smallCount: 4_000,
    load: () => import('./wire.ts'),
  },
  load: {
    shows:
      'a backup under load is of the moment it names: transfers add up, counters have no hole, whatever happens to a member and its clock',
    fullCount: 200,
    smallCount: 5,
    load: () => import('./load.ts'),
  },
  race: {
    shows: 'two consoles that race for one target are never both its holder, whatever their clocks say',
    fullCount: 500,
    smallCount: 15,
    load: () => import('./race.ts'),
  },
  until: {
    shows:
      'any moment between a set and the last slice is restored as it was: transfers add up, counters are exact up to it',
    fullCount: 100,
    smallCount: 2,
    load: () => import('./until.ts'),
  },
  secrets: {
    shows: 'marked passwords go through every flow and are found nowhere',
    fullCount: 3,
    smallCount: 1,
    load: () => import('./secrets.ts'),
  },
  web: {
    shows: 'browser mode refuses every wrong combination of token, Host, Origin, method and route',
    fullCount: 1,
    smallCount: 1,
    load: () => import('./web.ts'),
  },
};
