// Where slices of the oplog lie: below `oplog` in every store of a profile. To a store they are sets like any other; apart from
// the rest, since there are hundreds of them for one set of data, and nobody wants to see them in one list.

import type { Profile, StoreTarget } from '../../../shared/model/profile.ts';

export const OPLOG_PART = 'oplog';

/** The profile with those places as its stores. */
export function profileOfSlices(profile: Profile): Profile {
  return { ...profile, stores: profile.stores.map(placeOfSlices) };
}

function placeOfSlices(store: StoreTarget): StoreTarget {
  if (store.kind === 'local') return { ...store, folder: `${store.folder}/${OPLOG_PART}` };
  return { ...store, prefix: store.prefix === '' ? OPLOG_PART : `${store.prefix}/${OPLOG_PART}` };
}
