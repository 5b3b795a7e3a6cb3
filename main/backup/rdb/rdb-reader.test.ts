// The reader on RDBs a real Redis wrote, whole, in portions, and with every kind of damage.

import assert from 'node:assert/strict';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { before, test } from 'node:test';
import * as fc from 'fast-check';
import { Redis } from 'ioredis';
import { AppError } from '../../../shared/errors.ts';
import { testServers } from '../../../test/fixtures/servers.ts';
import { Crc64 } from './crc64.ts';
import type { LargeRdbEntry, RdbEntry } from './rdb-entry.ts';
import { RdbReader } from './rdb-reader.ts';
import { moduleName } from './rdb-values.ts';
import { restorePayload } from './restore-payload.ts';

const servers = await testServers();
let rdb: Buffer;
let client: Redis;

before(async () => {
  const node = await servers.redisNode();
  client = new Redis({ host: '127.0.0.1', port: node.port });
  servers.lifetime.add(() => client.disconnect());
  await client.set('text', 'x'.repeat(3000));
  await client.set('number', 12_345);
  await client.set('timed', 'v', 'PXAT', Date.now() + 10_000_000);
  await client.rpush('list', ...Array.from({ length: 400 }, (_, index) => `item ${index} ${'z'.repeat(index)}`));
  await client.sadd('ints', 1, 2, 3);
  await client.sadd('members', ...Array.from({ length: 300 }, (_, index) => `m${index}`));
  await client.zadd('scores', ...Array.from({ length: 300 }, (_, index) => [index / 7, `m${index}`]).flat());
  await client.hset('small', { a: 1 });
  await client.hset(
    'fields',
    Object.fromEntries(Array.from({ length: 600 }, (_, index) => [`f${index}`, `v${index}`])),
  );
  for (let index = 0; index < 150; index += 1) await client.xadd('stream', '*', 'field', index);
  await client.xgroup('CREATE', 'stream', 'group', '0');
  await client.xreadgroup('GROUP', 'group', 'reader', 'COUNT', 10, 'STREAMS', 'stream', '>');
  await client.call('FUNCTION', 'LOAD', `#!lua name=library\nredis.register_function('f', function() return 1 end)`);
  await client.select(2);
  await client.set('elsewhere', '1');
  await client.select(0);
  await client.save();
  const [, folder] = (await client.config('GET', 'dir')) as [string, string];
  const [, name] = (await client.config('GET', 'dbfilename')) as [string, string];
  assert.ok((await stat(join(folder, name))).size > 0);
  rdb = await readFile(join(folder, name));
});

/** Copies what the reader only lends. */
function read(bytes: Buffer, portion = bytes.length, totalBytes?: number): { entries: RdbEntry[]; reader: RdbReader } {
  const entries: RdbEntry[] = [];
  const onKey = (entry: RdbEntry | LargeRdbEntry): void => {
    assert.ok('value' in entry, 'no value here is large');
    entries.push({ ...entry, value: Buffer.from(entry.value) });
  };
  const reader = new RdbReader({ onKey, ...(totalBytes === undefined ? {} : { totalBytes }) });
  for (let at = 0; at < bytes.length; at += portion) reader.push(bytes.subarray(at, at + portion));
  return { entries, reader };
}

test('finds every key, its database and its time', () => {
  const { entries, reader } = read(rdb);
  const summary = reader.end();
  assert.equal(summary.keys, 11);
  assert.equal(summary.keysWithTtl, 1);
  assert.equal(summary.functions, 1);
  assert.equal(summary.hasChecksum, true);
  assert.equal(summary.bytes, rdb.length);
  assert.match(summary.about['redis-ver'] ?? '', /^7\./);
  assert.equal(entries.find(({ key }) => key.toString() === 'elsewhere')?.database, 2);
  assert.ok(entries.find(({ key }) => key.toString() === 'timed')!.expiresAtMs! > Date.now());
});

test('portions of any size give the same', () => {
  const whole = read(rdb).entries;
  for (const portion of [1, 7, 64, 1000]) {
    const { entries, reader } = read(rdb, portion, rdb.length);
    reader.end();
    assert.deepEqual(entries, whole);
  }
});

test('the payload of every key is the one DUMP gives', async () => {
  const { entries, reader } = read(rdb);
  for (const { key, type, value, database } of entries) {
    await client.select(database);
    const payload = restorePayload(type, value, reader.version);
    const dumped = (await client.dumpBuffer(key))!;
    assert.equal(payload.length, dumped.length, key.toString());
    if (type !== 2 && type !== 4) assert.deepEqual(payload, dumped, key.toString());
  }
  await client.select(0);
});

/** With a checksum that fits: then only the structure can tell. */
function resealed(bytes: Buffer): Buffer {
  const sealed = Buffer.from(bytes);
  sealed.set(new Crc64().update(sealed, 0, sealed.length - 8).digest(), sealed.length - 8);
  return sealed;
}

function refusal(bytes: Buffer, portion?: number, totalBytes?: number): AppError | undefined {
  try {
    read(bytes, portion, totalBytes).reader.end();
    return undefined;
  } catch (error) {
    assert.ok(error instanceof AppError, String(error));
    assert.ok(['damaged', 'unsupported', 'limited'].includes(error.code), error.code);
    return error;
  }
}

test('any changed byte is found', () => {
  fc.assert(
    fc.property(fc.nat(rdb.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
      const harmed = Buffer.from(rdb);
      harmed[at]! ^= change;
      assert.ok(refusal(harmed, 4096, harmed.length), `byte ${at}`);
    }),
    { numRuns: 1500 },
  );
});

test('any cut is found', () => {
  fc.assert(
    fc.property(fc.nat(rdb.length - 1), (length) => assert.ok(refusal(rdb.subarray(0, length)))),
    { numRuns: 500 },
  );
});

test('hostile structures under a right checksum end in a clear refusal or a plain reading, never in a hang', () => {
  const harm = fc.array(fc.tuple(fc.nat(rdb.length - 9), fc.nat(255)), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(harm, fc.boolean(), (changes, isKnown) => {
      const hostile = Buffer.from(rdb);
      for (const [at, value] of changes) hostile[at] = value;
      refusal(resealed(hostile), 512, isKnown ? hostile.length : undefined);
    }),
    { numRuns: 3000, interruptAfterTimeLimit: 20_000 },
  );
});

test('bytes after the end are refused', () => {
  assert.equal(refusal(Buffer.concat([rdb, Buffer.from('x')]))?.code, 'damaged');
});

test('a module’s data is refused by the module’s name', () => {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const id = [...'ReJSON-RL'].reduce((bits, letter) => (bits << 6n) | BigInt(letters.indexOf(letter)), 0n) << 10n;
  assert.equal(moduleName(id), 'ReJSON-RL');
  const length = Buffer.alloc(9, 0x81);
  length.writeBigUInt64BE(id, 1);
  const file = Buffer.concat([Buffer.from('REDIS0010'), Buffer.from([7, 1, 107]), length]);
  const error = refusal(file);
  assert.equal(error?.code, 'unsupported');
  assert.match(error.message, /ReJSON-RL/);
});

test('a future version and another format are told apart', () => {
  assert.equal(refusal(Buffer.from('REDIS0099\xff00000000', 'latin1'))?.code, 'unsupported');
  assert.equal(refusal(Buffer.from('not an RDB at all'))?.code, 'damaged');
});
