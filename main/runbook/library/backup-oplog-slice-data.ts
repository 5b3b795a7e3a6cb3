// What a slice's steps are rebuilt from, here or in another process.

import type { UnderWayData } from './backup-set-under-way.ts';

/** `store`: where it is made. */
export interface SliceData extends UnderWayData {
  /** Further stores it goes to, the one it is made for last. */
  readonly copies: readonly string[];
  readonly mongoFrom: 'primary' | 'secondary';
  readonly encrypts: boolean;
}
