// Which collections there are while an oplog is replayed, with their options and indexes. Indexes are not built meanwhile: a TTL
// index would delete, and a unique one would refuse what only later entries put right. Pure.

import { Int32, type Document } from 'mongodb';
import type { Metadata } from '../list-collections.ts';

export interface ModelledCollection extends Metadata {
  readonly database: string;
  /** Of a time series its own name, not that of its buckets. */
  readonly name: string;
  readonly type: 'collection' | 'view' | 'timeseries';
}

const BUCKETS = 'system.buckets.';

/** `system.buckets.a` → `a`. */
export function seriesName(collection: string): string | null {
  return collection.startsWith(BUCKETS) ? collection.slice(BUCKETS.length) : null;
}

/** What `create` of the oplog makes; `name` without `system.buckets.`. */
export function created(database: string, { create, idIndex, ...options }: Document): ModelledCollection {
  const series = seriesName(String(create));
  const { temp: _temporary, autoIndexId: _obsolete, ...kept } = options;
  if (series === null) {
    const clustered = kept['clusteredIndex'] as Document | undefined;
    const indexes = clustered ? [{ ...clustered, clustered: true }] : idIndex ? [idIndex as Document] : [];
    return { database, name: String(create), type: 'collection', options: kept, indexes };
  }
  const { timeseries, expireAfterSeconds, collation } = kept;
  const own = {
    timeseries,
    ...(expireAfterSeconds !== undefined && { expireAfterSeconds }),
    ...(collation && { collation }),
  };
  return { database, name: series, type: 'timeseries', options: own, indexes: [] };
}

/** With the index of `createIndexes` or `commitIndexBuild`; one of the same name is replaced. */
export function withIndex(collection: ModelledCollection, spec: Document): ModelledCollection {
  const own = collection.type === 'timeseries' ? ofSeries(spec, collection.options) : spec;
  const others = collection.indexes.filter(({ name }) => name !== own['name']);
  return { ...collection, indexes: [...others, own] };
}

export function withoutIndex(collection: ModelledCollection, name: string): ModelledCollection {
  const isKept = (index: Document): boolean => (name === '*' ? isMadeWithIt(index) : index['name'] !== name);
  return { ...collection, indexes: collection.indexes.filter(isKept) };
}

/** `change`: of `collMod`, its field `index`. */
export function withChangedIndex(collection: ModelledCollection, change: Document): ModelledCollection {
  const { name, keyPattern: _named, hidden, expireAfterSeconds, ...rest } = change;
  // The oplog has it as a long; an index that is built has an int.
  const expiry = expireAfterSeconds === undefined ? {} : { expireAfterSeconds: new Int32(Number(expireAfterSeconds)) };
  const indexes = collection.indexes.map((index) => {
    if (index['name'] !== name) return index;
    const { hidden: _before, ...others } = index;
    const isHidden = hidden === undefined ? index['hidden'] === true : hidden === true;
    return { ...others, ...rest, ...expiry, ...(isHidden && { hidden: true }) };
  });
  return { ...collection, indexes };
}

function isMadeWithIt({ name, clustered }: Document): boolean {
  return name === '_id_' || clustered !== undefined;
}

/** The server builds it on the buckets; who makes it names the fields of the measurements. */
function ofSeries(spec: Document, { timeseries }: Document): Document {
  const { originalSpec, ...own } = spec;
  if (originalSpec) return originalSpec as Document;
  const meta = String((timeseries as Document)['metaField'] ?? '');
  const key: Document = {};
  for (const [field, direction] of Object.entries(own['key'] as Document)) {
    const [, end, measured] = /^control\.(min|max)\.(.*)$/.exec(field) ?? [];
    if (field === 'meta' || field.startsWith('meta.')) key[meta + field.slice('meta'.length)] = direction;
    else if (measured !== undefined && !Object.hasOwn(key, measured)) key[measured] = direction;
    else if (end === undefined) key[field] = direction;
  }
  return { ...own, key };
}
