import { test, type TestContext } from 'node:test';
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm, stat, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { mayBeAlive, ownIdentity } from '../process-identity.ts';
import { createClaims, outcomeId, type Claim } from './claims.ts';

function claim(dueMs: number, part: Partial<Claim> = {}): Claim {
  return {
    ...{ id: outcomeId('nightly', dueMs), scheduleId: 'nightly', dueMs, claimedMs: dueMs, endedMs: null, kind: 'due' },
    ...{ result: 'claimed', skipped: null, runId: null, missedBefore: 0, error: null, process: ownIdentity() },
    ...part,
  };
}

async function dataFolder(context: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'marsad-claims-'));
  context.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

test('a due time is taken once, and known to everybody afterwards', async (context) => {
  const folder = await dataFolder(context);
  const [one, two] = [createClaims(folder), createClaims(folder)];
  assert.equal(await one.take(claim(1_000)), true);
  assert.equal(await two.take(claim(1_000)), false);
  assert.equal(await one.take(claim(1_000)), false);
  await one.write(claim(1_000, { result: 'done', endedMs: 1_500, runId: 'r1' }));
  assert.equal(await two.take(claim(1_000)), false, 'its outcome does not free it');
  assert.deepEqual(await two.of('nightly'), [claim(1_000, { result: 'done', endedMs: 1_500, runId: 'r1' })]);
  assert.equal((await stat(join(folder, 'schedules', 'nightly', '1000.json'))).mode & 0o777, 0o600);
});

test('processes that race for the same times: each time has one winner', async (context) => {
  const folder = await dataFolder(context);
  const script = `
    import { createClaims, outcomeId } from ${JSON.stringify(join(import.meta.dirname, 'claims.ts'))};
    const claims = createClaims(process.argv[1]);
    const won = [];
    for (let dueMs = 1; dueMs <= 60; dueMs += 1) {
      const claim = { id: outcomeId('nightly', dueMs), scheduleId: 'nightly', dueMs, claimedMs: 0, endedMs: null, kind: 'due',
        result: 'claimed', skipped: null, runId: null, missedBefore: 0, error: null, process: { pid: process.pid, started: 'x' } };
      if (await claims.take(claim)) won.push(dueMs);
    }
    console.log(JSON.stringify(won));`;
  const race = async (): Promise<number[]> => {
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script, folder]);
    return JSON.parse(stdout) as number[];
  };
  const won = (await Promise.all([race(), race(), race()])).flat().sort((a, b) => a - b);
  assert.deepEqual(
    won,
    Array.from({ length: 60 }, (_, index) => index + 1),
  );
});

test('a claim torn by a power cut still holds its time, for nobody who lives', async (context) => {
  const folder = await dataFolder(context);
  const claims = createClaims(folder);
  await claims.take(claim(1_000));
  await truncate(join(folder, 'schedules', 'nightly', '1000.json'), 20);
  const [left] = await createClaims(folder).of('nightly');
  assert.equal(left?.endedMs, null);
  assert.equal(mayBeAlive(left!.process), false);
  assert.equal(await claims.take(claim(1_000)), false);
});

test('a hundred outcomes are kept, the newest', async (context) => {
  const folder = await dataFolder(context);
  const claims = createClaims(folder);
  for (let dueMs = 1; dueMs <= 105; dueMs += 1) await claims.take(claim(dueMs, { endedMs: dueMs }));
  await claims.exclusively('nightly', async () => {});
  const kept = await claims.of('nightly');
  assert.deepEqual([kept.length, kept[0]?.dueMs, kept.at(-1)?.dueMs], [100, 105, 6]);
  assert.equal((await readdir(join(folder, 'schedules', 'nightly'))).length, 100);
});

test('the outcome of a schedule that was removed meanwhile is let go', async (context) => {
  const claims = createClaims(await dataFolder(context));
  await claims.take(claim(1_000));
  await claims.forget('nightly');
  await claims.write(claim(1_000, { endedMs: 2_000 }));
  assert.deepEqual(await claims.of('nightly'), []);
});
