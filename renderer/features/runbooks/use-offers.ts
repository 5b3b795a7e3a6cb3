// What the fields of a form can be set to now: the fleet and the backup stores, live, only as far as the fields ask for them.

import type { BackupsState } from '../../../shared/model/backup.ts';
import type { FleetState } from '../../../shared/model/fleet.ts';
import type { ParameterField } from '../../../shared/model/run.ts';
import { useStream } from '../../stores/use-stream.ts';
import {
  collectionOptions,
  memberOptions,
  replicaGroups,
  setOptions,
  storeOptions,
  unfinishedOptions,
} from './field-options.ts';
import type {
  CollectionOption,
  MemberOption,
  ReplicaGroup,
  SetOption,
  StoreOption,
  UnfinishedOption,
} from './field-options.ts';

/** Null: not read yet. */
export interface Offers {
  readonly replicas: readonly ReplicaGroup[] | null;
  readonly members: readonly MemberOption[] | null;
  readonly collections: readonly CollectionOption[] | null;
  readonly sets: readonly SetOption[] | null;
  readonly stores: readonly StoreOption[] | null;
  readonly unfinished: readonly UnfinishedOption[] | null;
}

export function useOffers(profileId: string): Offers {
  const fleet = useStream('fleet.watch', { profileId }, ({ data }) => data);
  const backups = useStream('backups.watch', { profileId }, ({ data }) => data);
  return offersOf(fleet, backups);
}

function offersOf(fleet: FleetState | undefined, backups: BackupsState | undefined): Offers {
  return {
    replicas: fleet === undefined ? null : replicaGroups(fleet),
    members: fleet === undefined ? null : memberOptions(fleet),
    collections: fleet === undefined ? null : collectionOptions(fleet),
    sets: backups === undefined ? null : setOptions(backups.sets),
    stores: backups === undefined ? null : storeOptions(backups.stores),
    unfinished: backups === undefined ? null : unfinishedOptions(backups.stores),
  };
}

/** The values a field offers; undefined where anything may be typed or where they are not read yet. */
export function valuesOf(field: ParameterField, offers: Offers): readonly string[] | undefined {
  switch (field.kind) {
    case 'redis-replica':
      return offers.replicas?.flatMap((group) => group.replicas.map((replica) => replica.value));
    case 'mongo-member':
      return offers.members?.map((member) => member.value);
    case 'mongo-collection':
      return offers.collections?.map((collection) => collection.value);
    case 'backup-set':
      return offers.sets?.map((set) => set.value);
    case 'backup-unfinished':
      return offers.unfinished?.map((unfinished) => unfinished.value);
    case 'backup-store':
      return offers.stores?.map((store) => store.value);
    case 'choice':
      return field.choices?.map((choice) => choice.value);
    default:
      return undefined;
  }
}
