// A named key opens what it sealed, wherever it comes from; one that is missing is named; a set is given another key without
// its data key changing.

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { systemClock } from '../../system-clock.ts';
import type { SecretStore } from '../../host.ts';
import { createBackupKeys } from './backup-keys.ts';
import { createKeyRing, type KeyRing } from './key-ring.ts';
import { keyIdOf, recoveryTextOf } from './recovery-text.ts';

const PASSPHRASE = 'correct horse battery';

function keystore(available = true): SecretStore & { readonly kept: Map<string, string> } {
  const kept = new Map<string, string>();
  return {
    available,
    backend: available ? 'test' : 'none',
    reason: available ? null : 'There is none.',
    kept,
    get: async (name) => kept.get(name),
    set: async (name, value) => void kept.set(name, value),
    remove: async (name) => void kept.delete(name),
  };
}

async function withRing(
  secrets: SecretStore,
  use: (ring: KeyRing, settingsFolder: string) => Promise<void>,
): Promise<void> {
  const settingsFolder = await mkdtemp(join(tmpdir(), 'marsad-keys-'));
  const report = (trouble: unknown): never => {
    throw trouble;
  };
  try {
    await use(createKeyRing({ settingsFolder, secrets, clock: systemClock, report }), settingsFolder);
  } finally {
    await rm(settingsFolder, { recursive: true });
  }
}

test('a key that is made is in the keystore and in no file; its recovery text brings it back on another machine', () => {
  const here = keystore();
  return withRing(here, async (ring, settingsFolder) => {
    const { keyId, recoveryText, isHere } = await ring.create('shop 2026');
    assert.equal(isHere, true);
    assert.equal(await ring.export(keyId), recoveryText);
    assert.doesNotMatch(await readFile(join(settingsFolder, 'backup-keys.json'), 'utf8'), /MK1/);
    await ring.check(keyId, recoveryText.toLowerCase());
    await assert.rejects(ring.check(keyId, recoveryTextOf(randomBytes(32))), {
      code: 'bad_request',
      message: /another/,
    });
    await assert.rejects(ring.create('shop 2026'), { code: 'conflict' });
    await withRing(keystore(), async (there) => {
      assert.equal(await there.find(keyId), undefined);
      const imported = await there.import('of the shop', recoveryText);
      assert.equal(imported.keyId, keyId);
      assert.deepEqual(await there.find(keyId), await ring.find(keyId));
    });
    await ring.remove(keyId);
    assert.equal(here.kept.size, 0);
    await assert.rejects(ring.export(keyId), { code: 'not_found' });
  });
});

test('without a keystore a key is its recovery text alone, and is listed as not here', () =>
  withRing(keystore(false), async (ring) => {
    const { keyId, recoveryText } = await ring.create('paper');
    const { keys, keystore: place } = await ring.list();
    assert.deepEqual([keys.map(({ isHere }) => isHere), place.available], [[false], false]);
    await assert.rejects(ring.import('paper', recoveryText), { code: 'unsupported' });
    const keys2 = createBackupKeys({
      settings: { encryption: 'key', keyId },
      recoveryTexts: ` ${recoveryText}\n`,
      ring,
    });
    const wrapped = (await keys2.create('set'))!;
    assert.equal((await keys2.open('set', wrapped)).length, 32);
  }));

test('a key that is not at hand is named before anything is written, and opens nothing of another set', () =>
  withRing(keystore(), async (ring) => {
    const { keyId } = await ring.create('shop');
    const settings = { encryption: 'key', keyId } as const;
    const keys = createBackupKeys({ settings, ring });
    const wrapped = (await keys.create('a'))!;
    await assert.rejects(keys.open('b', wrapped), { code: 'damaged' });
    const { find: _none, ...names } = ring;
    const lost = createBackupKeys({ settings, ring: { ...names, find: async () => undefined } });
    await assert.rejects(lost.create('a'), { code: 'denied', message: /“shop” \(.+\), which is not at hand/ });
    await assert.rejects(lost.open('a', wrapped), { code: 'denied', message: /The set a is encrypted by.*“shop”/ });
  }));

test('a set is given another key: the data key stays, the old wrapping is of no use any more', () =>
  withRing(keystore(), async (ring) => {
    const [first, second] = [await ring.create('2025'), await ring.create('2026')];
    const byPassphrase = createBackupKeys({ settings: { encryption: 'passphrase' }, passphrase: PASSPHRASE, ring });
    const wrapped = (await byPassphrase.create('set'))!;
    const dataKey = Buffer.from(await byPassphrase.open('set', wrapped));
    const by = (keyId: string) =>
      createBackupKeys({ settings: { encryption: 'key', keyId }, passphrase: PASSPHRASE, ring });
    const once = await by(first.keyId).rewrap('set', wrapped);
    const twice = await by(second.keyId).rewrap('set', once);
    assert.deepEqual(Buffer.from(await by(second.keyId).open('set', twice)), dataKey);
    assert.deepEqual([by(second.keyId).isCurrent(once), by(second.keyId).isCurrent(twice)], [false, true]);
    assert.ok(twice.by === 'key' && twice.keyId === second.keyId);
    await ring.remove(first.keyId);
    await assert.rejects(by(second.keyId).open('set', once), { code: 'denied' });
    assert.deepEqual(Buffer.from(await by(second.keyId).open('set', twice)), dataKey);
    await assert.rejects(createBackupKeys({ settings: undefined, ring }).rewrap('set', twice), { code: 'bad_request' });
  }));

test('several recovery texts can be typed at once; one that is mistyped is refused', async () => {
  const keys = [randomBytes(32), randomBytes(32)];
  const recoveryTexts = keys.map(recoveryTextOf).join(' \n');
  for (const key of keys) {
    const settings = { encryption: 'key', keyId: keyIdOf(key) } as const;
    assert.ok(await createBackupKeys({ settings, recoveryTexts }).create('a'));
    const mistyped = recoveryTexts.replace(/.$/, (last) => (last === '2' ? '3' : '2'));
    await assert.rejects(createBackupKeys({ settings, recoveryTexts: mistyped }).create('a'), { code: 'bad_request' });
  }
});
