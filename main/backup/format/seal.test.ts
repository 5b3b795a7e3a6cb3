// What is sealed opens in its own place only, and what a set's header says cannot be changed without its key.

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { createBackupKeys } from '../keys/backup-keys.ts';
import type { WrappedKey } from '../keys/wrapped-key.ts';
import { asManifest, documentText, NEW_MANIFEST, type Manifest } from '../manifest.ts';
import { newDataKey, openChunk, sealChunk, sealOfFile } from './seal.ts';
import { openManifest, SealedManifest, sealedManifestText } from './sealed-manifest.ts';

const dataKey = newDataKey();
const seal = sealOfFile({ setId: 'a', dataKey }, 'mongo/1.bson.enc', randomBytes(32));
const plain = Buffer.from('orders');
const place = { index: 2, isLast: false };

test('a chunk opens in its own place, and nowhere else', () => {
  const stored = sealChunk(plain, seal, place);
  assert.deepEqual(openChunk(stored, seal, place), plain);
  const others = [
    () => openChunk(stored, seal, { index: 3, isLast: false }),
    () => openChunk(stored, seal, { index: 2, isLast: true }),
    () => openChunk(stored, { ...seal, path: 'mongo/2.bson.enc' }, place),
    () => openChunk(stored, { ...seal, setId: 'b' }, place),
    () => openChunk(stored, sealOfFile({ setId: 'a', dataKey }, seal.path, randomBytes(32)), place),
    () => openChunk(stored.subarray(0, 10), seal, place),
    () => openChunk(Buffer.from(stored.map((byte, index) => (index === 1 ? byte ^ 1 : byte))), seal, place),
  ];
  for (const open of others) assert.throws(open, { code: 'damaged' });
});

const MANIFEST: Manifest = {
  ...NEW_MANIFEST,
  tool: { name: 'marsad', version: '1' },
  id: 'a',
  profileId: 'orders',
  operator: 'tester',
  parameters: { secret: 'name' },
  startedMs: 1,
  finishedMs: 2,
  mongo: null,
  redis: null,
  files: [{ path: 'redis/1.rdb.enc', sizeBytes: 3, sha256: 'a'.repeat(64) }],
};

test('a sealed manifest comes back under its key, shows no names, and any change of its header is found', async () => {
  const keys = createBackupKeys({ settings: { encryption: 'passphrase' }, passphrase: 'correct horse battery' });
  const key = (await keys.create('a'))!;
  const own = { setId: 'a', dataKey: await keys.open('a', key) };
  const text = sealedManifestText(MANIFEST, key, own);
  assert.doesNotMatch(text, /secret|tester/);
  const { checksum: _sum, ...document } = JSON.parse(text) as Record<string, unknown>;
  const sealed = asManifest(document, SealedManifest);
  assert.equal(documentText(sealed), text);
  assert.deepEqual(openManifest(sealed, own), MANIFEST);
  for (const change of [{ id: 'b' }, { startedMs: 3 }, { profileId: 'other' }, { files: [] }])
    assert.throws(() => openManifest({ ...sealed, ...change }, own), { code: 'damaged' });
});

test('a wrong passphrase, a missing one, a short one and a changed header are refused', async () => {
  const keys = createBackupKeys({ settings: { encryption: 'passphrase' }, passphrase: 'correct horse battery' });
  const key = (await keys.create('a'))!;
  const wrong = createBackupKeys({ settings: { encryption: 'passphrase' }, passphrase: 'wrong horse battery' });
  await assert.rejects(wrong.open('a', key), { code: 'denied', message: /does not open/ });
  await assert.rejects(keys.open('b', key), { code: 'denied' });
  await assert.rejects(keys.open('a', { ...key, cost: 2 ** 14 } as WrappedKey), { code: 'denied' });
  await assert.rejects(
    createBackupKeys({ settings: { encryption: 'passphrase' }, passphrase: undefined }).open('a', key),
    { code: 'denied' },
  );
  await assert.rejects(createBackupKeys({ settings: { encryption: 'passphrase' }, passphrase: 'short' }).create('a'), {
    code: 'bad_request',
  });
  assert.equal(await createBackupKeys({ settings: undefined }).create('a'), null);
});
