import { expect, test } from './demo.ts';

test('every replica and secondary has a lag, and what has none says why', async ({ open }) => {
  const page = await open('#/lag');
  const redis = page.getByRole('table', { name: 'Redis replicas' });
  await expect(redis.getByRole('row').filter({ hasText: 'replica' })).toHaveCount(3);
  await expect(redis.getByRole('row').filter({ hasText: 'nothing to follow' })).toHaveCount(3);
  const mongo = page.getByRole('table', { name: 'MongoDB members' });
  await expect(mongo.getByRole('row').filter({ hasText: /secondary.* ms$/ })).toHaveCount(2);
  await expect(page.getByText('alert 1 s')).toHaveCount(2);
});

test('a replica that is stopped is told with its age, and the others go on', async ({ demo, open }) => {
  const servers = (await demo.servers()).filter(({ kind }) => kind === 'redis');
  const view = String(await demo.redis(servers[0]!.port, 'CLUSTER', 'NODES'));
  const port = Number(/:(\d+)@\S+ (?:myself,)?slave/.exec(view)![1]);
  const replica = servers.find((server) => server.port === port)!;
  const page = await open('#/lag');
  const row = page.getByRole('row').filter({ has: page.getByRole('rowheader', { name: `127.0.0.1:${port}` }) });
  await expect(row).toContainText(' ms');
  process.kill(replica.pid, 'SIGSTOP');
  try {
    await expect(row).toContainText(/late to answer|down/);
    await expect(row).toContainText('last seen');
    await expect(
      page.getByRole('table', { name: 'Redis replicas' }).getByRole('row').filter({ hasText: / ms$/ }),
    ).toHaveCount(2);
  } finally {
    process.kill(replica.pid, 'SIGCONT');
  }
  await expect(row).toContainText(' ms');
});

test('the cache figures are those of the servers', async ({ demo, open }) => {
  const page = await open('#/cache');
  const table = page.getByRole('table', { name: 'Node by node' });
  await expect(table.getByRole('row')).toHaveCount(7);
  const port = (await demo.servers()).find(({ kind }) => kind === 'redis')!.port;
  const policy = String(((await demo.redis(port, 'CONFIG', 'GET', 'maxmemory-policy')) as string[])[1]);
  const row = table.getByRole('row').filter({ has: page.getByRole('rowheader', { name: `127.0.0.1:${port}` }) });
  await expect(row).toContainText(policy);
  // Keys come and go under the load: the figure on screen has to be one the server gives around now.
  await expect(async () => {
    const before = Number(await demo.redis(port, 'DBSIZE'));
    const shown = Number((await row.getByRole('cell').nth(3).innerText()).replace(/\D/g, ''));
    expect(Math.abs(shown - before)).toBeLessThan(200);
  }).toPass();
  await expect(page.getByText(/^Hit rate .* (above|below) the goal of 85 %/)).toBeVisible();
});
