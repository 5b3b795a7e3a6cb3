import { expect, test } from './demo.ts';

test('a primary killed with -9 is told first, its replica takes over, and it comes back as a replica', async ({
  demo,
  open,
}) => {
  const servers = (await demo.servers()).filter(({ kind }) => kind === 'redis');
  const view = String(await demo.redis(servers[0]!.port, 'CLUSTER', 'NODES'));
  const primary =
    view.split('\n').find((line) => line.includes('master') && line.includes('connected 0-')) ??
    view.split('\n').find((line) => / 0-\d+/.test(line))!;
  const port = Number(/:(\d+)@/.exec(primary)![1]);
  const page = await open('#/fleet');
  await expect(page.getByText('16 384 / 16 384')).toBeVisible();
  process.kill(servers.find((server) => server.port === port)!.pid, 'SIGKILL');
  try {
    const problems = page.getByRole('region', { name: 'What needs attention' });
    await expect(problems).toContainText(String(port), { timeout: 20_000 });
    await expect(page.getByRole('region', { name: 'What happened' })).toContainText(/Shard \d failed over/, {
      timeout: 60_000,
    });
    await page.goto(page.url().replace(/#.*/, '#/topology'));
    await expect(page.getByRole('link', { name: new RegExp(`:${port}\\b`) })).toContainText(/no answer/);
  } finally {
    expect((await demo.marsad('lab', 'restart', String(port))).code).toBe(0);
  }
  await expect(page.getByRole('link', { name: new RegExp(`:${port}\\b`) })).toContainText(/in sync/, {
    timeout: 60_000,
  });
});

test('a page that loses its engine says so, keeps its figures, and finds it again', async ({ open }) => {
  const page = await open('#/fleet');
  let isCut = false;
  let cut: (() => Promise<void>) | undefined;
  await page.routeWebSocket(/\/socket$/, (wire) => {
    if (isCut) return void wire.close();
    wire.connectToServer();
    cut = () => wire.close();
  });
  await page.reload();
  const figure = page.getByText('16 384 / 16 384');
  await expect(figure).toBeVisible();
  const banner = page.getByText('The connection to the engine was lost.');
  isCut = true;
  await cut!();
  await expect(banner).toBeVisible();
  await expect(figure).toBeVisible();
  isCut = false;
  await expect(banner).toBeHidden();
  await expect(figure).toBeVisible();
});
