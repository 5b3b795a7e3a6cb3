// Which moments can be restored: drawn, asked for, led from to the restore; and what is said when slices stop being of use.

import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright/test';
import type { Coverage } from '../../shared/model/coverage.ts';
import { msOfMoment } from '../../shared/moment.ts';
import { expect, test, type Demo } from './demo.ts';
import { startAndFinish, startPlan } from './runbook-page.ts';

test('slices make every moment restorable, until one is lost: then the fleet says so, and its button leads out', async ({
  demo,
  open,
}) => {
  await demo.marsad('run', 'backup.take', 'what=mongo');
  for (const round of [1, 2]) await saveSlice(demo, round);
  const { spans, oplogFolder } = await coverageOf(demo);
  const { sets, slices, to } = spans.at(-1)!;
  const page = await open('#/backups');
  const panel = page.getByRole('region', { name: 'Moments of MongoDB that can be restored' });
  await panel.getByText('As a list, newest first').click();
  await expect(panel.getByRole('listitem').first()).toContainText('every moment');

  await ask(page, msOfMoment(to) - 365 * 24 * 3_600_000);
  await expect(panel.getByText('No. The nearest that can:')).toBeVisible();
  await expect(panel.getByRole('link', { name: /^Restore .*…$/ })).toHaveCount(1);
  await ask(page, msOfMoment(to));
  await expect(panel.getByText(/^Yes: from the set of .* of writes are replayed/)).toBeVisible();
  await panel.getByRole('link', { name: 'Plan the restore…' }).click();
  await expect(page.getByLabel('MongoDB up to the moment')).toHaveValue(new Date(msOfMoment(to)).toISOString());
  await expect(page).toHaveURL(new RegExp(`set=${sets.at(-1)!.id}`));
  await expect(page.getByRole('region', { name: 'Confirm' }).getByRole('button').last()).toBeEnabled();

  try {
    await rm(join(oplogFolder, slices[0]!.id), { recursive: true });
    await write(demo, 3);
    await page.goto(page.url().replace(/#.*/, '#/runbooks/backup.oplog-slice'));
    await startPlan(page);
    await expect(page.getByText(/^no set is there that the slice .* could be replayed on/).first()).toBeVisible();
    await page.goto(page.url().replace(/#.*/, '#/fleet'));
    const problem = page.getByRole('listitem').filter({ hasText: 'The oplog is saved, and leads back to no set' });
    await problem.getByRole('link', { name: 'Plan: Take a backup' }).click();
    await startAndFinish(page);
    await page.goto(page.url().replace(/#.*/, '#/fleet'));
    await expect(problem).toHaveCount(0);
    await saveSlice(demo, 4);
    await page.goto(page.url().replace(/#.*/, '#/backups'));
    await panel.getByText('As a list, newest first').click();
    await expect(panel.getByRole('listitem').nth(1)).toContainText('a slice is missing');
  } finally {
    await rm(oplogFolder, { recursive: true, force: true });
    await demo.mongo.db('coverage').dropDatabase();
  }
});

async function write(demo: Demo, round: number): Promise<void> {
  await demo.mongo.db('coverage').collection('orders').insertOne({ round });
}

/** What is written first, so that there is something to save. */
async function saveSlice(demo: Demo, round: number): Promise<void> {
  await write(demo, round);
  const { code, errors } = await demo.marsad('run', 'backup.oplog-slice');
  expect(code, errors).toBe(0);
}

async function coverageOf(demo: Demo): Promise<Coverage & { readonly oplogFolder: string }> {
  const [coverage, backups] = await Promise.all([
    demo.marsad('backups', 'coverage', '--json'),
    demo.marsad('backups', '--json'),
  ]);
  const { stores } = JSON.parse(backups.output) as { readonly stores: readonly { readonly place: string }[] };
  return { ...(JSON.parse(coverage.output) as Coverage), oplogFolder: join(stores[0]!.place, 'oplog') };
}

/** Types it as the clock of this machine shows it. */
async function ask(page: Page, atMs: number): Promise<void> {
  const local = new Date(atMs - new Date(atMs).getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
  await page.getByLabel('Can this moment be restored?').fill(local);
}
