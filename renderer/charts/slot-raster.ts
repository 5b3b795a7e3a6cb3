// The 16,384 slots as pixels: one pixel a slot, 128 × 128, row by row. Pure, so that it can be measured and tested
// without a browser. It must never allocate per slot.

import { SLOT_COUNT } from '../../shared/slots.ts';
import type { RedisNode, Shard } from '../../shared/model/redis.ts';

export const MAP_SIDE = 128;

/** Values of a {@link SlotOwners} entry above every shard index. */
export const UNOWNED = 0xff;
/** Set on top of the owner: the slot is on its way out of, or into, a node. */
export const MOVING = 0x100;

/** Per slot the index of the owning shard, or {@link UNOWNED}; with {@link MOVING} where it migrates or is imported. */
export type SlotOwners = Uint16Array;

/** Who owns what, from ranges: the shards' own order decides the colour index. */
export function ownersOf(shards: readonly Shard[], owners: SlotOwners = new Uint16Array(SLOT_COUNT)): SlotOwners {
  owners.fill(UNOWNED);
  for (const { index, primary } of shards) {
    for (const { from, to } of primary.ranges) owners.fill(index, from, to + 1);
  }
  for (const { primary } of shards) markMoving(primary, owners);
  return owners;
}

function markMoving(node: RedisNode, owners: SlotOwners): void {
  for (const { slot } of node.open) owners[slot] = (owners[slot] ?? UNOWNED) | MOVING;
}

/** `#rrggbb` as the 32 bits of one ImageData pixel on a little-endian machine (every platform Electron and browsers run on). */
export function pixelOf(colour: string): number {
  const value = Number.parseInt(colour.trim().slice(1), 16);
  const red = (value >> 16) & 0xff;
  const green = (value >> 8) & 0xff;
  const blue = value & 0xff;
  return ((0xff << 24) | (blue << 16) | (green << 8) | red) >>> 0;
}

export interface SlotPalette {
  /** One pixel value per shard; shards past the end start again. */
  readonly shards: readonly number[];
  readonly unowned: number;
  readonly moving: number;
}

/** Fills 16,384 pixels. `dim`: shard indexes drawn at a third of their strength (everything but the one hovered). */
export function paintSlots(
  pixels: Uint32Array,
  owners: SlotOwners,
  palette: SlotPalette,
  emphasis: number | null = null,
): void {
  const { shards, unowned, moving } = palette;
  for (let slot = 0; slot < SLOT_COUNT; slot += 1) {
    const owner = owners[slot]!;
    if ((owner & MOVING) !== 0) {
      pixels[slot] = moving;
    } else if (owner === UNOWNED) {
      pixels[slot] = unowned;
    } else {
      const pixel = shards[owner % shards.length]!;
      pixels[slot] = emphasis === null || emphasis === owner ? pixel : dimmed(pixel);
    }
  }
}

/** The same colour with a third of its alpha. */
function dimmed(pixel: number): number {
  return ((pixel & 0x00ffffff) | (0x55 << 24)) >>> 0;
}

/** Slot under a point given in fractions (0–1) of the map's width and height. */
export function slotAt(x: number, y: number): number {
  const column = Math.min(MAP_SIDE - 1, Math.max(0, Math.floor(x * MAP_SIDE)));
  const row = Math.min(MAP_SIDE - 1, Math.max(0, Math.floor(y * MAP_SIDE)));
  return row * MAP_SIDE + column;
}

export interface ShardLabel {
  readonly index: number;
  /** The middle of the shard's largest run, in rows of the map. */
  readonly row: number;
}

/** A name for every shard that has a run tall enough to carry one: the second cue beside colour. */
export function shardLabels(shards: readonly Shard[]): ShardLabel[] {
  return shards.flatMap(({ index, primary }) => {
    const largest = primary.ranges.reduce<{ from: number; to: number } | undefined>(
      (best, range) => (best === undefined || range.to - range.from > best.to - best.from ? range : best),
      undefined,
    );
    if (!largest || largest.to - largest.from < MAP_SIDE * LABEL_ROWS) return [];
    return [{ index, row: (largest.from + largest.to) / 2 / MAP_SIDE }];
  });
}

const LABEL_ROWS = 8;

/** Where a slot's cell is, in cells. */
export function cellOf(slot: number): { readonly column: number; readonly row: number } {
  return { column: slot % MAP_SIDE, row: Math.floor(slot / MAP_SIDE) };
}

/** The slot an arrow key leads to; other keys give null. Rows wrap into the next, ends stop. */
export function slotAfterKey(slot: number, key: string): number | null {
  const moves: Readonly<Record<string, number>> = {
    ArrowLeft: slot - 1,
    ArrowRight: slot + 1,
    ArrowUp: slot - MAP_SIDE,
    ArrowDown: slot + MAP_SIDE,
    PageUp: slot - MAP_SIDE * 16,
    PageDown: slot + MAP_SIDE * 16,
    Home: 0,
    End: SLOT_COUNT - 1,
  };
  const next = Object.hasOwn(moves, key) ? moves[key] : undefined;
  return next === undefined ? null : Math.min(SLOT_COUNT - 1, Math.max(0, next));
}

/** The run of slots around one slot that share its owner and state: what the inspector names. */
export function runAround(owners: SlotOwners, slot: number): { readonly from: number; readonly to: number } {
  let from = slot;
  let to = slot;
  while (from > 0 && owners[from - 1] === owners[slot]) from -= 1;
  while (to < SLOT_COUNT - 1 && owners[to + 1] === owners[slot]) to += 1;
  return { from, to };
}
