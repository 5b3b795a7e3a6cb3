import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, type Demo } from './demo.ts';
import { choose, startAndFinish } from './runbook-page.ts';

test('take a set, lose a collection and keys, restore: everything is back', async ({ demo, open }) => {
  await demo.marsad('lab', 'load', 'off'); // so that what is compared stands still
  const products = demo.mongo.db('almashooq').collection('products');
  const before = await products.countDocuments();
  const page = await open('#/backups');
  await page.getByRole('link', { name: 'Take a backup' }).first().click();
  await startAndFinish(page, { timeoutMs: 100_000 });

  await page.goto(page.url().replace(/#.*/, '#/backups'));
  await page.getByRole('button', { name: 'Users and configuration…' }).click();
  const settings = page.getByRole('dialog', { name: 'Redis users and configuration in this set' });
  await expect(settings.getByText('user default').first()).toBeVisible();
  await expect(settings.getByRole('heading', { name: 'redis.conf' }).first()).toBeVisible();
  await page.keyboard.press('Escape');
  await page.getByRole('link', { name: 'Verify' }).first().click();
  await startAndFinish(page, { timeoutMs: 100_000 });

  await products.drop();
  const ports = (await demo.servers()).filter(({ kind }) => kind === 'redis').map(({ port }) => port);
  const { port, key, value } = await someString(demo, ports);
  await demo.redis(port, 'DEL', key);

  await page.goto(page.url().replace(/#.*/, '#/backups'));
  await page.getByRole('link', { name: 'Restore…' }).first().click();
  await choose(page, 'MongoDB goes', 'in place');
  await choose(page, 'Redis keys that exist', 'are replaced');
  await startAndFinish(page, { timeoutMs: 110_000 });
  expect(await products.countDocuments()).toBe(before);
  expect(await demo.redis(port, 'GET', key)).toBe(value);

  await page.goto(page.url().replace(/#.*/, '#/backups'));
  await expect(page.getByRole('table', { name: 'Sets' })).toContainText('proven');
  await demo.marsad('lab', 'load', 'on');
});

test('one flipped bit in a set is found, named, and the set is not restored', async ({ demo, open }) => {
  expect((await demo.marsad('run', 'backup.take', 'what=redis')).code).toBe(0);
  const { output } = await demo.marsad('backups', '--json');
  const [set] = (JSON.parse(output) as { readonly sets: readonly { readonly id: string }[] }).sets;
  const [store] = await storeFolders(demo);
  const files = await readdir(join(store!, set!.id, 'redis'));
  const file = join(
    store!,
    set!.id,
    'redis',
    files.find((name) => name.includes('.rdb'))!,
  );
  const bytes = await readFile(file);
  bytes[Math.floor(bytes.length / 2)]! ^= 1;
  await writeFile(file, bytes);
  try {
    const page = await open(`#/runbooks/backup.verify?set=${set!.id}`);
    const start = page.getByRole('region', { name: 'Confirm' }).getByRole('button').last();
    await expect(start).toBeEnabled({ timeout: 30_000 });
    await start.click();
    await expect(page.getByText(/^The set .* is damaged\. redis\/.*\.rdb/).first()).toBeVisible({ timeout: 100_000 });
    await page.goto(page.url().replace(/#.*/, '#/backups'));
    await expect(page.getByRole('table', { name: 'Sets' })).toContainText('damaged');
    const restore = await demo.marsad('run', 'backup.restore', `set=${set!.id}`, 'what=redis', '--json');
    expect(restore.code).not.toBe(0);
  } finally {
    bytes[Math.floor(bytes.length / 2)]! ^= 1;
    await writeFile(file, bytes);
  }
});

async function storeFolders(demo: Demo): Promise<string[]> {
  const { output } = await demo.marsad('backups', '--json');
  return (JSON.parse(output) as { readonly stores: readonly { readonly place: string }[] }).stores.map(
    ({ place }) => place,
  );
}

/** A string key without a TTL, on the node that owns it. */
async function someString(demo: Demo, ports: readonly number[]): Promise<{ port: number; key: string; value: string }> {
  for (const port of ports) {
    if (!String(await demo.redis(port, 'ROLE')).startsWith('master')) continue;
    for (let attempt = 0; attempt < 400; attempt += 1) {
      const key = String(await demo.redis(port, 'RANDOMKEY'));
      if ((await demo.redis(port, 'TYPE', key)) !== 'string' || Number(await demo.redis(port, 'TTL', key)) >= 0)
        continue;
      return { port, key, value: String(await demo.redis(port, 'GET', key)) };
    }
  }
  throw new Error('the lab has no string key without a TTL');
}
