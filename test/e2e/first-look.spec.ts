import { SCREENS } from '../../renderer/route.ts';
import { expect, test } from './demo.ts';
import { settled, violations } from './page-checks.ts';

const PLACES = [...SCREENS, 'runbooks/redis.failover', 'runbooks/emergency.total-failure'];

test('the fleet is on one board: Redis, MongoDB and backups, each with its health', async ({ demo, open }) => {
  const page = await open('');
  await expect(page.getByRole('heading', { name: 'Fleet', level: 1 })).toBeVisible();
  await expect(page.getByRole('region', { name: /Redis Cluster/ })).toBeVisible();
  await expect(page.getByRole('region', { name: /MongoDB almashooq-rs/ })).toBeVisible();
  await expect(page.getByRole('region', { name: /Backups/ }).first()).toBeVisible();
  await expect(page.getByText('16 384 / 16 384')).toBeVisible();
  await expect(page.getByText('3 of 3 shards')).toBeVisible();
  const primary = (await demo.mongo.db('admin').command({ hello: 1 }))['primary'] as string;
  await expect(page.getByRole('region', { name: /MongoDB almashooq-rs/ })).toContainText(primary.split(':')[1]!);
});

for (const look of [
  { theme: 'dark', width: 1440 },
  { theme: 'light', width: 1024 },
] as const) {
  test(`no screen has a fault a machine can find or is wider than the window, ${look.theme}, ${look.width} px wide`, async ({
    open,
  }) => {
    test.setTimeout(240_000); // every screen, each looked at after it has settled
    const page = await open('', { ...look, height: 900 });
    for (const place of PLACES) {
      await page.goto(page.url().replace(/#.*|$/, `#/${place}`));
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      await settled(page);
      expect(await violations(page), `${place}, ${look.theme}`).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth), place).toBeLessThanOrEqual(look.width);
    }
  });
}

test('the palette finds a node, a screen and a runbook by keyboard alone', async ({ demo, open }) => {
  const page = await open('');
  await expect(page.getByRole('heading', { name: 'Fleet', level: 1 })).toBeVisible();
  await page.keyboard.press('Control+k');
  await page.keyboard.type('slot map');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Slot map', level: 1 })).toBeVisible();
  const node = (await demo.servers()).find(({ kind }) => kind === 'redis')!;
  await page.keyboard.press('Control+k');
  await page.keyboard.type(String(node.port));
  await expect(page.getByRole('option', { name: new RegExp(String(node.port)) }).first()).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Topology', level: 1 })).toBeVisible();
  await page.keyboard.press('Control+k');
  await page.keyboard.type('take a backup');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/runbooks\/backup\.take/);
});

test('g and a letter go to a screen', async ({ open }) => {
  const page = await open('#/cache');
  await expect(page.getByRole('heading', { name: 'Cache', level: 1 })).toBeVisible();
  await page.keyboard.press('g');
  await page.keyboard.press('t');
  await expect(page.getByRole('heading', { name: 'Topology', level: 1 })).toBeVisible();
});
