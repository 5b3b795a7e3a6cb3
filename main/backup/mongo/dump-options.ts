// What a dump is told, as a whole and for each collection of it.

import type { Timestamp } from 'mongodb';
import type { Clock } from '../../../shared/clock.ts';
import type { SetFormat } from '../format/file-writer.ts';
import type { Pace } from '../work/pace.ts';
import type { MongoApart, MongoCollectionInSet, SetFile } from '../manifest.ts';
import type { AccountChoice } from './accounts.ts';
import type { FoundCollection } from './list-collections.ts';
import type { LossReason, Moment } from './moment.ts';
import type { ReadLevel } from './raw-batches.ts';
import type { DumpSource } from './read-collection.ts';

export interface DumpMongoOptions {
  readonly source: DumpSource;
  /** Only these; default: every user database. */
  readonly databases?: readonly string[];
  readonly format: SetFormat;
  /** `snapshot` where the server keeps history (a replica set), `local` where not. */
  readonly level: Exclude<ReadLevel, 'majority'>;
  /** Default: none. */
  readonly accounts?: AccountChoice;
  /** Default: as fast as it goes. */
  readonly pace?: Pace;
  /** One collection at a time, by one cursor. */
  readonly isGentle?: boolean;
  /** Collections of twice this size and more are read by several cursors. */
  readonly rangeBytes?: number;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly onBatch: (batch: { readonly namespace: string; readonly documents: number; readonly bytes: number }) => void;
  /** A collection is begun, or begun again, with about so many bytes. */
  readonly onBegin?: (namespace: string, sizeBytes: number) => void;
  readonly onEnd?: (namespace: string) => void;
  /** The moment was lost for this collection: everything is read again, at a new one. */
  readonly onRestart?: (namespace: string, reason: LossReason) => void;
  /** What an earlier try finished at a moment that is still served: the rest is read at it, too. */
  readonly kept?: KeptDump;
  /** A moment was chosen: what was told of earlier ones is void. Only where the server keeps history. */
  readonly onMoment?: (found: FoundMoment & { readonly clusterTime: Timestamp }) => Promise<void>;
  /** The collection is finished, its files on the disk. Only where the server keeps history. */
  readonly onCollection?: (namespace: string, dumped: DumpedCollection) => Promise<void>;
}

/** What there was at the moment. */
export interface FoundMoment extends Omit<Moment, 'clusterTime'> {
  /** Null: each collection is read at a moment of its own, from `asOf.fromMs` on. */
  readonly clusterTime: Timestamp | null;
  /** Null: this user may not read them. */
  readonly accounts: readonly FoundCollection[] | null;
}

export interface KeptDump {
  readonly found: FoundMoment & { readonly clusterTime: Timestamp };
  /** By namespace. */
  readonly done: ReadonlyMap<string, DumpedCollection>;
}

export interface DumpedCollection {
  /** Absent for a collection that a client dropped before it could be read. */
  readonly written?: { readonly collection: MongoCollectionInSet; readonly files: readonly SetFile[] };
  readonly apart?: MongoApart;
}

/** What the dump of one collection needs to know of the whole. */
export interface DumpUnderWay extends DumpMongoOptions {
  /** Null: collections are read at no common moment. */
  readonly at: Timestamp | null;
  readonly pace: Pace;
  readonly rangeBytes: number;
  /** Where the moment is lost for a collection, it is read at one of its own instead of all again. */
  readonly isLastAttempt: boolean;
}
