// What the rules of the shown profile's stores make of the sets that are listed, now. Object locks are not seen here: the plan of
// "Remove old backups" asks for them.

import { useEffect, useState } from 'react';
import type { BackupSet } from '../../../shared/model/backup.ts';
import type { Slice } from '../../../shared/model/coverage.ts';
import { goes, retentionOf, type StoreFates } from '../../../shared/retention.ts';
import { call } from '../../rpc/connection.ts';
import { useNow } from '../../stores/now-store.ts';
import { useProfileRow, useShownProfileId } from '../../stores/profile-store.ts';

/** Of the stores that have a rule; none until it is known which sets the oplog's slices need. */
export function useRetention(sets: readonly BackupSet[]): readonly StoreFates[] {
  const profile = useProfileRow()?.profile;
  const slices = useSlices(sets.map(({ id }) => id).join(' '));
  const nowMs = useNow();
  return profile === undefined || slices === null ? [] : retentionOf(profile, sets, slices, nowMs);
}

/** Asked anew when the sets are others. Null until they are known, and where they cannot be. */
function useSlices(setIds: string): readonly Slice[] | null {
  const profileId = useShownProfileId();
  const [slices, setSlices] = useState<readonly Slice[] | null>(null);
  useEffect(() => {
    let isOver = false;
    call('backups.coverage', { profileId }).then(
      ({ spans }) => !isOver && setSlices(spans.flatMap((span) => span.slices)),
      () => !isOver && setSlices(null),
    );
    return () => {
      isOver = true;
    };
  }, [profileId, setIds]);
  return slices;
}

/** Ids of the stores a set goes from. */
export function storesItLeaves(retention: readonly StoreFates[], setId: string): readonly string[] {
  return retention.flatMap(({ store, fates }) =>
    fates.some((fate) => fate.set.id === setId && goes(fate)) ? [store] : [],
  );
}
