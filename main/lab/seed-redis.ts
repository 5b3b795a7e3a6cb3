// Fills the lab's cache with sample keys of every type: one pipelined connection per primary, commands sorted by the
// owner of their slot. Only for servers the lab started.

import { Redis } from 'ioredis';
import { SLOT_COUNT, slotOfKey } from '../../shared/slots.ts';
import { random } from './random.ts';
import { SAMPLE_SEED, type SampleSize } from './sample-shape.ts';
import { sampleKeys } from './sample-keys.ts';

/** Commands per round trip and primary. */
const BATCH = 2000;

const PROGRESS_STEP = 20_000;

export interface SeedRedisOptions {
  readonly size: SampleSize;
  readonly onProgress?: (keys: number) => void;
  /** A server that is no cluster owns every slot. */
  readonly standalone?: boolean;
}

interface Owner {
  readonly from: number;
  readonly to: number;
  readonly client: Redis;
  pending: (readonly string[])[];
}

/** `port`: any node of the lab's cluster, or its one server. Resolves with the number of keys written. */
export async function seedRedis(
  port: number,
  { size, onProgress, standalone = false }: SeedRedisOptions,
): Promise<number> {
  const owners = standalone ? [soleOwner(port)] : await ownersOf(port);
  try {
    let keys = 0;
    for (const { key, commands } of sampleKeys(size, random(SAMPLE_SEED))) {
      const slot = slotOfKey(key);
      const owner = owners.find(({ from, to }) => slot >= from && slot <= to)!;
      owner.pending.push(...commands);
      keys += 1;
      if (owner.pending.length >= BATCH) await flush(owner);
      if (keys % PROGRESS_STEP === 0) onProgress?.(keys);
    }
    await Promise.all(owners.map(flush));
    return keys;
  } finally {
    for (const { client } of owners) client.disconnect();
  }
}

async function flush(owner: Owner): Promise<void> {
  const commands = owner.pending;
  owner.pending = [];
  const replies = await owner.client.pipeline(commands.map(([name, ...args]) => [name!.toLowerCase(), ...args])).exec();
  for (const [error] of replies ?? []) if (error) throw error;
}

function soleOwner(port: number): Owner {
  return { from: 0, to: SLOT_COUNT - 1, client: new Redis({ host: '127.0.0.1', port }), pending: [] };
}

async function ownersOf(port: number): Promise<Owner[]> {
  const asked = new Redis({ host: '127.0.0.1', port });
  try {
    const ranges = (await asked.call('CLUSTER', 'SLOTS')) as [number, number, [string, number]][];
    return ranges.map(([from, to, [host, ownerPort]]) => ({
      from,
      to,
      client: new Redis({ host, port: ownerPort }),
      pending: [],
    }));
  } finally {
    asked.disconnect();
  }
}
