// Runs inside the browser, beside nothing of the product but its raster.

import { MAP_SIDE, ownersOf, paintSlots, pixelOf } from '../../renderer/charts/slot-raster.ts';
import type { RedisNode, Shard } from '../../shared/model/redis.ts';
import { SLOT_COUNT } from '../../shared/slots.ts';

const COLOURS = ['#4f9cf0', '#b48cf2', '#43c6ac'];

/** Three shards of a cluster that was reshaped often: the slots dealt out in short runs, others each time. */
function shardsOfTurn(turn: number): Shard[] {
  const ranges: { from: number; to: number }[][] = [[], [], []];
  for (let from = 0, run = 0; from < SLOT_COUNT; run += 1) {
    const to = Math.min(SLOT_COUNT - 1, from + 8 + ((run * 7 + turn) % 23));
    ranges[(run + turn) % 3]!.push({ from, to });
    from = to + 1;
  }
  return ranges.map((own, index) => ({
    index,
    primary: { ranges: own, open: [] } as unknown as RedisNode,
    replicas: [],
  }));
}

const nextFrame = (): Promise<void> => new Promise((resolve) => requestAnimationFrame(() => resolve()));

async function measure(runs: number): Promise<{ ours: number[]; cells: number[] }> {
  const map = (document.querySelector('#map') as HTMLCanvasElement).getContext('2d')!;
  const peer = (document.querySelector('#peer') as HTMLCanvasElement).getContext('2d')!;
  const palette = { shards: COLOURS.map(pixelOf), unowned: pixelOf('#1e2833'), moving: pixelOf('#e0a63a') };
  const figures = { ours: [] as number[], cells: [] as number[] };
  for (let turn = 0; turn < runs; turn += 1) {
    const shards = shardsOfTurn(turn);
    let startMs = performance.now();
    const image = map.createImageData(MAP_SIDE, MAP_SIDE);
    paintSlots(new Uint32Array(image.data.buffer), ownersOf(shards), palette);
    map.putImageData(image, 0, 0);
    figures.ours.push(performance.now() - startMs);

    startMs = performance.now();
    for (const { index, primary } of shards) {
      peer.fillStyle = COLOURS[index]!;
      for (const { from, to } of primary.ranges) {
        for (let slot = from; slot <= to; slot += 1)
          peer.fillRect((slot % MAP_SIDE) * 5, Math.floor(slot / MAP_SIDE) * 5, 5, 5);
      }
    }
    peer.getImageData(0, 0, 1, 1); // the drawing is queued otherwise, and paid for later
    figures.cells.push(performance.now() - startMs);
    await nextFrame();
  }
  return figures;
}

(globalThis as unknown as { measure: typeof measure }).measure = measure;
