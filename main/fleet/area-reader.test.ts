import { test } from 'node:test';
import assert from 'node:assert/strict';
import { AppError } from '../../shared/errors.ts';
import { manualClock } from '../../test/fixtures/manual-clock.ts';
import { areaReader } from './area-reader.ts';

const signal = new AbortController().signal;

test('an answer in time is read, and nothing is left behind', async () => {
  const clock = manualClock();
  const reader = areaReader({ clock, periodMs: 0, ask: async () => 42 });
  assert.deepEqual(await reader.read(1000, signal), { kind: 'read', reading: 42 });
  assert.equal(clock.sleepers, 0);
});

test('a late answer is late, is not asked for twice, and is taken up when it comes', async () => {
  const clock = manualClock();
  const answer = Promise.withResolvers<string>();
  let asked = 0;
  const reader = areaReader({ clock, periodMs: 0, ask: () => ((asked += 1), answer.promise) });
  for (let n = 0; n < 2; n += 1) {
    const reading = reader.read(1000, signal);
    await clock.advance(1000);
    assert.deepEqual(await reading, { kind: 'late' });
  }
  answer.resolve('at last');
  assert.deepEqual(await reader.read(1000, signal), { kind: 'read', reading: 'at last' });
  assert.equal(asked, 1);
});

test('errors are outcomes; one that is not ours is called internal and keeps its words to itself', async () => {
  const clock = manualClock();
  const denied = new AppError('denied', 'no');
  const reader = areaReader({ clock, periodMs: 0, ask: () => Promise.reject(denied) });
  assert.deepEqual(await reader.read(1000, signal), { kind: 'failed', error: denied });
  const broken = areaReader({ clock, periodMs: 0, ask: () => Promise.reject(new Error('mongodb://user:hush@host')) });
  const outcome = await broken.read(1000, signal);
  assert.equal(outcome.kind === 'failed' && outcome.error.code, 'internal');
  assert.doesNotMatch(outcome.kind === 'failed' ? outcome.error.message : '', /hush/);
});

test('a period spares the server, and can be cut short', async () => {
  const clock = manualClock();
  let asked = 0;
  const reader = areaReader({ clock, periodMs: 5000, ask: async () => (asked += 1) });
  await reader.read(1000, signal);
  await clock.advance(4999);
  assert.deepEqual(await reader.read(1000, signal), { kind: 'same' });
  reader.expire();
  assert.deepEqual(await reader.read(1000, signal), { kind: 'read', reading: 2 });
  await clock.advance(5000);
  assert.deepEqual(await reader.read(1000, signal), { kind: 'read', reading: 3 });
});

test('an area that was late is waited for only briefly until it answers again', async () => {
  const clock = manualClock();
  const answers = [Promise.withResolvers<number>(), Promise.withResolvers<number>()];
  let asked = 0;
  const reader = areaReader({ clock, periodMs: 0, ask: () => answers[asked++]!.promise });
  const first = reader.read(1000, signal);
  await clock.advance(1000);
  assert.deepEqual(await first, { kind: 'late' });
  const second = reader.read(1000, signal);
  await clock.advance(250);
  assert.deepEqual(await second, { kind: 'late' });
  answers[0]!.resolve(1);
  assert.deepEqual(await reader.read(1000, signal), { kind: 'read', reading: 1 });
  const fourth = reader.read(1000, signal);
  await clock.advance(900);
  answers[1]!.resolve(2);
  assert.deepEqual(await fourth, { kind: 'read', reading: 2 });
});
