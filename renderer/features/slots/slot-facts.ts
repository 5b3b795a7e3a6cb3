// What is known of one slot, put together from the shards: pure, so that words and pictures agree.

import type { Shard } from '../../../shared/model/redis.ts';
import { countSlots, hasSlot, SLOT_COUNT, type SlotRange } from '../../../shared/slots.ts';

export interface SlotFacts {
  readonly slot: number;
  /** Null: no node serves it, and commands on its keys fail. */
  readonly owner: Shard | null;
  readonly range: SlotRange | null;
  readonly migratingTo: string | null;
  readonly importingFrom: string | null;
}

/** The other end of a move is given as `host:port` where that node is known, else as its node id. */
export function slotFacts(shards: readonly Shard[], slot: number): SlotFacts {
  const owner = shards.find(({ primary }) => hasSlot(primary.ranges, slot)) ?? null;
  const importer = shards.find(({ primary }) =>
    primary.open.some((open) => open.slot === slot && open.kind === 'importing'),
  );
  const migrating = owner?.primary.open.find((open) => open.slot === slot && open.kind === 'migrating');
  const importing = importer?.primary.open.find((open) => open.slot === slot && open.kind === 'importing');
  return {
    slot,
    owner,
    range: owner?.primary.ranges.find(({ from, to }) => slot >= from && slot <= to) ?? null,
    migratingTo: migrating ? nameOf(shards, migrating.peer) : importer && owner ? addressOf(importer) : null,
    importingFrom: importing ? nameOf(shards, importing.peer) : null,
  };
}

export interface OwnedRange extends SlotRange {
  /** Null: nobody serves these slots. */
  readonly shard: Shard | null;
}

/** The whole map as ranges in slot order, with the holes: the text alternative of the picture. */
export function rangesInOrder(shards: readonly Shard[]): OwnedRange[] {
  const owned: OwnedRange[] = shards
    .flatMap((shard) => shard.primary.ranges.map((range) => ({ ...range, shard })))
    .sort((a, b) => a.from - b.from);
  const all: OwnedRange[] = [];
  let next = 0;
  for (const range of owned) {
    if (range.from > next) all.push({ from: next, to: range.from - 1, shard: null });
    all.push(range);
    next = range.to + 1;
  }
  if (next < SLOT_COUNT) all.push({ from: next, to: SLOT_COUNT - 1, shard: null });
  return all;
}

export function coveredSlots(shards: readonly Shard[]): number {
  return shards.reduce((sum, { primary }) => sum + countSlots(primary.ranges), 0);
}

export function openSlots(shards: readonly Shard[]): number {
  return new Set(shards.flatMap(({ primary }) => primary.open.map(({ slot }) => slot))).size;
}

export function addressOf({ primary }: Shard): string {
  return `${primary.host}:${primary.port}`;
}

function nameOf(shards: readonly Shard[], nodeId: string): string {
  const shard = shards.find(({ primary }) => primary.id === nodeId);
  return shard ? addressOf(shard) : nodeId;
}
