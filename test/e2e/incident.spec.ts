// An incident from its declaration to its post-mortem: the console writes the timeline, people write the rest.

import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright/test';
import { expect, test, type Demo } from './demo.ts';
import { withOwnConsole } from './own-console.ts';
import { violations } from './page-checks.ts';
import { startPlan } from './runbook-page.ts';

test('an incident is declared, keeps its own timeline, and ends in a post-mortem document', async ({ demo }) => {
  const replica = await someReplica(demo);
  await withOwnConsole(demo, {}, async ({ page, open }) => {
    await open('#/incidents');
    await expect(page.getByText('No incident was ever declared')).toBeVisible();
    await page.getByRole('button', { name: 'Declare an incident' }).click();
    const declaring = page.getByRole('dialog');
    await declaring.getByLabel('What is wrong').fill('A replica is gone');
    await declaring.getByLabel('Impact').fill('nobody notices yet');
    expect(await violations(page)).toEqual([]);
    await declaring.getByRole('button', { name: 'Declare', exact: true }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'A replica is gone' })).toBeVisible();
    const incident = page.url();

    const timeline = page.getByRole('log', { name: 'Timeline' });
    const note = page.getByLabel('Write something down');
    await note.fill('looking at the machine');
    await note.press('Enter');
    await expect(timeline).toContainText('looking at the machine');
    await expect(note).toHaveValue('');

    process.kill(replica.pid, 'SIGKILL');
    try {
      await expect(timeline.getByText(new RegExp(`:${replica.port}\\b`)).first()).toBeVisible({ timeout: 60_000 });
    } finally {
      expect((await demo.marsad('lab', 'restart', String(replica.port))).code).toBe(0);
    }

    const phases = page.getByRole('list', { name: 'Phases of the incident' });
    await page.getByRole('checkbox').first().focus();
    await page.keyboard.press('Space');
    await expect(phases.getByRole('button', { name: /^Detect/ })).toContainText('1/');
    await phases.getByRole('button', { name: /^Respond/ }).click();
    await expect(phases.locator('[aria-current=step]')).toContainText('Respond');
    expect(await violations(page)).toEqual([]);

    // A runbook that is started from here belongs to it; on every other screen a banner leads back.
    await page.getByRole('link', { name: 'Performance degradation' }).click();
    await startPlan(page);
    await page.getByRole('status').filter({ hasText: 'A replica is gone' }).getByRole('link').click();
    await expect(page).toHaveURL(incident);
    await page.getByRole('radio', { name: 'Runs and audit' }).check({ force: true });
    await expect(timeline).toContainText('Performance degradation');
    await expect(timeline).not.toContainText('looking at the machine');
    await expect(timeline.getByRole('link', { name: 'Open the run' }).first()).toBeVisible();

    await page.getByRole('button', { name: 'Close the incident' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Close the incident' }).click();
    await expect(page.getByRole('button', { name: 'Open it again' })).toBeVisible();

    await page.getByRole('radio', { name: 'Post-mortem' }).check({ force: true });
    await page.getByLabel('Root cause').fill('A process was killed for a story.');
    await page.getByLabel('Summary').focus();
    const paper = page.getByRole('region', { name: 'The document' });
    await expect(paper).toContainText('A process was killed for a story.');
    expect(await violations(page)).toEqual([]);
    const markdown = (await saved(page, 'Markdown')).toString();
    for (const words of ['A replica is gone', 'nobody notices yet', 'looking at the machine', String(replica.port)])
      expect(markdown).toContain(words);
    await page.getByRole('radio', { name: 'العربية' }).check({ force: true });
    await expect(paper).toContainText('السبب الجذري');
    expect((await saved(page, 'PDF')).subarray(0, 5).toString()).toBe('%PDF-');
  });
});

async function someReplica(demo: Demo): Promise<{ readonly port: number; readonly pid: number }> {
  const servers = (await demo.servers()).filter(({ kind }) => kind === 'redis');
  const view = String(await demo.redis(servers[0]!.port, 'CLUSTER', 'NODES'));
  const port = Number(/:(\d+)@\S+ (?:myself,)?slave/.exec(view)![1]);
  return servers.find((server) => server.port === port)!;
}

async function saved(page: Page, name: string): Promise<Buffer> {
  const downloading = page.waitForEvent('download');
  await page.getByRole('button', { name, exact: true }).click();
  return readFile((await (await downloading).path())!);
}
