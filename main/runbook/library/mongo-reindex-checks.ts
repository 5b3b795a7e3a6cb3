// The preconditions of a reindex, each a live reading and the reason it blocks.

import type { MongoMember } from '../../../shared/model/mongo.ts';
import { text } from '../../../shared/text.ts';
import type { MongoReading } from '../../mongo/mongo-access.ts';
import type { CheckStep, Reading, RunbookContext } from '../runbook.ts';
import { memberCommand } from './mongo-command.ts';
import type { ReindexData } from './mongo-reindex-data.ts';
import { currentBuilds, databaseOf, listIndexes, mongoCall, specText } from './mongo-reindex-server.ts';
import { isShieldName } from './mongo-reindex-shield.ts';
import { mongoOf, mongoReading } from './shared-reading.ts';

const MAX_INDEXES = 64;
/** A member that falls behind longer than the oplog reaches has to be copied anew. */
const MIN_OPLOG_WINDOW_MS = 3_600_000;
const OPLOG_FULL = 0.9;
const SLOW_MEMBER_MS = 10_000;

type Look = (context: RunbookContext, data: ReindexData) => Promise<Reading>;

export function reindexChecks(data: ReindexData): readonly CheckStep[] {
  const looks: Readonly<Record<string, Look>> =
    data.mode === 'replica-set' ? { members, specs, guarded, space, builds, oplog } : { specs, space, builds };
  return Object.entries(looks).map(([id, look]) => ({
    kind: 'check',
    id,
    title: text(`check.${id}`),
    read: (context) => look(context, data),
  }));
}

/** The commit quorum is all voting members: one that is away would hold the build for as long as it is. */
async function members(context: RunbookContext): Promise<Reading> {
  let reading = await mongoReading(context);
  let away = awayOf(reading);
  // Well as the set sees it, and only slow to answer here: asked once more.
  if (away.length > 0 && away.every(isServing)) {
    reading = await mongoOf(context).read({ timeoutMs: SLOW_MEMBER_MS });
    away = awayOf(reading);
  }
  if (reading.summary.primary === null) return { ok: false, text: text('members.noPrimary') };
  if (away.length === 0) return { ok: true, text: text('members.ok', { count: votingOf(reading).length }) };
  return {
    ok: false,
    text: text('members.away', { nodes: away.map(({ host, port, state }) => `${host}:${port} (${state})`).join(', ') }),
  };
}

function votingOf({ members: all }: MongoReading): readonly MongoMember[] {
  return Object.values(all).filter((member) => member.votes > 0 && !member.arbiter && member.presence !== 'gone');
}

function awayOf(reading: MongoReading): readonly MongoMember[] {
  return votingOf(reading).filter((member) => member.presence !== 'live' || !isServing(member));
}

function isServing({ state }: MongoMember): boolean {
  return state === 'PRIMARY' || state === 'SECONDARY';
}

async function specs(context: RunbookContext, data: ReindexData): Promise<Reading> {
  const { ready } = await listIndexes(context, data);
  const leftover = ready.filter(({ name }) => isShieldName(name)).map(({ name }) => name);
  if (leftover.length > 0) return { ok: false, text: text('specs.leftover', { names: leftover.join(', ') }) };
  const now = new Map(ready.map((spec) => [spec.name, specText(spec)]));
  const differing = data.indexes.filter(({ name, spec }) => now.get(name) !== spec).map(({ name }) => name);
  if (differing.length > 0) return { ok: false, text: text('specs.changed', { names: differing.join(', ') }) };
  const most = ready.length + Math.max(0, ...data.indexes.map(({ shields }) => shields.length));
  if (data.mode === 'replica-set' && most > MAX_INDEXES)
    return { ok: false, text: text('specs.tooMany', { most, limit: MAX_INDEXES }) };
  return { ok: true, text: text('specs.ok', { count: data.indexes.length }) };
}

async function guarded(_context: RunbookContext, data: ReindexData): Promise<Reading> {
  const names = data.indexes
    .filter(({ gaps }) => gaps.length > 0)
    .map(({ name }) => name)
    .join(', ');
  if (names === '') return { ok: true, text: text('guarded.ok') };
  return { ok: data.acceptUnguarded, text: text(data.acceptUnguarded ? 'guarded.accepted' : 'guarded.not', { names }) };
}

/** The largest index and its shields have to fit beside what is there, on every member. */
async function space(context: RunbookContext, data: ReindexData): Promise<Reading> {
  const sizes = await indexSizes(context, data);
  const neededBytes = 2 * Math.max(0, ...data.indexes.map(({ name }) => sizes.get(name) ?? 0));
  const frees = await Promise.all(
    data.members.map(async (member) => {
      const stats = await memberCommand(
        context,
        member,
        { dbStats: 1 },
        { database: data.database, timeoutMs: 10_000 },
      );
      return { member, freeBytes: Number(stats['fsTotalSize']) - Number(stats['fsUsedSize']) };
    }),
  );
  const least = frees.toSorted((a, b) => a.freeBytes - b.freeBytes)[0];
  if (!least || !Number.isFinite(least.freeBytes)) return { ok: true, text: text('space.unknown', { neededBytes }) };
  const ok = least.freeBytes > neededBytes * 1.2;
  return {
    ok,
    text: text(ok ? 'space.ok' : 'space.short', { node: least.member.label, freeBytes: least.freeBytes, neededBytes }),
  };
}

async function indexSizes(context: RunbookContext, data: ReindexData): Promise<ReadonlyMap<string, number>> {
  const stats = await mongoCall(data, () =>
    databaseOf(context, data)
      .collection(data.collection)
      .aggregate([{ $collStats: { storageStats: {} } }])
      .toArray(),
  );
  const sizes = (stats[0]?.['storageStats']?.['indexSizes'] ?? {}) as Record<string, number>;
  return new Map(Object.entries(sizes).map(([name, size]) => [name, Number(size)]));
}

async function builds(context: RunbookContext, data: ReindexData): Promise<Reading> {
  const count = (await currentBuilds(context, data, true)).length;
  return { ok: count === 0, text: text(count === 0 ? 'builds.none' : 'builds.some', { count }) };
}

async function oplog(context: RunbookContext, data: ReindexData): Promise<Reading> {
  const [{ summary }, [stats]] = await Promise.all([
    mongoReading(context),
    mongoCall(data, () =>
      mongoOf(context)
        .client()
        .db('local')
        .collection('oplog.rs')
        .aggregate([{ $collStats: { storageStats: {} } }])
        .toArray(),
    ),
  ]);
  const storage = (stats?.['storageStats'] ?? {}) as { size?: number; maxSize?: number };
  const share = storage.size !== undefined && storage.maxSize ? storage.size / storage.maxSize : 1;
  const windowMs = summary.oplogWindowMs;
  if (windowMs === null) return { ok: true, text: text('oplog.unknown') };
  const ok = windowMs >= MIN_OPLOG_WINDOW_MS || share < OPLOG_FULL; // one that is not full yet reaches further than it looks
  return { ok, text: text(ok ? 'oplog.ok' : 'oplog.short', { windowMs, share, leastMs: MIN_OPLOG_WINDOW_MS }) };
}
