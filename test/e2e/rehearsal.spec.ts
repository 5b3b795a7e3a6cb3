// A rehearsal from the plan screen: it starts servers of its own, can be left and found again, and is cancelled without a trace.

import { expect, test } from './demo.ts';
import { violations } from './page-checks.ts';

test('a plan is rehearsed on a lab of its own, which a cancel takes away; the target is as before', async ({
  demo,
  open,
}) => {
  const servers = (await demo.servers()).filter(({ kind }) => kind === 'redis');
  const view = String(await demo.redis(servers[0]!.port, 'CLUSTER', 'NODES'));
  const replica = view.split('\n').find((line) => line.includes('slave'))!;
  const port = Number(/:(\d+)@/.exec(replica)![1]);
  const page = await open(`#/runbooks/redis.failover?replica=${replica.split(' ')[0]}`);

  await page.getByRole('button', { name: 'Rehearse on a lab' }).click();
  const dialog = page.getByRole('dialog', { name: /^Rehearsal: / });
  const phase = (name: string) => dialog.getByRole('listitem').filter({ hasText: name });
  await expect(phase('Read the shape of the target')).toContainText('done', { timeout: 30_000 });
  await expect(phase('Start a lab of that shape')).toContainText('going on', { timeout: 30_000 });
  expect(await violations(page)).toEqual([]);

  // It goes on when its window is closed, and is found again by the same button.
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await page.getByRole('button', { name: 'Show the rehearsal' }).click();
  await dialog.getByRole('button', { name: 'Cancel the rehearsal' }).click();
  await expect(dialog.getByText('The rehearsal was cancelled. The lab is gone.')).toBeVisible({ timeout: 60_000 });
  await expect(phase('Take the lab away')).toContainText('done');
  await expect(dialog.getByRole('button', { name: 'Rehearse again' })).toBeVisible();
  expect(String(await demo.redis(port, 'ROLE'))).toMatch(/^slave/);
});
