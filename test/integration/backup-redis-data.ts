// Keys of every Redis type, small and large, so that every encoding an RDB knows is met; and what is in them, as text.

import { createHash, randomBytes } from 'node:crypto';
import { Cluster, type Redis } from 'ioredis';

export async function seedAllTypes(client: Cluster | Redis): Promise<void> {
  const many = <T>(count: number, make: (index: number) => T): T[] =>
    Array.from({ length: count }, (_, index) => make(index));
  await client.set('string:short', 'short');
  await client.set('string:int8', 7);
  await client.set('string:int16', -1234);
  await client.set('string:int32', 123_456_789);
  await client.set('string:int64', '123456789012345678');
  await client.set('string:packable', 'x'.repeat(10_000));
  await client.set('string:random', randomBytes(5000));
  await client.set(Buffer.from([0, 255, 13, 10, 128, 7]), Buffer.from([0, 1, 2, 255]));
  await client.set(`long-name:${'n'.repeat(300)}`, 'packed name');
  await client.set('12345', 'a name that is a number');
  await client.set('', 'a name without letters');
  await client.set('ttl:ms', 'v', 'PXAT', Date.now() + 3_600_123);
  await client.set('ttl:long', 'v', 'PXAT', Date.now() + 86_400_000 * 400);
  await client.rpush('list:small', 'a', 'b', '3');
  await client.rpush('list:large', ...many(3000, (index) => `item ${index} ${'y'.repeat(index % 50)}`));
  await client.rpush('list:huge-items', 'p'.repeat(20_000), 'q'.repeat(20_000));
  await client.sadd('set:int', 1, 2, 30_000);
  await client.sadd('set:small', 'a', 'b');
  await client.sadd('set:large', ...many(2000, (index) => `member ${index}`));
  await client.hset('hash:small', { a: '1', b: 'two' });
  await client.hset('hash:large', Object.fromEntries(many(1500, (index) => [`field ${index}`, `value ${index}`])));
  await client.pexpire('hash:large', 7_200_000);
  await client.zadd('zset:small', 1, 'a', 2.5, 'b', '-inf', 'c');
  await client.zadd('zset:large', ...many(1500, (index) => [index / 3, `member ${index}`]).flat());
  for (let index = 0; index < 500; index += 1)
    await client.xadd('stream', `${1000 + index}-1`, 'field', `value ${index}`, 'n', index);
  await client.xgroup('CREATE', 'stream', 'readers', '0');
  await client.xgroup('CREATE', 'stream', 'idle', '$');
  await client.xreadgroup('GROUP', 'readers', 'first', 'COUNT', 20, 'STREAMS', 'stream', '>');
  await client.xreadgroup('GROUP', 'readers', 'second', 'COUNT', 5, 'STREAMS', 'stream', '>');
  await client.xack('stream', 'readers', '1003-1');
  await client.xdel('stream', '1100-1');
  await client.pfadd('hyperloglog', ...many(500, (index) => `visitor ${index}`));
  await client.setbit('bitmap', 5000, 1);
  await client.geoadd('geo', 44.2, 15.35, 'Sanaa', 45.03, 12.78, 'Aden');
  const pipeline: Promise<unknown>[] = [];
  for (let index = 0; index < 2000; index += 1) pipeline.push(client.set(`family:{${index}}:value`, `value ${index}`));
  await Promise.all(pipeline);
}

/** Key → what is in it: type, expiry and a hash of the whole value, independent of encodings. */
export async function describeKeys(client: Cluster | Redis): Promise<Map<string, string>> {
  const nodes = client instanceof Cluster ? client.nodes('master') : [client];
  const described = new Map<string, string>();
  for (const node of nodes) {
    for (const key of await node.keysBuffer('*')) {
      const type = await node.type(key);
      const expires = await node.pexpiretime(key);
      const value = createHash('sha256')
        .update(JSON.stringify(await valueOf(node, key, type)))
        .digest('hex');
      described.set(key.toString('latin1'), `${type} ${String(expires)} ${value}`);
    }
  }
  return described;
}

async function valueOf(node: Redis, key: Buffer, type: string): Promise<unknown> {
  switch (type) {
    case 'string':
      return (await node.getBuffer(key))?.toString('hex');
    case 'list':
      return node.lrange(key, 0, -1);
    case 'set':
      return (await node.smembers(key)).sort();
    case 'hash':
      return Object.entries(await node.hgetall(key)).sort(([a], [b]) => (a < b ? -1 : 1));
    case 'zset':
      return node.zrange(key, '0', '-1', 'WITHSCORES');
    case 'stream': {
      const groups = (await node.xinfo('GROUPS', key)) as unknown[];
      const pending = await node.xpending(key, 'readers');
      return { entries: await node.xrange(key, '-', '+'), groups, pending };
    }
    default:
      throw new Error(`no ${type} was seeded`);
  }
}
