// What the rules of the shown profile's stores make of the sets that are listed, now. Object locks are not seen here: the plan of
// "Remove old backups" asks for them.

import type { BackupSet } from '../../../shared/model/backup.ts';
import { goes, retentionOf, type StoreFates } from '../../../shared/retention.ts';
import { useNow } from '../../stores/now-store.ts';
import { useProfileRow } from '../../stores/profile-store.ts';

/** Of the stores that have a rule. */
export function useRetention(sets: readonly BackupSet[]): readonly StoreFates[] {
  const profile = useProfileRow()?.profile;
  const nowMs = useNow();
  return profile === undefined ? [] : retentionOf(profile, sets, nowMs);
}

/** Ids of the stores a set goes from. */
export function storesItLeaves(retention: readonly StoreFates[], setId: string): readonly string[] {
  return retention.flatMap(({ store, fates }) =>
    fates.some((fate) => fate.set.id === setId && goes(fate)) ? [store] : [],
  );
}
