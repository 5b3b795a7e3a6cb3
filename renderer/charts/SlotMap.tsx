// All 16,384 slots as one picture. The canvas is 128 × 128, one pixel a slot, stretched by the browser; it is painted again only
// when owners, theme or emphasis change. One slider-like control reads and moves the chosen slot for keyboard and screen reader.

import { useEffect, useMemo, useRef, type KeyboardEvent, type PointerEvent } from 'react';
import type { Shard } from '../../shared/model/redis.ts';
import { SLOT_COUNT } from '../../shared/slots.ts';
import { useWords } from '../i18n/i18n.ts';
import { useUi } from '../stores/ui-store.ts';
import { shardColoursOfTheme, themeColour } from './shard-colour.ts';
import {
  cellOf,
  MAP_SIDE,
  MOVING,
  ownersOf,
  paintSlots,
  pixelOf,
  shardLabels,
  slotAfterKey,
  slotAt,
  type SlotOwners,
} from './slot-raster.ts';
import styles from './SlotMap.module.css';

export interface SlotMapProps {
  readonly shards: readonly Shard[];
  /** The slot in the inspector; null: none. */
  readonly chosen: number | null;
  readonly onChoose: (slot: number) => void;
  /** The slot under the pointer; null when it left. */
  readonly onPoint?: (slot: number | null) => void;
  /** Shard index that keeps its strength while the others fade; null: all keep it. */
  readonly emphasis?: number | null;
  /** What the chosen slot is, in words: read aloud as the value. */
  readonly chosenText: string;
}

/** Paints are marked under this name, for the benchmark and the browser's own profiler. */
export const PAINT_MARK = 'marsad:slot-map';

export function SlotMap({ shards, chosen, onChoose, onPoint, emphasis = null, chosenText }: SlotMapProps) {
  const t = useWords('slots');
  const theme = useUi((state) => state.theme);
  const still = useRef<HTMLCanvasElement>(null);
  const shimmer = useRef<HTMLCanvasElement>(null);
  const signature = shards
    .map(({ primary }) => `${primary.id} ${JSON.stringify([primary.ranges, primary.open])}`)
    .join();
  // The signature is what the owners are made of; the shards' identity changes with every tick.
  // oxlint-disable-next-line react/exhaustive-deps
  const owners = useMemo(() => ownersOf(shards), [signature]);

  useEffect(() => {
    performance.clearMeasures(PAINT_MARK);
    const startMs = performance.now();
    paint(still.current, shimmer.current, owners, emphasis);
    performance.measure(PAINT_MARK, { start: startMs, end: performance.now() });
  }, [owners, emphasis, theme]);

  const slotUnder = (event: PointerEvent<HTMLElement>): number => {
    const box = event.currentTarget.getBoundingClientRect();
    return slotAt((event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const next = slotAfterKey(chosen ?? 0, event.key);
    if (next === null) return;
    event.preventDefault();
    onChoose(next);
  };

  return (
    <div
      className={styles.map}
      dir="ltr"
      role="slider"
      tabIndex={0}
      aria-label={t('mapLabel')}
      aria-valuemin={0}
      aria-valuemax={SLOT_COUNT - 1}
      aria-valuenow={chosen ?? 0}
      aria-valuetext={chosenText}
      onKeyDown={onKeyDown}
      onPointerMove={(event) => onPoint?.(slotUnder(event))}
      onPointerLeave={() => onPoint?.(null)}
      onPointerDown={(event) => onChoose(slotUnder(event))}
    >
      <canvas ref={still} className={styles.canvas} width={MAP_SIDE} height={MAP_SIDE} aria-hidden />
      <canvas
        ref={shimmer}
        className={`${styles.canvas} ${styles.shimmer}`}
        width={MAP_SIDE}
        height={MAP_SIDE}
        aria-hidden
      />
      {shardLabels(shards).map(({ index, row }) => (
        <span
          key={`${index} ${shards[index]?.primary.id}`}
          className={styles.label}
          style={{ top: `${(row / MAP_SIDE) * 100}%` }}
          aria-hidden
        >
          {index + 1} · :{shards[index]?.primary.port}
        </span>
      ))}
      {chosen !== null && <Cursor slot={chosen} />}
    </div>
  );
}

function Cursor({ slot }: { readonly slot: number }) {
  const { column, row } = cellOf(slot);
  const percent = (cells: number): string => `${(cells / MAP_SIDE) * 100}%`;
  return <div className={styles.cursor} style={{ left: percent(column + 0.5), top: percent(row + 0.5) }} aria-hidden />;
}

/** The still map, and above it only the moving slots, which CSS lets shimmer. */
function paint(
  still: HTMLCanvasElement | null,
  shimmer: HTMLCanvasElement | null,
  owners: SlotOwners,
  emphasis: number | null,
): void {
  const context = still?.getContext('2d');
  const over = shimmer?.getContext('2d');
  if (!context || !over) return;
  const moving = pixelOf(themeColour('attention'));
  const palette = { shards: shardColoursOfTheme().map(pixelOf), unowned: pixelOf(themeColour('line')), moving };
  const image = context.createImageData(MAP_SIDE, MAP_SIDE);
  const pixels = new Uint32Array(image.data.buffer);
  paintSlots(pixels, owners, palette, emphasis);
  context.putImageData(image, 0, 0);

  const bright = pixelOf(themeColour('text'));
  let any = false;
  for (let slot = 0; slot < SLOT_COUNT; slot += 1) {
    const isMoving = (owners[slot]! & MOVING) !== 0;
    any ||= isMoving;
    pixels[slot] = isMoving ? bright : 0;
  }
  over.canvas.hidden = !any;
  if (any) over.putImageData(image, 0, 0);
}
