import { call, OnProfile } from './define.ts';
import type { Coverage } from '../model/coverage.ts';

export const backupsContract = {
  /** Which moments of MongoDB can be restored, from all stores. Reads headers of sets and slices: asked when it is looked at. */
  'backups.coverage': call<Coverage>()('read', OnProfile),
};
