// What stands in for an index while it is dropped and built again. Two jobs, often two shields:
//   - queries: the same key with one more field at the end, so that MongoDB keeps both and the planner can use either;
//   - uniqueness: the same key, unique, with a filter that every document passes (`_id` exists). MongoDB 5.0 and later keep
//     indexes of equal key apart by their filter. The planner may not use it for queries, which is why both are needed.
// Pure. Tried against MongoDB 6.0; where there is no shield it says so, it never pretends.

import { createHash } from 'node:crypto';
import type { Document } from 'mongodb';

/** An index as listIndexes gives it. */
export interface IndexSpec extends Document {
  readonly name: string;
  readonly key: Document;
}

export interface Shielding {
  readonly shields: readonly IndexSpec[];
  /** What stays without a stand-in while the index is away. */
  readonly gaps: readonly ('queries' | 'uniqueness')[];
}

export const SHIELD_FIELD = '__marsad_shield';
const SHIELD_PREFIX = '__marsad_';
const MAX_KEY_FIELDS = 32;
/** What both stand-ins take over from the original; name, uniqueness, expiry and hiding are their own. */
const SHARED_OPTIONS = [
  'sparse',
  'partialFilterExpression',
  'collation',
  '2dsphereIndexVersion',
  'bits',
  'min',
  'max',
] as const;

export function isShieldName(name: string): boolean {
  return name.startsWith(SHIELD_PREFIX);
}

export function shieldingOf(spec: IndexSpec, serverMajor: number): Shielding {
  const query = spec['hidden'] === true ? 'needless' : queryShield(spec);
  const unique = spec['unique'] !== true ? 'needless' : uniqueShield(spec, serverMajor);
  return {
    shields: [query, unique].filter((shield) => typeof shield === 'object') as IndexSpec[],
    gaps: [
      ...(query === 'none' ? (['queries'] as const) : []),
      ...(unique === 'none' ? (['uniqueness'] as const) : []),
    ],
  };
}

export function isTextIndex({ key }: IndexSpec): boolean {
  return Object.values(key).includes('text');
}

function queryShield(spec: IndexSpec): IndexSpec | 'none' {
  const fields = Object.keys(spec.key);
  if (isTextIndex(spec)) return 'none'; // one text index per collection, says the server
  const wildcard = fields.find((field) => field === '$**' || field.endsWith('.$**'));
  const name = shieldName('shield', spec);
  if (wildcard !== undefined) return { ...wildcardShield(spec, wildcard), name, ...shared(spec) };
  if (fields.length >= MAX_KEY_FIELDS) return 'none';
  return { key: { ...spec.key, [SHIELD_FIELD]: 1 }, name, ...shared(spec) };
}

/** A wildcard takes no further field, but a projection that names one more field makes it another index. */
function wildcardShield(
  spec: IndexSpec,
  wildcard: string,
): { readonly key: Document; readonly wildcardProjection: Document } {
  if (wildcard !== '$**') {
    const entries = Object.entries(spec.key).map(([field, order]) => [field === wildcard ? '$**' : field, order]);
    return {
      key: Object.fromEntries(entries) as Document,
      wildcardProjection: { [wildcard.slice(0, -'.$**'.length)]: 1 },
    };
  }
  const projection = (spec['wildcardProjection'] ?? {}) as Document;
  const isInclusion = Object.entries(projection).some(([field, value]) => field !== '_id' && Number(value) !== 0);
  return { key: spec.key, wildcardProjection: { ...projection, [SHIELD_FIELD]: isInclusion ? 1 : 0 } };
}

function uniqueShield(spec: IndexSpec, serverMajor: number): IndexSpec | 'none' {
  const fields = Object.keys(spec.key);
  if (serverMajor < 5) return 'none';
  const isSparse = spec['sparse'] === true;
  if (isSparse && fields.length > 1 && serverMajor < 6) return 'none'; // needs $or in a filter
  const { sparse: _sparse, partialFilterExpression, ...options } = shared(spec);
  const every = { _id: { $exists: true } };
  const filter = isSparse ? existsAny(fields) : ((partialFilterExpression ?? {}) as Document);
  const hasId = Object.hasOwn(filter, '_id');
  return {
    key: spec.key,
    name: shieldName('guard', spec),
    ...options,
    unique: true,
    hidden: true,
    partialFilterExpression: hasId ? { $and: [filter, every] } : { ...filter, ...every },
  };
}

/** What a sparse index holds: documents with at least one of its fields. */
function existsAny(fields: readonly string[]): Document {
  const each = fields.map((field) => ({ [field]: { $exists: true } }));
  return each.length === 1 ? each[0]! : { $or: each };
}

function shared(spec: IndexSpec): Document {
  return Object.fromEntries(
    SHARED_OPTIONS.filter((name) => spec[name] !== undefined).map((name) => [name, spec[name]]),
  );
}

/** The same for the same index, in whatever process; short, for names have a limit. */
function shieldName(job: 'shield' | 'guard', { name }: IndexSpec): string {
  return `${SHIELD_PREFIX}${job}_${createHash('sha256').update(name).digest('hex').slice(0, 12)}`;
}
