// What every screen must pass, whatever it shows: read at a moment when it has settled.

import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Page } from 'playwright/test';

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Two readings of the servers have arrived, so that skeletons are gone. */
export async function settled(page: Page): Promise<void> {
  await page.waitForTimeout(2_500);
}

/**
 * Accessibility faults that a machine can find, one line each. Left out is what was just announced: it stays for seconds in
 * a place nobody sees, and names a button that may be gone by then.
 */
export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  return page.evaluate(async () => {
    const { axe: checker } = globalThis as unknown as {
      axe: {
        run(place: {
          exclude: string[];
        }): Promise<{ violations: { id: string; nodes: { target: unknown[]; failureSummary?: string }[] }[] }>;
      };
    };
    const { violations: found } = await checker.run({ exclude: ['[data-live-announcer]'] });
    return found.flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id}: ${String(target)} ${failureSummary ?? ''}`),
    );
  });
}
