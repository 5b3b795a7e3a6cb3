import { test } from 'node:test';
import assert from 'node:assert/strict';
import { Lifetime } from '../../shared/lifetime.ts';
import { manualClock } from '../../test/fixtures/manual-clock.ts';
import { createPoller } from './poller.ts';

function pollerFor(options: { tookMs?: () => number; intervalMs?: () => number; fail?: () => boolean } = {}) {
  const clock = manualClock(0);
  const lifetime = new Lifetime('test');
  const starts: number[] = [];
  const reports: unknown[] = [];
  let running = 0;
  const poller = createPoller({
    clock,
    lifetime,
    intervalMs: options.intervalMs ?? (() => 1000),
    report: (error) => reports.push(error),
    tick: async () => {
      running += 1;
      assert.equal(running, 1, 'two ticks at once');
      starts.push(clock.now());
      const tookMs = options.tookMs?.() ?? 0;
      if (tookMs > 0) await clock.sleep(tookMs);
      running -= 1;
      if (options.fail?.()) throw new Error('a bug');
    },
  });
  return { clock, lifetime, starts, reports, poller };
}

test('nothing is polled before somebody holds it, and then at once and at the interval', async () => {
  const { clock, starts, poller } = pollerFor();
  await clock.advance(5000);
  assert.deepEqual(starts, []);
  poller.hold();
  await clock.advance(2500);
  assert.deepEqual(starts, [5000, 6000, 7000]);
});

test('two holders share one poll, which ends with the last of them', async () => {
  const { clock, starts, poller } = pollerFor();
  const releases = [poller.hold(), poller.hold()];
  await clock.advance(1500);
  releases[0]?.();
  releases[0]?.();
  await clock.advance(1000);
  releases[1]?.();
  await clock.advance(10_000);
  assert.deepEqual(starts, [0, 1000, 2000]);
  assert.equal(clock.sleepers, 0);
});

test('after a pause it resumes at once; leaving and coming back quickly does not poll faster', async () => {
  const { clock, starts, poller } = pollerFor();
  poller.hold()();
  await clock.advance(60_300);
  const release = poller.hold();
  await clock.advance(100);
  release();
  await clock.advance(100);
  poller.hold();
  await clock.advance(1000);
  assert.deepEqual(starts, [0, 60_300, 61_300]);
});

test('a slow tick is never overtaken, and what was missed is skipped', async () => {
  const { clock, starts, poller } = pollerFor({ tookMs: () => 2300 });
  poller.hold();
  await clock.advance(6500);
  assert.deepEqual(starts, [0, 3000, 6000]);
});

test('a new interval counts from now', async () => {
  let intervalMs = 60_000;
  const { clock, starts, poller } = pollerFor({ intervalMs: () => intervalMs });
  poller.hold();
  await clock.advance(5000);
  intervalMs = 1000;
  poller.wake();
  await clock.advance(1500);
  assert.deepEqual(starts, [0, 5000, 6000]);
});

test('a tick that throws is reported, and polling goes on', async () => {
  let isBroken = true;
  const { clock, starts, reports, poller } = pollerFor({ fail: () => isBroken });
  poller.hold();
  await clock.advance(500);
  isBroken = false;
  await clock.advance(1000);
  assert.equal(starts.length, 2);
  assert.equal(reports.length, 1);
});

test('the end of the lifetime waits for the tick that runs and starts no other', async () => {
  const { clock, starts, poller, lifetime } = pollerFor({ tookMs: () => 300 });
  poller.hold();
  await clock.advance(100);
  const ended = lifetime.dispose();
  await clock.advance(5000);
  await ended;
  assert.deepEqual(starts, [0]);
  assert.equal(clock.sleepers, 0);
  poller.hold();
  await clock.advance(5000);
  assert.deepEqual(starts, [0]);
});
