import { expect, test } from './demo.ts';
import { startAndFinish } from './runbook-page.ts';

test('the primary of the set steps down for a chosen member', async ({ demo, open }) => {
  const { hosts, primary } = (await demo.mongo.db('admin').command({ hello: 1 })) as unknown as {
    hosts: string[];
    primary: string;
  };
  const successor = hosts.find((host) => host !== primary)!;
  const page = await open('#/topology');
  await page.getByRole('link', { name: new RegExp(`:${successor.split(':')[1]}\\b`) }).click();
  await page.getByRole('link', { name: 'Make this member primary…' }).click();
  await expect(page.getByRole('region', { name: 'Plan, exactly' })).toContainText('replSetStepDown');
  await startAndFinish(page, { timeoutMs: 90_000 });
  const after = await demo.mongo.db('admin').command({ hello: 1 });
  expect(after['primary']).toBe(successor);
});

test('indexes are built again, and are the same afterwards', async ({ demo, open }) => {
  const orders = demo.mongo.db('almashooq').collection('orders');
  const before = await orders.indexes();
  const page = await open('#/runbooks/mongo.reindex?namespace=almashooq.orders');
  await startAndFinish(page, { timeoutMs: 110_000 });
  expect(sorted(await orders.indexes())).toEqual(sorted(before));
});

function sorted(indexes: readonly { readonly name?: string }[]): unknown[] {
  return [...indexes].sort((a, b) => String(a.name).localeCompare(String(b.name)));
}
