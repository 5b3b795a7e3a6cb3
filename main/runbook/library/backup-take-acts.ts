// The acts of backup.take. Each part leaves its piece of the manifest in the journal; the last act joins the pieces.

import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../../shared/errors.ts';
import { momentOfMs, momentText } from '../../../shared/moment.ts';
import { text, type Text } from '../../../shared/text.ts';
import { MANIFEST_FILE, type MongoInSet, type SetFile } from '../../backup/manifest.ts';
import { checkpointOf, sizeOf } from '../../backup/manifest-figures.ts';
import { dumpMongo, type DumpedMongo } from '../../backup/mongo/dump-mongo.ts';
import type { KeptDump } from '../../backup/mongo/dump-options.ts';
import { MONGO_FOLDER } from '../../backup/mongo/namespace-files.ts';
import type { DumpSource } from '../../backup/mongo/read-collection.ts';
import { dumpRedis, type DumpedRedis } from '../../backup/redis/dump-redis.ts';
import { shardSources, type ShardSource } from '../../backup/redis/shard-sources.ts';
import type { RoomWatch } from '../../backup/room.ts';
import { partialFolder } from '../../backup/set-folder.ts';
import { sumOf } from '../../backup/stores/set-files.ts';
import { isServed, keptDump, momentContent } from '../../backup/unfinished/kept-moment.ts';
import { createPace } from '../../backup/work/pace.ts';
import { createPartsProgress, type PartsProgress } from '../parts-progress.ts';
import type { ActStep, StepContext } from '../runbook.ts';
import { followingSource, mongoSource, withMongoErrors } from './backup-mongo-source.ts';
import { finishUnderWay, setUnderWay, type UnderWayData } from './backup-set-under-way.ts';
import { mongoBytes, redisBytes } from './backup-take-checks.ts';
import type { TakeData } from './backup-take-data.ts';
import { cleanUpTaken, keepingFinished, takePart, type PartUnderWay } from './backup-take-part.ts';

/** Beside the figures of the progress. */
function spaceLeft(room: RoomWatch): () => Text | null {
  return () => {
    const free = room.freeBytes();
    return free === null ? null : text('space.left', { free });
  };
}

/** What an act leaves in the journal under `mongo`. */
export interface MongoPiece {
  readonly mongo: MongoInSet;
  readonly files: readonly SetFile[];
}

/** A piece counts as done when all its files are where they must be, at full length. */
export async function observePiece(
  context: StepContext,
  { store }: Pick<TakeData, 'store'>,
  name: 'redis' | 'mongo',
): Promise<'done' | 'not-done'> {
  const set = setUnderWay(context);
  const piece = context.recorded(name) as { readonly files: readonly SetFile[] } | undefined;
  if (!set || !piece) return 'not-done';
  const { folder } = await context.backups.store(store);
  for (const home of [partialFolder(folder, set.id), join(folder, set.id)]) {
    const sizes = await Promise.all(
      piece.files.map(({ path }) =>
        stat(join(home, path)).then(
          ({ size }) => size,
          () => -1,
        ),
      ),
    );
    if (sizes.every((size, index) => size === piece.files[index]!.sizeBytes)) return 'done';
  }
  return 'not-done';
}

export const takeRedis = (data: TakeData): ActStep => ({
  kind: 'act',
  id: 'redis',
  title: text('act.redis'),
  commands: data.commands.redis,
  cancellable: true,
  observe: (context) => observePiece(context, data, 'redis'),
  cleanUp: (context) => cleanUpTaken(context, data),
  act: (context) =>
    takePart(context, data, async (part) => {
      const redis = context.redis!;
      const { kept } = part;
      if (kept.redis !== null) {
        await context.record('redis', kept.redis);
        const { shards } = kept.redis.redis;
        const at = momentText(momentOfMs(Math.min(...shards.map(({ startedMs }) => startedMs))));
        return text('redis.kept', { keys: keysOf(kept.redis), shards: shards.length, at });
      }
      const reading = await redis.read({ signal: context.signal });
      const sources = shardSources(reading, data.redisFrom);
      const total = await redisBytes(context);
      context.note(text('redis.waiting'));
      const nameOf = ({ node }: ShardSource): string => `${node.host}:${node.port}`;
      const format = part.format(total);
      const detail = spaceLeft(format.room);
      const progress = createPartsProgress({ report: context.progress, unit: 'bytes', total, detail });
      const piece = await dumpRedis({
        redis,
        reading,
        sources,
        format,
        clock: context.clock,
        signal: context.signal,
        // Not held by a pause: a server gives up on whoever reads nothing for its repl-timeout.
        pace: createPace(data),
        onBegin: (source, bytes) => progress.begin(nameOf(source), bytes),
        onBytes: (source, bytes) => progress.add(nameOf(source), bytes),
        onEnd: (source) => progress.end(nameOf(source)),
      });
      const figures = { keys: keysOf(piece), shards: sources.length };
      await part.note('redis', { atMs: context.clock.now(), ...figures }, { ...piece, files: [...piece.files] });
      await context.record('redis', piece);
      return text('redis.done', { ...figures, bytes: sumOf(piece.files) });
    }),
});

const keysOf = ({ redis }: DumpedRedis): number => redis.shards.reduce((sum, { keys }) => sum + keys, 0);

export const takeMongo = (data: TakeData): ActStep => ({
  kind: 'act',
  id: 'mongo',
  title: text('act.mongo'),
  commands: data.commands.mongo,
  cancellable: true,
  observe: (context) => observePiece(context, data, 'mongo'),
  cleanUp: (context) => cleanUpTaken(context, data),
  act: (context) =>
    takePart(context, data, async (part) => {
      if (context.recorded('redis') !== undefined && part.kept.redis === null)
        throw new AppError('damaged', 'The files of Redis are not in the unfinished set as they were written.', {
          hint: 'Take a new backup.',
        });
      const first = await mongoSource(context.mongo!, data.mongoFrom);
      const { member, reading } = first;
      const source = followingSource(context.mongo!, first, data.mongoFrom);
      const kept = await keptMongo(context, part, source);
      let startedMs = kept === null ? context.clock.now() : part.kept.mongo!.begunMs;
      const total = await mongoBytes(context);
      const format = part.format(total);
      const space = spaceLeft(format.room);
      let restart: Text | null = null;
      const detail = (): Text | null => restart ?? space();
      const progressOfAll = (): PartsProgress =>
        createPartsProgress({ report: context.progress, unit: 'bytes', total, items: 'documents', detail });
      let progress = progressOfAll();
      for (const [namespace, { written }] of kept?.done ?? []) {
        progress.add(namespace, written?.collection.sizeBytes ?? 0, written?.collection.documents);
        progress.end(namespace);
      }
      const dump = dumpMongo({
        source,
        format,
        ...(kept && { kept }),
        onMoment: (found) => {
          const collections = found.collections.length + (found.accounts?.length ?? 0);
          return part.note('moment', { atMs: context.clock.now(), collections }, momentContent(found));
        },
        onCollection: (namespace, { written = null, apart = null }) => {
          const documents = written?.collection.documents ?? 0;
          const content = { namespace, written: written && { ...written, files: [...written.files] }, apart };
          return part.note('collection', { atMs: context.clock.now(), documents }, content);
        },
        level: reading.summary.mode === 'replica-set' ? 'snapshot' : 'local',
        accounts: data.mongoAccounts,
        pace: createPace({ ...data, untilContinued: context.untilContinued }),
        isGentle: data.isGentle,
        clock: context.clock,
        signal: context.signal,
        onBegin: (namespace, bytes) => progress.begin(namespace, bytes),
        onBatch: ({ namespace, bytes, documents }) => progress.add(namespace, bytes, documents),
        onEnd: (namespace) => progress.end(namespace),
        onRestart(namespace, reason) {
          startedMs = context.clock.now();
          restart = text(`mongo.restart.${reason}`, { namespace });
          progress = progressOfAll();
        },
      });
      const dumped = await withMongoErrors(`${member.host}:${member.port}`, () => dump);
      const { databases, collections, files, clusterTime, asOf, apart, lacksAccounts } = dumped;
      if (lacksAccounts) context.note(text('mongo.noAccounts'));
      const mongo: MongoInSet = {
        version: member.version,
        replicaSet: reading.summary.name,
        members: Object.values(reading.members).map(({ key, host, port, state }) => ({ key, host, port, state })),
        consistency: isOneMoment(dumped) ? 'point-in-time' : 'each-collection',
        clusterTime,
        ...(asOf && { asOf }),
        apart: [...apart],
        startedMs,
        finishedMs: context.clock.now(),
        databases: [...databases],
        collections: [...collections],
      };
      await context.record('mongo', { mongo, files } satisfies MongoPiece);
      const documents = collections.reduce((sum, collection) => sum + collection.documents, 0);
      const figures = { documents, collections: collections.length, bytes: sumOf(files) };
      if (clusterTime === null) return text('mongo.done', figures);
      const of = { ...figures, moment: momentText(clusterTime), apart: apart.length };
      return text(apart.length === 0 ? 'mongo.done.moment' : 'mongo.done.apart', of);
    }),
});

/** The collections that are finished, while the rest can be read as it was at their moment; else all is begun anew. */
async function keptMongo(context: StepContext, part: PartUnderWay, source: DumpSource): Promise<KeptDump | null> {
  const { mongo } = part.kept;
  if (mongo === null) return null;
  const kept = keptDump(mongo.moment, mongo.collections);
  const moment = momentText(mongo.moment.clusterTime);
  if (await isServed(kept, source, context.signal)) {
    context.note(text('mongo.kept', { collections: kept.done.size, moment }));
    return kept;
  }
  context.note(text('mongo.outrun', { moment }));
  await part.clear(MONGO_FOLDER);
  return null;
}

/** Of capped collections a server keeps no history: nobody can promise more of them. */
function isOneMoment({ clusterTime, apart }: DumpedMongo): boolean {
  return clusterTime !== null && apart.every(({ reason }) => reason === 'capped');
}

export const finishSet = (data: UnderWayData): ActStep => ({
  kind: 'act',
  id: 'finish',
  title: text('act.finish'),
  cancellable: false,
  async observe(context) {
    const set = setUnderWay(context);
    if (!set) return 'not-done';
    const { folder } = await context.backups.store(data.store);
    return stat(join(folder, set.id, MANIFEST_FILE)).then(
      () => 'done' as const,
      () => 'not-done' as const,
    );
  },
  cleanUp: (context) => cleanUpTaken(context, data),
  act: (context) =>
    keepingFinished(context, data, async () => {
      const redis = (context.recorded('redis') as DumpedRedis | undefined) ?? null;
      const mongo = (context.recorded('mongo') as MongoPiece | undefined) ?? null;
      const manifest = await finishUnderWay(context, context.backups, data, {
        mongo: mongo?.mongo ?? null,
        redis: redis?.redis ?? null,
        files: [...(redis?.files ?? []), ...(mongo?.files ?? [])],
      });
      await context.output('set', manifest.id);
      const bytes = sizeOf(manifest);
      context.measure('size', { label: text('measure.size'), value: bytes, unit: 'bytes' });
      const checkpoint = checkpointOf(manifest);
      if (checkpoint) {
        const { fromMs, toMs } = checkpoint;
        context.measure('apart', { label: text('measure.apart'), value: toMs - fromMs, unit: 'ms' });
      }
      return text('finish.done', { id: manifest.id, bytes });
    }),
});
