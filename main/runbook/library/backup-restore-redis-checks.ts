// What must hold of a Redis target before keys are given to it: that it takes the largest of them, and that what it is given
// survives its restart.

import { text } from '../../../shared/text.ts';
import { PAYLOAD_BYTES } from '../../backup/rdb/restore-payload.ts';
import type { RedisAccess } from '../../redis/redis-access.ts';
import type { CheckStep } from '../runbook.ts';
import type { RestoreData } from './backup-restore-data.ts';
import { blocks, check } from './check-step.ts';

/** As every server has it that was not told otherwise. */
const BULK_BYTES = 512 * 1024 * 1024;

export const largestValueCheck = ({ set, fetchFrom }: RestoreData): CheckStep =>
  check('redisLargest', async ({ redis, backups }) => {
    const manifest = await backups.manifestOf(set, fetchFrom ?? undefined);
    const largest = Math.max(
      0,
      ...(manifest.redis?.shards ?? []).map(({ largestValueBytes }) => largestValueBytes ?? 0),
    );
    const limits = await Promise.all((await primariesOf(redis!)).map((node) => bulkBytes(redis!, node)));
    const limit = Math.min(...limits);
    if (largest + PAYLOAD_BYTES > limit)
      return blocks(
        `one value takes ${largest} bytes, and a node takes ${limit} in one piece; raise it there for the restore: CONFIG SET proto-max-bulk-len ${2 * largest}`,
      );
    return { ok: true, text: text('redisLargest.ok', { largest, limit }) };
  });

/** A user who may not ask gets what is usual. */
async function bulkBytes(redis: RedisAccess, node: string): Promise<number> {
  const reply = await redis.command(node, ['CONFIG', 'GET', 'proto-max-bulk-len']).catch(() => null);
  return Array.isArray(reply) && reply.length === 2 ? Number(reply[1]) : BULK_BYTES;
}

/** Keys come as commands, so an append-only file holds them like any write; a restart loses none, whichever file it loads. */
export const appendOnlyCheck = ({ set, fetchFrom }: RestoreData): CheckStep =>
  check('redisAof', async ({ redis, backups }) => {
    const nodes = await primariesOf(redis!);
    const infos = await Promise.all(
      nodes.map(async (node) => String(await redis!.command(node, ['INFO', 'persistence']))),
    );
    const withFile = infos.filter((info) => /^aof_enabled:1\r?$/m.test(info));
    if (withFile.some((info) => /^aof_last_write_status:err/m.test(info)))
      return blocks(
        'a node could not write its append-only file the last time: look at the free space of its data folder',
      );
    if (withFile.length === 0) return { ok: true, text: text('redisAof.off') };
    const manifest = await backups.manifestOf(set, fetchFrom ?? undefined);
    const files = new Set(manifest.redis?.shards.map(({ file }) => file));
    const bytes = manifest.files.reduce(
      (sum, { path, sizeBytes, chunks }) => (files.has(path) ? sum + (chunks?.plainBytes ?? sizeBytes) : sum),
      0,
    );
    return { ok: true, text: text('redisAof.on', { nodes: withFile.length, all: nodes.length, bytes }) };
  });

async function primariesOf(redis: RedisAccess): Promise<string[]> {
  const { summary, nodes } = await redis.read();
  return Object.values(nodes)
    .filter(
      ({ role, presence, ranges }) =>
        role === 'primary' && presence === 'live' && (summary.mode !== 'cluster' || ranges.length > 0),
    )
    .map(({ id }) => id);
}
