// Where slices of the oplog lie: below `oplog` in every store of a profile. They are sets like any other to a store; apart from
// the rest, since there are hundreds of them for one set of data, and nobody wants to see them in one list.

import type { Profile, StoreTarget } from '../../shared/model/profile.ts';

const FOLDER = 'oplog';

/** The profile whose stores are those places. */
export function ofSlices(profile: Profile): Profile {
  return { ...profile, stores: profile.stores.map(placeOfSlices) };
}

function placeOfSlices(store: StoreTarget): StoreTarget {
  return { ...store, folder: `${store.folder}/${FOLDER}` };
}
