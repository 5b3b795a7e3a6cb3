// Slot arithmetic of Redis Cluster (https://redis.io/docs/latest/operate/oss_and_stack/reference/cluster-spec/).

import calculateSlot from 'cluster-key-slot';

export const SLOT_COUNT = 16_384;

/** A run of slots, both ends included. */
export interface SlotRange {
  readonly from: number;
  readonly to: number;
}

/** The slot of a key: CRC16 of the key, or of its hash tag, modulo 16384. */
export function slotOfKey(key: string | Uint8Array): number {
  return calculateSlot(key as Parameters<typeof calculateSlot>[0]);
}

/** The part of a key between the first `{` and the next `}`, when it is not empty: what decides the slot. */
export function hashTagOf(key: string): string | undefined {
  const open = key.indexOf('{');
  if (open < 0) return undefined;
  const close = key.indexOf('}', open + 1);
  return close > open + 1 ? key.slice(open + 1, close) : undefined;
}

export function countSlots(ranges: readonly SlotRange[]): number {
  return ranges.reduce((sum, { from, to }) => sum + to - from + 1, 0);
}

export function hasSlot(ranges: readonly SlotRange[], slot: number): boolean {
  return ranges.some(({ from, to }) => slot >= from && slot <= to);
}

/** `0–5460, 10923`: ranges as people write them. */
export function formatRanges(ranges: readonly SlotRange[]): string {
  return ranges.map(({ from, to }) => (from === to ? `${from}` : `${from}–${to}`)).join(', ');
}

/** Slots as the fewest ranges, ascending. */
export function toRanges(slots: Iterable<number>): SlotRange[] {
  const ranges: { from: number; to: number }[] = [];
  for (const slot of [...new Set(slots)].sort((a, b) => a - b)) {
    const last = ranges.at(-1);
    if (last && last.to === slot - 1) last.to = slot;
    else ranges.push({ from: slot, to: slot });
  }
  return ranges;
}
