// Keys of every type, in sizes on both sides of every threshold, of every kind of element a listpack tells apart.

import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';

const SIZES = [1, 2, 3, 4, 5, 16, 127, 128, 129, 512, 513];
const LONG_BYTES = [0, 1, 8, 9, 20, 44, 45, 63, 64, 65, 254, 255, 300, 4095, 4096, 5000, 70_000];
/** On both sides of each width a number can have. */
const NUMBERS = [
  0, 1, -1, 12, 13, 127, 128, -128, -129, 4095, 4096, -4097, 32_767, 32_768, -32_769, 8_388_607, 8_388_608,
]
  .map(String)
  .concat(
    '2147483647',
    '2147483648',
    '-2147483649',
    '9223372036854775807',
    '-9223372036854775808',
    '9223372036854775808',
  );

export async function seedEncodings(client: Redis): Promise<void> {
  const now = Date.now();
  for (const number of NUMBERS) await client.set(`string:number:${number}`, number, 'PXAT', now + 86_400_123);
  for (const bytes of LONG_BYTES) {
    await client.set(`string:packs:${bytes}`, 'x'.repeat(bytes));
    await client.set(`string:random:${bytes}`, noise(bytes));
  }
  await client.append('string:appended', 'grown'); // raw, though short
  for (const size of SIZES) {
    for (const [kind, make] of Object.entries(ELEMENTS)) {
      const elements = Array.from({ length: size }, (_, index) => make(index));
      const name = `${kind}:${size}`;
      await client.rpush(`list:${name}`, ...elements);
      await client.sadd(`set:${name}`, ...elements);
      await client.hset(`hash:${name}`, ...elements.flatMap((element, index) => [`f${index}`, element]));
      await client.zadd(`zset:${name}`, ...elements.flatMap((element, index) => [scoreOf(index), element]));
      if (size === 16) await client.pexpireat(`list:${name}`, now + 3_600_007);
    }
    await seedStream(client, size);
  }
  await client.pfadd('hyperloglog:sparse', 'one', 'two');
  await client.pfadd('hyperloglog:dense', ...Array.from({ length: 3000 }, (_, index) => `visitor ${index}`));
  await client.setbit('bitmap', 80_000, 1);
  await client.geoadd('geo', 44.2, 15.35, 'Sanaa', 45.03, 12.78, 'Aden');
  await client.call('FUNCTION', 'LOAD', `#!lua name=shown\nredis.register_function('f', function() return 1 end)`);
}

const ELEMENTS: Readonly<Record<string, (index: number) => string | Buffer>> = {
  number: (index) => String(index * index * 7 - 40),
  wide: (index) => (index < NUMBERS.length ? NUMBERS[index]! : `${index}000000000`),
  word: (index) => `word ${index}`,
  long: (index) => `${index}:${'l'.repeat(LONG_BYTES[index % 14]!)}`,
  noise: (index) => Buffer.concat([Buffer.from(`${index}:`), noise(index % 80)]),
};

const scoreOf = (index: number): string =>
  ['-inf', '+inf', '0', '-0.1', '1e300', '3'][index] ?? String(index % 2 ? index / 7 : index);

async function seedStream(client: Redis, size: number): Promise<void> {
  const key = `stream:${size}`;
  for (let entry = 1; entry <= size; entry += 1)
    await client.xadd(
      key,
      `${entry}-${entry % 3}`,
      'field',
      `value ${entry}`,
      ...(entry % 5 === 0 ? ['other', '12'] : []),
    );
  await client.xgroup('CREATE', key, 'readers', '0');
  await client.xgroup('CREATE', key, 'idle', '$');
  await client.xgroup('CREATECONSUMER', key, 'idle', 'nobody');
  await client.xreadgroup('GROUP', 'readers', 'one', 'COUNT', Math.ceil(size / 2), 'STREAMS', key, '>');
  await client.xreadgroup('GROUP', 'readers', 'two', 'COUNT', 1, 'STREAMS', key, '>');
  await client.xack(key, 'readers', '1-1');
  await client.xdel(key, '2-2');
}

/** Bytes that do not pack, the same each time. */
function noise(bytes: number): Buffer {
  const parts: Buffer[] = [];
  for (let at = 0; at < bytes; at += 32) parts.push(createHash('sha256').update(`${bytes}/${at}`).digest());
  return Buffer.concat(parts).subarray(0, bytes);
}
