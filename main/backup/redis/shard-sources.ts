// Which node each shard of a cluster is copied from. Pure: works on one reading.

import { AppError } from '../../../shared/errors.ts';
import { shardsOf, type RedisNode, type Shard } from '../../../shared/model/redis.ts';
import { SLOT_COUNT, countSlots } from '../../../shared/slots.ts';
import type { RedisReading } from '../../redis/redis-access.ts';

export interface ShardSource {
  readonly shard: Shard;
  readonly node: RedisNode;
  /** Inside the set: `redis/<first slot>-<start of the primary's id>.rdb`. */
  readonly file: string;
}

/** A node that can be copied now. */
function isUsable(node: RedisNode): boolean {
  return (
    node.presence === 'live' && !node.flags.some((flag) => flag === 'fail' || flag === 'fail?' || flag === 'noaddr')
  );
}

/** Throws `blocked` when a shard has no node to copy from, or slots have no owner. */
export function shardSources(reading: RedisReading, from: 'primary' | 'replica'): readonly ShardSource[] {
  const isCluster = reading.summary.mode === 'cluster';
  const shards = shardsOf(reading.nodes).filter(({ primary }) => !isCluster || primary.ranges.length > 0);
  const covered = shards.reduce((sum, { primary }) => sum + countSlots(primary.ranges), 0);
  if (isCluster && covered < SLOT_COUNT) {
    throw new AppError('blocked', `Only ${covered} of ${SLOT_COUNT} slots have an owner: a set would miss keys.`);
  }
  return shards.map((shard) => ({ shard, node: sourceOf(shard, from), file: fileOf(shard.primary) }));
}

function sourceOf({ primary, replicas }: Shard, from: 'primary' | 'replica'): RedisNode {
  if (from === 'primary') {
    if (isUsable(primary)) return primary;
    throw new AppError(
      'blocked',
      `The primary ${primary.host}:${primary.port} cannot be read: ${primary.trouble ?? primary.presence}.`,
      {
        hint: 'Copy from replicas instead, or wait for the failover.',
      },
    );
  }
  const replica = replicas.find((node) => isUsable(node) && node.replicationLink === 'up');
  if (replica) return replica;
  throw new AppError(
    'blocked',
    `The shard of ${primary.host}:${primary.port} has no replica that is in step with it.`,
    {
      hint: 'Copy from primaries instead.',
    },
  );
}

function fileOf({ id, ranges }: RedisNode): string {
  const isNodeId = /^[0-9a-f]{40}$/.test(id);
  return `redis/${ranges[0]?.from ?? 0}-${isNodeId ? id.slice(0, 8) : id.replaceAll(/[^\w-]/g, '_')}.rdb`;
}
