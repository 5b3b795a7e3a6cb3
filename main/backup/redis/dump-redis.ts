// Copies every shard of a Redis Cluster into a set, all at once, and refuses the copies where slots moved meanwhile. Changes
// nothing on the servers.

import type { Clock } from '../../../shared/clock.ts';
import type { SetFormat } from '../format/file-writer.ts';
import type { RedisInSet, SetFile } from '../manifest.ts';
import type { RedisAccess, RedisReading } from '../../redis/redis-access.ts';
import { dumpShard } from './dump-shard.ts';
import { readServerSettings, writeServerSettings } from './server-settings.ts';
import { readSlotLayout, requireSameLayout } from './slot-layout.ts';
import type { Pace } from '../work/pace.ts';
import type { ShardSource } from './shard-sources.ts';

export interface DumpRedisOptions {
  readonly redis: RedisAccess;
  readonly reading: RedisReading;
  readonly sources: readonly ShardSource[];
  readonly format: SetFormat;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly pace: Pace;
  /** A shard begins to come in; null where its server does not know how long it is. */
  readonly onBegin: (source: ShardSource, bytes: number | null) => void;
  readonly onBytes: (source: ShardSource, bytes: number) => void;
  readonly onEnd: (source: ShardSource) => void;
}

export interface DumpedRedis {
  readonly redis: RedisInSet;
  readonly files: readonly SetFile[];
}

export async function dumpRedis({
  redis,
  reading,
  sources,
  format,
  clock,
  signal,
  pace,
  onBegin,
  onBytes,
  onEnd,
}: DumpRedisOptions): Promise<DumpedRedis> {
  const layout = await readSlotLayout(redis, reading);
  const stop = new AbortController();
  const either = AbortSignal.any([signal, stop.signal]);
  const dumps = sources.map(async (source) => {
    const { shard, node, file: path } = source;
    const startedMs = clock.now();
    let begunMs = startedMs;
    const socket = redis.socketOptions(node.id);
    const dumped = await dumpShard({
      socket,
      format,
      path,
      pace,
      signal: either,
      onSize: (bytes) => {
        begunMs = clock.now();
        onBegin(source, bytes);
      },
      onBytes: (bytes) => onBytes(source, bytes),
    });
    const settings = await readServerSettings(redis, node.id, format.seal !== null);
    const settingsFile = await writeServerSettings(format, path.replace(/\.rdb$/, '.metadata.json'), settings);
    onEnd(source);
    const inSet: RedisInSet['shards'][number] = {
      primary: shard.primary.id,
      ranges: shard.primary.ranges.map(({ from, to }) => ({ from, to })),
      readFrom: { nodeId: node.id, role: node.role, host: node.host, port: node.port },
      file: dumped.file.path,
      rdbVersion: dumped.rdb.version,
      keys: dumped.rdb.keys,
      keysWithTtl: dumped.rdb.keysWithTtl,
      keysElsewhere: dumped.rdb.keysElsewhere,
      functions: dumped.rdb.functions,
      largestValueBytes: dumped.rdb.largestValueBytes,
      settingsFile: settingsFile.path,
      hasChecksum: dumped.rdb.hasChecksum,
      replicationId: dumped.replicationId,
      replicationOffset: dumped.replicationOffset,
      startedMs,
      begunMs,
      finishedMs: clock.now(),
    };
    return { inSet, files: [dumped.file, settingsFile] };
  });
  // The first failure ends the others; all have let go of their files before it is told.
  for (const dump of dumps) dump.catch((error: unknown) => stop.abort(error));
  const results = await Promise.allSettled(dumps);
  if (signal.aborted) throw signal.reason;
  if (stop.signal.aborted) throw stop.signal.reason;
  await requireSameLayout(redis, layout);
  const done = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  return {
    redis: {
      version: reading.summary.version,
      mode: reading.summary.mode,
      consistency: 'each-shard',
      members: Object.values(reading.nodes)
        .filter(({ presence }) => presence !== 'gone')
        .map(({ id, host, port, role, primary }) => ({ id, host, port, role, primary })),
      shards: done.map(({ inSet }) => inSet),
    },
    files: done.flatMap(({ files }) => files),
  };
}
