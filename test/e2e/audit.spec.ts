// The audit log: what a run leaves in it, found again and taken out; and a log that somebody changed, which is said until it is
// dealt with.

import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright/test';
import { expect, test } from './demo.ts';
import { withOwnConsole } from './own-console.ts';
import { violations } from './page-checks.ts';
import { startPlan } from './runbook-page.ts';

test('a run is found in the audit log with what was before and after, and taken out; a changed log is told and left aside', async ({
  demo,
}) => {
  await withOwnConsole(demo, {}, async ({ page, open, dataFolder }) => {
    await open('#/runbooks/mongo.profiler?slowMs=250');
    await page.getByLabel('Reason').fill('slow since noon');
    try {
      await startPlan(page);
      await expect(page.getByText(/^Done in /)).toBeVisible({ timeout: 60_000 });
    } finally {
      await demo.mongo.db('almashooq').command({ profile: 0, slowms: 100 });
    }
    const run = page.url();

    await open('#/audit');
    const verdict = page.getByRole('status', { name: 'Whether the log is whole' });
    await expect(verdict).toContainText('the chain is whole');
    const entries = page.getByRole('table', { name: 'Entries' });
    await expect(entries.getByRole('row').filter({ hasText: 'mongo.profiler' })).toHaveCount(2);
    await entries.getByRole('row').filter({ hasText: 'run.start' }).getByRole('button').click();
    const entry = page.getByRole('region', { name: /^Entry \d+$/ });
    for (const words of ['slow since noon', 'Before', 'off', 'After', '250']) await expect(entry).toContainText(words);
    await expect(entry.getByRole('link', { name: 'Open the run' })).toHaveAttribute('href', new URL(run).hash);
    expect(await violations(page)).toEqual([]);

    await page.getByLabel('Words').fill('no entry says this');
    await expect(page.getByText('No entry matches')).toBeVisible();
    await page.getByRole('button', { name: 'Show everything' }).click();
    await page.getByLabel('Words').fill('noon run.end');
    await expect(entries.getByRole('row').filter({ hasText: 'mongo.profiler' })).toHaveCount(1);

    const csv = (await saved(page, 'CSV')).toString();
    expect(csv).toContain('slow since noon');
    expect(csv).not.toContain('run.start');
    expect((await saved(page, 'PDF')).subarray(0, 5).toString()).toBe('%PDF-');

    await changeOneWord(join(dataFolder, 'audit'));
    await page.getByRole('button', { name: 'Check again' }).click();
    await expect(verdict).toContainText('was changed after it was written');
    await open('#/fleet');
    await expect(page.getByRole('heading', { name: 'Fleet', level: 1 })).toBeVisible();
    const banner = page.getByRole('alert').filter({ hasText: 'The audit log is damaged.' });
    await banner.getByRole('link', { name: 'Look at it' }).click();
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Begin a new log' }).click();
    const dialog = page.getByRole('dialog', { name: 'Begin a new audit log' });
    await expect(dialog.getByRole('button', { name: 'Set aside and begin anew' })).toBeDisabled();
    await dialog.getByLabel('Why this is right').fill('changed for a story');
    await dialog.getByRole('button', { name: 'Set aside and begin anew' }).click();
    await expect(banner).toBeHidden();
    await expect(verdict).toContainText('the chain is whole');
    await expect(entries.getByRole('row').filter({ hasText: 'changed for a story' })).not.toHaveCount(0);
    const kept = await textsOf(join(dataFolder, 'audit'));
    expect(kept.some((text) => text.includes('slow since noon'))).toBe(false);
    expect(kept.some((text) => text.includes('slow since moon'))).toBe(true);
  });
});

async function saved(page: Page, format: string): Promise<Buffer> {
  const downloading = page.waitForEvent('download');
  await page.getByRole('button', { name: format, exact: true }).click();
  return readFile((await (await downloading).path())!);
}

/** As somebody would who wants to have had another reason. */
async function changeOneWord(folder: string): Promise<void> {
  for (const path of await filesOf(folder)) {
    const text = await readFile(path, 'utf8');
    await writeFile(path, text.replaceAll('slow since noon', 'slow since moon'));
  }
}

async function textsOf(folder: string): Promise<string[]> {
  return Promise.all((await filesOf(folder)).map((path) => readFile(path, 'utf8')));
}

async function filesOf(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}
