import { expect, test } from './demo.ts';
import { startAndFinish } from './runbook-page.ts';

test('a replica becomes primary: planned, started, seen on the slot map, and true on the servers', async ({
  demo,
  open,
}) => {
  const ports = (await demo.servers()).filter(({ kind }) => kind === 'redis').map(({ port }) => port);
  const view = String(await demo.redis(ports[0]!, 'CLUSTER', 'NODES'));
  const replica = view.split('\n').find((line) => line.includes('slave'))!;
  const port = Number(/:(\d+)@/.exec(replica)![1]);
  const [, , , primaryId] = replica.split(' ');
  const primaryPort = Number(/:(\d+)@/.exec(view.split('\n').find((line) => line.startsWith(primaryId!))!)![1]);

  const page = await open('#/topology');
  await page.getByRole('link', { name: new RegExp(`:${port}\\b`) }).click();
  await page.getByRole('link', { name: 'Fail over to this replica…' }).click();
  const changes = page.getByRole('region', { name: 'Plan, exactly' });
  await expect(changes).toContainText('CLUSTER FAILOVER');
  await expect(changes).toContainText(String(primaryPort));
  await startAndFinish(page);

  await expect(page.getByRole('region', { name: 'Stopwatch' })).toContainText(/ms/);
  expect(String(await demo.redis(port, 'ROLE'))).toMatch(/^master/);
  await expect.poll(async () => String(await demo.redis(primaryPort, 'ROLE'))).toMatch(/^slave/);

  await page.goto(page.url().replace(/#.*/, '#/slots'));
  await expect(page.getByRole('table', { name: 'Owners' })).toContainText(`127.0.0.1:${port}`);
  await expect(page.getByRole('table', { name: 'Owners' })).not.toContainText(`127.0.0.1:${primaryPort}`);

  await page.goto(page.url().replace(/#.*/, '#/fleet'));
  await expect(page.getByRole('region', { name: 'What happened' })).toContainText(String(port));
});

test('a plan that cannot work says why, and its button cannot be pressed', async ({ demo, open }) => {
  const ports = (await demo.servers()).filter(({ kind }) => kind === 'redis').map(({ port }) => port);
  const replicaId = String(await demo.redis(ports[0]!, 'CLUSTER', 'NODES'))
    .split('\n')
    .find((line) => line.includes('slave'))!
    .split(' ')[0]!;
  const page = await open(`#/runbooks/redis.failover?replica=${replicaId}&mode=takeover`);
  await expect(page.getByText(/It cannot start: (one check blocks|\d+ checks block)/)).toBeVisible();
  await expect(page.getByRole('region', { name: 'Confirm' }).getByRole('button').last()).toBeDisabled();
});

test('a replica is chosen by keyboard alone', async ({ open }) => {
  const page = await open('#/runbooks/redis.failover');
  const first = page.getByRole('radio').first();
  await first.waitFor({ state: 'attached' });
  await page.getByRole('main').getByRole('link', { name: 'Runbooks' }).focus();
  await page.keyboard.press('Tab');
  await expect(first).toBeFocused();
  await page.keyboard.press('Space');
  await expect(first).toBeChecked();
  await expect(page.getByRole('region', { name: 'Plan, exactly' })).toContainText('CLUSTER FAILOVER');
});
