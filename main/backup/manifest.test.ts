import assert from 'node:assert/strict';
import { test } from 'node:test';
import { manifestText, NEW_MANIFEST, parseManifest, type Manifest } from './manifest.ts';
import { escapeCollection } from './mongo/namespace-files.ts';
import { shortIdOf, sideDatabase } from './mongo/restore-names.ts';
import { isSetId, setIdOf } from './set-folder.ts';

const MANIFEST: Manifest = {
  ...NEW_MANIFEST,
  tool: { name: 'marsad', version: '1.2.3' },
  id: '2026-11-20T02-00-00Z-k3f9',
  profileId: 'orders',
  operator: 'tester',
  parameters: { what: 'all' },
  startedMs: 1,
  finishedMs: 2,
  mongo: null,
  redis: null,
  files: [{ path: 'redis/0-abc.rdb', sizeBytes: 3, sha256: 'a'.repeat(64) }],
};

test('a manifest comes back as it was written', () => {
  assert.deepEqual(parseManifest(manifestText(MANIFEST)), MANIFEST);
});

test('any edit is found', () => {
  const edited = manifestText(MANIFEST).replace('"sizeBytes": 3', '"sizeBytes": 4');
  assert.throws(() => parseManifest(edited), { code: 'damaged', message: /changed after it was written/ });
  const reformatted = JSON.stringify(JSON.parse(manifestText(MANIFEST)));
  assert.throws(() => parseManifest(reformatted), { code: 'damaged' });
  assert.throws(() => parseManifest(manifestText(MANIFEST).slice(0, -30)), { code: 'damaged' });
  assert.throws(() => parseManifest('null'), { code: 'damaged' });
});

test('a newer format is said to be newer, not damaged', () => {
  const newer = manifestText(MANIFEST).replace('"formatVersion": 2', '"formatVersion": 3');
  assert.throws(() => parseManifest(newer), { code: 'unsupported' });
});

test('no path of a manifest leads out of its folder', () => {
  for (const path of ['../x', '/etc/passwd', 'a/../../b', 'a\\b', '']) {
    const hostile = manifestText({ ...MANIFEST, files: [{ ...MANIFEST.files[0]!, path }] });
    assert.throws(() => parseManifest(hostile), { code: 'damaged' }, path);
  }
});

test('a set of format version 1, without chunks, is read', () => {
  const first = { ...MANIFEST, formatVersion: 1 } as const;
  assert.deepEqual(parseManifest(manifestText(first)), first);
});

test('chunks that do not make up their file are no chunks', () => {
  const [file] = MANIFEST.files;
  const withChunks = (stored: [number, string][], plainBytes: number): string =>
    manifestText({ ...MANIFEST, files: [{ ...file!, chunks: { compression: 'none', plainBytes, stored } }] });
  const sum = 'b'.repeat(64);
  assert.equal(parseManifest(withChunks([[3, sum]], 3)).files.length, 1);
  for (const wrong of [
    withChunks([[2, sum]], 3),
    withChunks(
      [
        [1, sum],
        [2, sum],
      ],
      3,
    ),
    withChunks([[3, sum]], 5_000_000),
  ])
    assert.throws(() => parseManifest(wrong), { code: 'damaged', message: /chunks that make up the file/ });
});

test('set ids sort by time and are valid folder names', () => {
  const first = setIdOf(Date.UTC(2026, 10, 20, 2), 'run-1');
  const second = setIdOf(Date.UTC(2026, 10, 20, 2, 0, 1), 'run-2');
  assert.ok(isSetId(first) && isSetId(second) && first < second);
  assert.notEqual(first.slice(-4), second.slice(-4));
  assert.equal(setIdOf(Date.UTC(2026, 10, 20, 2), 'run-1'), first);
});

test('collections are named as mongodump names their files', () => {
  assert.equal(escapeCollection('orders'), 'orders');
  assert.equal(escapeCollection('a.b-c_d'), 'a.b-c_d');
  assert.equal(escapeCollection('a/b %*'), 'a%2Fb+%25%2A');
  const long = escapeCollection('n'.repeat(240));
  assert.equal(long.length, 208 + '%24'.length + 27);
  assert.notEqual(long, escapeCollection(`${'n'.repeat(239)}m`));
});

test('side databases keep within what a server allows', () => {
  const id = shortIdOf('2026-11-20T02-00-00-abcdef12');
  assert.equal(sideDatabase(id, 'shop'), `shop__restore_${id}`);
  assert.equal(Buffer.byteLength(sideDatabase(id, 'd'.repeat(63))), 63);
});
