// Copies one shard's data set into a set: RDB bytes as the server sends them, their structure and checksum read on the way.

import { damaged } from '../damaged.ts';
import { FileWriter, type SetFormat } from '../format/file-writer.ts';
import type { SetFile } from '../manifest.ts';
import type { RdbSummary } from '../rdb/rdb-entry.ts';
import { RdbReader } from '../rdb/rdb-reader.ts';
import type { RedisSocketOptions } from '../../redis/redis-access.ts';
import type { Pace } from '../work/pace.ts';
import { withReplicationStream } from './replication-stream.ts';

export interface DumpShardOptions {
  readonly socket: RedisSocketOptions;
  readonly format: SetFormat;
  /** Inside the set, without the ending for its packing. */
  readonly path: string;
  readonly signal: AbortSignal;
  readonly pace: Pace;
  /** Told once: how long the RDB is, where the server knows. */
  readonly onSize?: (bytes: number | null) => void;
  /** Called for every portion with its bytes. */
  readonly onBytes: (bytes: number) => void;
}

export interface DumpedShard {
  readonly file: SetFile;
  readonly rdb: RdbSummary;
  readonly replicationId: string | null;
  readonly replicationOffset: number | null;
}

export function dumpShard({
  socket,
  format,
  path,
  pace,
  signal,
  onSize,
  onBytes,
}: DumpShardOptions): Promise<DumpedShard> {
  return withReplicationStream(socket, signal, async (stream) => {
    onSize?.(stream.totalBytes);
    const file = await FileWriter.create(format, path);
    try {
      const reader = new RdbReader(stream.totalBytes === null ? {} : { totalBytes: stream.totalBytes });
      for await (const chunk of stream.chunks()) {
        await pace.take(chunk.length, signal);
        reader.push(chunk);
        await file.write(chunk);
        onBytes(chunk.length);
      }
      const rdb = reader.end();
      if (rdb.bytes !== file.plainBytes) throw damaged('the server sent more than one RDB');
      return { file: await file.finish(), rdb, replicationId: stream.replicationId, replicationOffset: stream.offset };
    } catch (error) {
      await file.abandon();
      throw error;
    }
  });
}
