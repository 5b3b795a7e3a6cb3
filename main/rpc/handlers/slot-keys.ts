// The keys of one slot, asked of the node that owns it now. A sample only: COUNTKEYSINSLOT and GETKEYSINSLOT cost the server
// what is asked for and no more.

import type { SlotKeys } from '../../../shared/contract/fleet.ts';
import { AppError } from '../../../shared/errors.ts';
import { hasSlot } from '../../../shared/slots.ts';
import type { Session } from '../../fleet/session.ts';

export async function readSlotKeys(
  session: Session,
  slot: number,
  count: number,
  signal: AbortSignal,
): Promise<SlotKeys> {
  const { redis } = session;
  if (redis === null) throw new AppError('not_found', 'This profile has no Redis.');
  const known = session.fleet.get().state;
  const state = known.redis === null ? await session.reading() : known;
  if (state.redis?.mode === 'standalone') throw new AppError('unsupported', 'A standalone Redis has no slots.');
  const owner = Object.values(state.redisNodes).find(({ role, ranges }) => role === 'primary' && hasSlot(ranges, slot));
  if (owner === undefined) {
    throw new AppError('not_found', `No node owns slot ${slot} now.`, {
      hint: 'The cluster does not cover all slots; the fleet screen says why.',
    });
  }
  const total = await redis.command(owner.id, ['CLUSTER', 'COUNTKEYSINSLOT', String(slot)], { signal });
  const keys = await redis.commandBuffer(owner.id, ['CLUSTER', 'GETKEYSINSLOT', String(slot), String(count)], {
    signal,
  });
  return {
    slot,
    nodeId: owner.id,
    count: Number(total),
    sample: Array.isArray(keys) ? keys.filter((key) => Buffer.isBuffer(key)).map(keyName) : [],
  };
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

function keyName(key: Buffer): SlotKeys['sample'][number] {
  try {
    return { name: utf8.decode(key), isBinary: false };
  } catch {
    return { name: key.toString('hex'), isBinary: true };
  }
}
