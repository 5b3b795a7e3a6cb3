import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BackupSet } from './backup.ts';
import { heldElsewhere, restorability, restorableFacts } from './restorable.ts';

const DAY_MS = 24 * 3_600_000;
const mongo = { momentMs: 7_000 } as never;
const set = {
  id: 's',
  startedMs: 5_000,
  checkpoint: null,
  mongo,
  redis: null,
  verified: null,
  proven: null,
  drill: null,
};
const proven = { atMs: DAY_MS, by: 'x', tookMs: 250_000 };
const drill = { ok: false, endedMs: 2 * DAY_MS } as never;

test('a set promises what was there at its earliest moment', () => {
  assert.equal(restorableFacts(set).momentMs, 7_000);
  assert.equal(restorableFacts({ ...set, redis: {} as never }).momentMs, 5_000);
  assert.equal(restorableFacts({ ...set, mongo: { momentMs: null } as never }).momentMs, 5_000);
  const checkpoint = { fromMs: 6_000, toMs: 6_500 };
  assert.equal(
    restorableFacts({ ...set, checkpoint }).momentMs,
    6_000,
    'a server whose clock is ahead promises nothing',
  );
});

test('what was found last counts, and a proof grows old', () => {
  const state = (change: object, days: number): string =>
    restorability(restorableFacts({ ...set, ...change }), days * DAY_MS, 7);
  assert.equal(state({}, 1), 'never');
  assert.equal(state({ proven }, 8), 'proven');
  assert.equal(state({ proven }, 8.1), 'stale');
  assert.equal(state({ proven, drill }, 3), 'failed');
  assert.equal(state({ proven: { ...proven, atMs: 2.5 * DAY_MS }, drill }, 3), 'proven');
  assert.equal(state({ verified: { ok: false, atMs: 1 } }, 3), 'failed');
});

test('what the newest set lacks and an older one holds is no part of the promise', () => {
  const redis = {} as never;
  const of = (id: string, finishedMs: number, holds: object): BackupSet =>
    ({ ...set, mongo: null, id, finishedMs, ...holds }) as never;
  const both = of('both', 1, { mongo, redis });
  assert.equal(heldElsewhere([]), null);
  assert.equal(heldElsewhere([both, of('again', 2, { mongo, redis })]), null);
  assert.equal(heldElsewhere([of('only', 1, { mongo })]), null, 'nobody ever saved Redis here');
  const found = heldElsewhere([both, of('new', 3, { mongo }), of('middle', 2, { redis })]);
  assert.deepEqual([found?.part, found?.last.id], ['redis', 'middle']);
  assert.equal(heldElsewhere([both, of('new', 3, { redis })])?.part, 'mongo');
});
