// Who owns each slot now, read again whenever a node says otherwise.

import { AppError } from '../../../shared/errors.ts';
import { SLOT_COUNT, slotOfKey } from '../../../shared/slots.ts';
import type { RedisAccess } from '../../redis/redis-access.ts';

export class SlotOwners {
  readonly #redis: RedisAccess;
  #owners: (string | undefined)[] = [];
  isCluster = false;

  constructor(redis: RedisAccess) {
    this.#redis = redis;
  }

  async refresh(): Promise<void> {
    const { summary, nodes } = await this.#redis.read();
    this.isCluster = summary.mode === 'cluster';
    const primaries = Object.values(nodes).filter(({ role, presence }) => role === 'primary' && presence !== 'gone');
    if (!this.isCluster) {
      this.#owners = Array.from({ length: SLOT_COUNT }, () => primaries[0]?.id);
      return;
    }
    const owners: (string | undefined)[] = Array.from({ length: SLOT_COUNT });
    for (const { id, ranges } of primaries) for (const { from, to } of ranges) owners.fill(id, from, to + 1);
    this.#owners = owners;
  }

  /** Node id of the owner of a key's slot. Throws `blocked` where the slot has none. */
  of(key: Buffer): string {
    const owner = this.find(key);
    if (owner === undefined)
      throw new AppError('blocked', `Slot ${slotOfKey(key)} has no owner now.`, { hint: 'Repair the cluster first.' });
    return owner;
  }

  find(key: Buffer): string | undefined {
    return this.#owners[this.isCluster ? slotOfKey(key) : 0];
  }

  /** Where a slot is moving to, as the node it moves from says. */
  async importerOf(key: Buffer, nodeId: string): Promise<string | undefined> {
    const slot = slotOfKey(key);
    const myself = (await this.#redis.viewOf(nodeId)).find(({ isMyself }) => isMyself);
    return myself?.open.find((open) => open.slot === slot && open.kind === 'migrating')?.peer;
  }
}
