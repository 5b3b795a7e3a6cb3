// Which slots lie together on a shard, as every primary says of itself. A key that moves from one shard to another while
// both are copied may be in neither copy; so a backup begins only when no slot is on its way, and holds only where none moved.

import { AppError } from '../../../shared/errors.ts';
import { formatRanges } from '../../../shared/slots.ts';
import type { RedisAccess, RedisReading } from '../../redis/redis-access.ts';

/** Equal for equal layouts, whoever is primary of a shard: a failover moves no key between shards. */
export type SlotLayout = string;

/** Throws `blocked` while a slot is on its way. */
export async function readSlotLayout(redis: RedisAccess, { summary, nodes }: RedisReading): Promise<SlotLayout> {
  if (summary.mode !== 'cluster') return '';
  const owners = Object.values(nodes).filter(
    ({ role, presence, ranges }) => role === 'primary' && presence !== 'gone' && ranges.length > 0,
  );
  const shards = await Promise.all(
    owners.map(async (owner) => {
      // A primary that does not answer moves no slots either; what the others know of it holds.
      const own =
        owner.presence === 'live' ? (await redis.viewOf(owner.id)).find(({ isMyself }) => isMyself) : undefined;
      const [moving] = own?.open ?? [];
      if (moving) throw slotOnItsWay(moving.slot);
      return formatRanges(own?.ranges ?? owner.ranges);
    }),
  );
  return shards.sort().join(' | ');
}

/** Throws `conflict` where slots moved since `before` was read. */
export async function requireSameLayout(redis: RedisAccess, before: SlotLayout): Promise<void> {
  const now = await readSlotLayout(redis, await redis.read()).catch((error: unknown) => {
    if (error instanceof AppError && error.code === 'blocked') return null;
    throw error;
  });
  if (now === before) return;
  throw new AppError('conflict', 'Slots moved between shards while they were copied: the copies could miss keys.', {
    hint: 'Wait until the cluster is rebalanced, then take the backup again.',
  });
}

function slotOnItsWay(slot: number): AppError {
  return new AppError('blocked', `Slot ${slot} is on its way to another shard: copies taken now could miss its keys.`, {
    hint: 'Wait until the cluster is rebalanced; a slot that was left half-way is put right with CLUSTER SETSLOT.',
  });
}
