// A console that is killed in the middle of a run, and what the next one offers.

import { expect, test, type Demo } from './demo.ts';
import { withOwnConsole, type OwnConsole } from './own-console.ts';
import { startPlan } from './runbook-page.ts';

const RUNBOOK = `runbook: story.interrupted
title: One step by hand
summary: Waits for a hand.
area: operations
steps:
  - { id: look, title: How it is, look: [redis.state] }
  - { id: hand, title: Something by hand, manual: true }
`;

function withConsole(demo: Demo, work: (own: OwnConsole) => Promise<void>): Promise<void> {
  return withOwnConsole(demo, { settings: { 'runbooks/story.interrupted.yaml': RUNBOOK } }, work);
}

test('a run that waited when the console was killed is resumed, and waits again', async ({ demo }) => {
  await withConsole(demo, async ({ page, open, killAndStart }) => {
    await open('#/runbooks/story.interrupted');
    await startPlan(page);
    await expect(page.getByRole('region', { name: 'Your answer' })).toBeVisible();
    await killAndStart();

    await open('#/fleet');
    await page.getByRole('status').getByRole('link', { name: 'Decide' }).click();
    const resume = page.getByRole('region', { name: 'Resume' });
    await expect(resume).toContainText('will run');
    await resume.getByRole('button', { name: 'Resume the run' }).click();
    await page.getByRole('region', { name: 'Your answer' }).getByRole('button', { name: 'Done' }).click();
    await expect(page.getByText(/^Done in /)).toBeVisible();
  });
});

test('a backup that was cut short is undone: nothing of it is left', async ({ demo }) => {
  await withConsole(demo, async ({ page, open, killAndStart }) => {
    await open('#/runbooks/backup.take');
    await startPlan(page);
    await expect(page.locator('[aria-current="step"]')).toContainText(/ of |\d/, { timeout: 30_000 });
    await expect(page.getByRole('progressbar', { name: /^Copy / })).toBeVisible({ timeout: 30_000 });
    await killAndStart();

    await expect(page.getByText('The console ended while this ran')).toBeVisible({ timeout: 30_000 });
    const undo = page.getByRole('region', { name: 'Undo' });
    await page.getByLabel('Reason').last().fill('cut short on purpose');
    await undo.getByRole('button', { name: 'Undo and end the run' }).click();
    await expect(page.getByText('The console ended while this ran')).toBeHidden({ timeout: 30_000 });
    await open('#/backups');
    await expect(page.getByText(/never finished/i)).toHaveCount(0);
  });
});

test('an interrupted run can be left as it is', async ({ demo }) => {
  await withConsole(demo, async ({ page, open, killAndStart }) => {
    await open('#/runbooks/story.interrupted');
    await startPlan(page);
    await expect(page.getByRole('region', { name: 'Your answer' })).toBeVisible();
    await killAndStart();
    const stop = page.getByRole('region', { name: 'Stop', exact: true });
    await stop.getByRole('button', { name: 'Leave it and end the run' }).click();
    await expect(page.getByText('Stopped after it was interrupted')).toBeVisible();
  });
});
