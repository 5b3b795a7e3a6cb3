// Steps that several stories share: a plan is started, and a run is watched to its end.

import type { Page } from 'playwright/test';
import { expect } from './demo.ts';

/** Presses the one accent button of the plan on screen. */
export async function startPlan(page: Page): Promise<void> {
  const start = page.getByRole('region', { name: 'Confirm' }).getByRole('button').last();
  await expect(start).toBeEnabled({ timeout: 30_000 });
  await start.click();
  await expect(page).toHaveURL(/#\/runs\//);
}

/** Presses the one accent button of the plan on screen, and waits until the run it leads to is done. */
export async function startAndFinish(page: Page, { timeoutMs = 60_000 } = {}): Promise<void> {
  await page.getByLabel('Reason').fill('an end-to-end story');
  await startPlan(page);
  await expect(page.getByText(/^Done in /)).toBeVisible({ timeout: timeoutMs });
}

/** Chooses from a select of the plan's form. */
export async function choose(page: Page, field: string, option: string | RegExp): Promise<void> {
  await page.getByRole('button', { name: field }).click();
  await page.getByRole('option', { name: option }).click();
}
