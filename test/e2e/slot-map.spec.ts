import { expect, test } from './demo.ts';

test('a key leads to the slot the server itself computes, and to keys that are really there', async ({
  demo,
  open,
}) => {
  const [node] = (await demo.servers()).filter(({ kind }) => kind === 'redis');
  const page = await open('#/slots');
  await expect(page.getByText('All 16 384 slots are served by 3 shards')).toBeVisible();
  for (const key of ['product:1', 'cart:{118}:items', '{}odd', 'a{b}{c}', '{user1000}.following']) {
    await page.getByLabel('Key', { exact: true }).fill(key);
    const slot = String(await demo.redis(node!.port, 'CLUSTER', 'KEYSLOT', key));
    await expect(page.getByRole('slider')).toHaveAttribute('aria-valuenow', slot);
  }
});

test('the map is read and moved by keyboard, and says who owns the slot', async ({ demo, open }) => {
  const page = await open('#/slots');
  const map = page.getByRole('slider');
  await map.focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowDown');
  await expect(map).toHaveAttribute('aria-valuenow', '129');
  const [redis] = (await demo.servers()).filter(({ kind }) => kind === 'redis');
  const owner = ownerOf(129, String(await demo.redis(redis!.port, 'CLUSTER', 'NODES')));
  await expect(map).toHaveAttribute('aria-valuetext', `Slot 129, shard 1, ${owner}`);

  const count = Number(await demo.redis(Number(owner.split(':')[1]), 'CLUSTER', 'COUNTKEYSINSLOT', '129'));
  const inspector = page.getByRole('region', { name: 'Slot', exact: true });
  await expect(
    inspector.getByText(count === 0 ? 'No keys in this slot.' : String(count), { exact: true }),
  ).toBeVisible();
});

test('an open slot is marked, named in the inspector, and goes when it is closed', async ({ demo, open }) => {
  const ports = (await demo.servers()).filter(({ kind }) => kind === 'redis').map(({ port }) => port);
  const view = String(await demo.redis(ports[0]!, 'CLUSTER', 'NODES'));
  const primaries = view.split('\n').filter((line) => line.includes('master'));
  const source = primaries.find((line) => line.includes(' 0-'))!;
  const target = primaries.find((line) => line !== source)!;
  const portOf = (line: string): number => Number(/:(\d+)@/.exec(line)![1]);
  const idOf = (line: string): string => line.split(' ')[0]!;

  const page = await open('#/slots');
  await page.getByLabel('Go to slot').fill('42');
  try {
    await demo.redis(portOf(target), 'CLUSTER', 'SETSLOT', '42', 'IMPORTING', idOf(source));
    await demo.redis(portOf(source), 'CLUSTER', 'SETSLOT', '42', 'MIGRATING', idOf(target));
    await expect(
      page.getByRole('region', { name: 'Slot', exact: true }).getByText(`migrating to 127.0.0.1:${portOf(target)}`),
    ).toBeVisible();
    await expect(page.getByText('1 open')).toBeVisible();
  } finally {
    await demo.redis(portOf(target), 'CLUSTER', 'SETSLOT', '42', 'STABLE');
    await demo.redis(portOf(source), 'CLUSTER', 'SETSLOT', '42', 'STABLE');
  }
  await expect(page.getByText('1 open')).toBeHidden();
});

function ownerOf(slot: number, view: string): string {
  for (const line of view.split('\n')) {
    for (const range of line.split(' ').slice(8)) {
      const [from, to = from] = range.split('-').map(Number);
      if (slot >= from! && slot <= to!) return /^\S+ ([\d.]+:\d+)@/.exec(line)![1]!;
    }
  }
  throw new Error(`slot ${slot} has no owner`);
}
