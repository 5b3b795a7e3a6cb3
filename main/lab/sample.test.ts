import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BSON } from 'mongodb';
import { random } from './random.ts';
import { SAMPLE_DOCUMENTS } from './sample-documents.ts';
import { SAMPLE_INDEXES } from './sample-indexes.ts';
import { sampleKeys } from './sample-keys.ts';
import { DEFAULT_SIZE, documentCounts, SAMPLE_SEED, type SampleCollection } from './sample-shape.ts';

const NOW = Date.UTC(2026, 0, 14);

function documents(collection: SampleCollection, count: number): string {
  const context = { random: random(SAMPLE_SEED), nowMs: NOW, counts: documentCounts(1000) };
  return BSON.EJSON.stringify(
    Array.from({ length: count }, (_, index) => SAMPLE_DOCUMENTS[collection](index, context)),
  );
}

test('the same seed makes the same documents and keys', () => {
  for (const collection of Object.keys(SAMPLE_DOCUMENTS) as SampleCollection[]) {
    assert.equal(documents(collection, 20), documents(collection, 20));
  }
  const keys = (): unknown[] => [...sampleKeys({ documents: 500, keys: 500 }, random(1))];
  assert.deepEqual(keys(), keys());
});

test('the lab has at least 100,000 documents and 100,000 keys, of every type', () => {
  const total = Object.values(documentCounts(DEFAULT_SIZE.documents)).reduce((sum, count) => sum + count, 0);
  assert.ok(total >= 100_000);
  const names = new Set<string>();
  const commands = new Set<string>();
  for (const { key, commands: all } of sampleKeys(DEFAULT_SIZE, random(SAMPLE_SEED))) {
    names.add(key);
    commands.add(all[0]![0]!);
  }
  assert.ok(names.size >= 100_000, `${names.size} keys`);
  assert.deepEqual([...commands].sort(), ['HSET', 'PFADD', 'RPUSH', 'SADD', 'SET', 'XADD', 'ZADD']);
});

test('no document is older than the TTL index of its collection allows', () => {
  for (const [collection, indexes] of Object.entries(SAMPLE_INDEXES) as [
    SampleCollection,
    typeof SAMPLE_INDEXES.users,
  ][]) {
    const lifetimeSeconds = indexes.find((index) => index.expireAfterSeconds !== undefined)?.expireAfterSeconds;
    if (lifetimeSeconds === undefined) continue;
    const context = { random: random(1), nowMs: NOW, counts: documentCounts(1000) };
    for (let index = 0; index < 500; index++) {
      const { createdAt } = SAMPLE_DOCUMENTS[collection](index, context) as unknown as { createdAt: Date };
      assert.ok(NOW - createdAt.getTime() < (lifetimeSeconds - 7 * 86_400) * 1000);
    }
  }
});
