// What was restored beside is put in place, taken back and let go, from the Backups screen.

import { expect, test } from './demo.ts';
import { startAndFinish } from './runbook-page.ts';

test('restore beside, cut over, undo, release: the screen leads from one to the next', async ({ demo, open }) => {
  await demo.marsad('lab', 'load', 'off'); // so that what is compared stands still
  expect((await demo.marsad('run', 'backup.take', 'what=mongo')).code).toBe(0);
  const users = demo.mongo.db('almashooq').collection('users');
  const then = await users.countDocuments();
  const { output } = await demo.marsad('backups', '--json');
  const [set] = (JSON.parse(output) as { readonly sets: readonly { readonly id: string }[] }).sets;
  await users.insertOne({ name: 'somebody who came later' });
  const restored = ['run', 'backup.restore', `set=${set!.id}`, 'what=mongo', 'collections=almashooq.users'];
  expect((await demo.marsad(...restored)).code).toBe(0);
  const left = await demo.marsad('backups', 'left', '--json');
  const [{ id }] = JSON.parse(left.output) as [{ readonly id: string }];

  const page = await open('#/backups');
  const row = page.getByRole('table', { name: 'What restores have left on MongoDB' }).getByRole('row', { name: id });
  const back = (): Promise<unknown> => page.goto(page.url().replace(/#.*/, '#/backups'));
  await row.getByRole('link', { name: 'Cut over…' }).click();
  await expect(page.getByText('made since')).toBeVisible();
  await startAndFinish(page, { timeoutMs: 60_000 });
  expect(await users.countDocuments()).toBe(then);

  await back();
  await row.getByRole('link', { name: 'Undo…' }).click();
  await startAndFinish(page, { timeoutMs: 60_000 });
  expect(await users.countDocuments()).toBe(then + 1);

  await back();
  await row.getByRole('link', { name: 'Release…' }).click();
  const start = page.getByRole('region', { name: 'Confirm' }).getByRole('button').last();
  await expect(page.getByText(`then type ${id} to confirm`).first()).toBeVisible({ timeout: 30_000 });
  await expect(start).toBeDisabled();
  await page.getByLabel('Type the id of the restore').fill(id);
  await startAndFinish(page, { timeoutMs: 60_000 });
  await back();
  await expect(row).toHaveCount(0);
  await users.deleteOne({ name: 'somebody who came later' });
  await demo.marsad('lab', 'load', 'on');
});
