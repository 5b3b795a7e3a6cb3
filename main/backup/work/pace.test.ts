import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createPace, FREE_PACE } from './pace.ts';

const { signal } = new AbortController();

test('all who take share one rate', async () => {
  const pace = createPace({ bytesPerSecond: 1_000_000 });
  const startMs = performance.now();
  await Promise.all(Array.from({ length: 20 }, () => pace.take(5_000, signal)));
  assert.ok(performance.now() - startMs >= 90, 'a tenth of a second for a tenth of the bytes');
});

test('small portions add up: none is too small to count', async () => {
  const pace = createPace({ bytesPerSecond: 1_000_000 });
  const startMs = performance.now();
  for (let taken = 0; taken < 100; taken += 1) await pace.take(1_000, signal);
  assert.ok(performance.now() - startMs >= 90);
});

test('without a rate nothing waits, and a pause holds everything', async () => {
  await FREE_PACE.take(Number.MAX_SAFE_INTEGER, signal);
  const pause = Promise.withResolvers<void>();
  const pace = createPace({ bytesPerSecond: null, untilContinued: () => pause.promise });
  let hasPassed = false;
  const taking = pace.take(1, signal).then(() => (hasPassed = true));
  await Promise.resolve();
  assert.equal(hasPassed, false);
  pause.resolve();
  await taking;
});

test('a wait ends with its signal', async () => {
  const stop = new AbortController();
  const pace = createPace({ bytesPerSecond: 1 });
  const waiting = pace.take(1_000_000, stop.signal);
  setImmediate(() => stop.abort(new Error('cancelled')));
  await assert.rejects(waiting);
});
