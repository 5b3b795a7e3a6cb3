// A full update of the slot map in a real browser: script time from ranges to pixels on the canvas, every slot with a new owner
// each time. The peer is the straightforward way, one fillRect a cell, in the same page.

import { build, type Rolldown } from 'vite';
import { launchChromium } from '../fixtures/chromium.ts';
import { quantile, type BenchRow } from './bench.ts';

const RUNS = 300;

export async function bench(): Promise<readonly BenchRow[]> {
  const script = await bundlePage();
  const browser = await launchChromium();
  try {
    const page = await browser.newPage();
    await page.setContent(
      '<canvas id="map" width="128" height="128" style="width:640px;height:640px;image-rendering:pixelated"></canvas><canvas id="peer" width="640" height="640"></canvas>',
    );
    await page.addScriptTag({ content: script });
    const { ours, cells } = await page.evaluate(
      (runs) =>
        (globalThis as unknown as { measure(runs: number): Promise<{ ours: number[]; cells: number[] }> }).measure(
          runs,
        ),
      RUNS,
    );
    const p95 = quantile(ours, 0.95);
    return [
      {
        name: 'slot map, full update, script time p95',
        ours: p95,
        peer: { name: 'fillRect per cell', value: quantile(cells, 0.95) },
        unit: 'ms',
        bar: '≤ 2 ms',
        holds: p95 <= 2,
        note: `median ${quantile(ours, 0.5).toFixed(2)} ms, ${RUNS} updates, Chromium, software raster`,
      },
    ];
  } finally {
    await browser.close();
  }
}

async function bundlePage(): Promise<string> {
  const entry = new URL('slot-map-page.ts', import.meta.url).pathname;
  const built = await build({
    configFile: false,
    logLevel: 'silent',
    build: { write: false, minify: false, lib: { entry, formats: ['iife'], name: 'page' } },
  });
  const [{ output }] = built as [Rolldown.RolldownOutput];
  return output[0].code;
}
