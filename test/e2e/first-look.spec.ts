import { expect, test } from './demo.ts';
import { settled, violations } from './page-checks.ts';

const SCREENS = ['fleet', 'topology', 'slots', 'lag', 'cache', 'runbooks', 'backups', 'runs'] as const;

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

for (const theme of ['dark', 'light'] as const) {
  test(`every screen is free of accessibility faults that a machine can find, ${theme}`, async ({ open }) => {
    const page = await open('', { theme });
    for (const screen of SCREENS) {
      await page.goto(page.url().replace(/#.*|$/, `#/${screen}`));
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      await settled(page);
      expect(await violations(page), `${screen}, ${theme}`).toEqual([]);
    }
  });
}

test('no screen is wider than the window, from 1024 px on', async ({ open }) => {
  const page = await open('', { width: 1024, height: 768 });
  for (const screen of SCREENS) {
    await page.goto(page.url().replace(/#.*|$/, `#/${screen}`));
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await settled(page);
    expect(await page.evaluate(() => document.documentElement.scrollWidth), screen).toBeLessThanOrEqual(1024);
  }
});

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
