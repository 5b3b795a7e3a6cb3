// What a form field can really be set to, read from the fleet and the backup stores as they are now.
// Pure data with raw figures; the control puts them into words.

import { newestFirst, type BackupSet, type BackupStoreState } from '../../../shared/model/backup.ts';
import type { FleetState } from '../../../shared/model/fleet.ts';
import type { Health } from '../../../shared/model/health.ts';
import { mongoFigure, type MongoMember } from '../../../shared/model/mongo.ts';
import { redisFigure, shardsOf, type RedisNode } from '../../../shared/model/redis.ts';
import { countSlots } from '../../../shared/slots.ts';

export interface ReplicaOption {
  readonly value: string;
  readonly address: string;
  readonly health: Health;
  readonly presence: RedisNode['presence'];
  readonly link: RedisNode['replicationLink'];
  readonly lagMs: number | null;
  readonly lagBytes: number | null;
}

export interface ReplicaGroup {
  /** Counted from 1, as the screens do. */
  readonly shard: number;
  readonly primary: string;
  readonly slots: number;
  readonly replicas: readonly ReplicaOption[];
}

export function replicaGroups(fleet: Pick<FleetState, 'redisNodes' | 'redisFigures'>): ReplicaGroup[] {
  return shardsOf(fleet.redisNodes).map(({ index, primary, replicas }) => ({
    shard: index + 1,
    primary: addressOf(primary),
    slots: countSlots(primary.ranges),
    replicas: replicas.map((replica) => ({
      value: replica.id,
      address: addressOf(replica),
      health: replica.health,
      presence: replica.presence,
      link: replica.replicationLink,
      lagMs: redisFigure(fleet.redisFigures[replica.id], 'lagMs'),
      lagBytes: redisFigure(fleet.redisFigures[replica.id], 'lagBytes'),
    })),
  }));
}

export interface MemberOption {
  readonly value: string;
  readonly address: string;
  readonly state: string;
  readonly health: Health;
  readonly presence: MongoMember['presence'];
  readonly lagMs: number | null;
  readonly priority: number;
  readonly hidden: boolean;
  readonly isPrimary: boolean;
  /** Arbiters hold no data and members of priority 0 are never elected. */
  readonly electable: boolean;
}

/** Electable secondaries first, the one with the highest priority on top; then the rest, by address. */
export function memberOptions(fleet: Pick<FleetState, 'mongo' | 'mongoMembers' | 'mongoFigures'>): MemberOption[] {
  return Object.values(fleet.mongoMembers)
    .filter((member) => member.presence !== 'gone')
    .map((member) => ({
      value: member.key,
      address: addressOf(member),
      state: member.state,
      health: member.health,
      presence: member.presence,
      lagMs: mongoFigure(fleet.mongoFigures[member.key], 'lagMs'),
      priority: member.priority,
      hidden: member.hidden,
      isPrimary: member.key === fleet.mongo?.primary,
      electable: !member.arbiter && member.priority > 0,
    }))
    .sort(
      (a, b) =>
        Number(a.isPrimary) - Number(b.isPrimary) ||
        Number(b.electable) - Number(a.electable) ||
        b.priority - a.priority ||
        a.address.localeCompare(b.address),
    );
}

export interface CollectionOption {
  readonly value: string;
  readonly database: string;
  readonly collection: string;
  readonly documents: number;
  readonly dataBytes: number;
  readonly indexes: number;
  readonly indexBytes: number;
}

/** Largest indexes first: those are the ones a rebuild is for. */
export function collectionOptions(fleet: Pick<FleetState, 'mongoCollections'>): CollectionOption[] {
  return Object.values(fleet.mongoCollections)
    .map(({ namespace, documents, dataBytes, indexes }) => {
      const dot = namespace.indexOf('.');
      return {
        value: namespace,
        database: namespace.slice(0, dot),
        collection: namespace.slice(dot + 1),
        documents,
        dataBytes,
        indexes: indexes.length,
        indexBytes: indexes.reduce((sum, index) => sum + index.sizeBytes, 0),
      };
    })
    .sort((a, b) => b.indexBytes - a.indexBytes || a.value.localeCompare(b.value));
}

export interface SetOption {
  readonly value: string;
  readonly finishedMs: number;
  readonly sizeBytes: number;
  readonly verification: 'ok' | 'failed' | 'never';
  readonly proven: boolean;
  readonly store: string;
  readonly holdsMongo: boolean;
  readonly holdsRedis: boolean;
}

/** Newest first. */
export function setOptions(sets: Readonly<Record<string, BackupSet>>): SetOption[] {
  return newestFirst(Object.values(sets)).map((set) => ({
    value: set.id,
    finishedMs: set.finishedMs,
    sizeBytes: set.sizeBytes,
    verification: set.verified === null ? ('never' as const) : set.verified.ok ? ('ok' as const) : ('failed' as const),
    proven: set.proven !== null,
    store: set.store,
    holdsMongo: set.mongo !== null,
    holdsRedis: set.redis !== null,
  }));
}

export interface UnfinishedOption {
  readonly value: string;
  readonly startedMs: number;
  readonly sizeBytes: number;
  readonly store: string;
}

/** Those a backup can go on with, newest first. */
export function unfinishedOptions(stores: Readonly<Record<string, BackupStoreState>>): UnfinishedOption[] {
  return Object.values(stores)
    .flatMap(({ id: store, unfinished }) =>
      unfinished
        .filter(({ goesOnBy }) => goesOnBy === 'backup.resume')
        .map(({ setId, startedMs, sizeBytes }) => ({ value: setId, startedMs, sizeBytes, store })),
    )
    .sort((a, b) => b.startedMs - a.startedMs);
}

export interface StoreOption {
  readonly value: string;
  /** A folder, or `s3://bucket/prefix`. */
  readonly place: string;
  readonly freeBytes: number | null;
  /** Cannot be used now; why stands on the Backups screen. */
  readonly isInTrouble: boolean;
}

/** In the order of the profile: the first is the one that counts where none is chosen. */
export function storeOptions(stores: Readonly<Record<string, BackupStoreState>>): StoreOption[] {
  return Object.values(stores).map(({ id, place, freeBytes, trouble }) => ({
    value: id,
    place,
    freeBytes,
    isInTrouble: trouble !== null,
  }));
}

function addressOf({ host, port }: { readonly host: string; readonly port: number }): string {
  return `${host}:${port}`;
}
