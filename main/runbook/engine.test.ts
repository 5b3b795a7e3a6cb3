// The engine's straight line: plan, confirm, act, verify, cancel.

import assert from 'node:assert/strict';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { systemClock } from '../system-clock.ts';
import { createAuditLog } from '../audit/audit-log.ts';
import type { RunbookEngine } from './runbook-engine.ts';
import { engineBench, startRun, waitForStep } from '../../test/fixtures/engine-bench.ts';

test('a run is planned, acts, verifies, is journalled and audited', () =>
  engineBench(async ({ folder, server, engine }) => {
    const plan = await engine.plan('lab', 'file.set', { value: 'x' });
    assert.equal((await engine.plan('lab', 'file.set', { value: 'x' })).hash, plan.hash);
    await assert.rejects(readFile(server), 'planning changes nothing');
    const runId = await startRun(engine);
    const state = await engine.settled(runId);
    assert.equal(state.run.status, 'done', JSON.stringify(state));
    assert.deepEqual(
      Object.values(state.steps).map((step) => step.status),
      ['done', 'done', 'done', 'done'],
    );
    assert.equal(await readFile(server, 'utf8'), 'x');
    const types = (await readFile(join(folder, 'runs', runId, 'journal.jsonl'), 'utf8'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).type);
    assert.ok(types.indexOf('intent') < types.indexOf('act') && types.indexOf('act') < types.indexOf('observed'));
    assert.equal(types.at(-1), 'end');
    const { ok, entries } = await createAuditLog({ folder, clock: systemClock }).verify();
    assert.deepEqual([ok, entries], [true, 2]);
    assert.match(
      (await engine.report(runId, 'markdown')).content,
      /# Set the file[\s\S]*Result: \*\*done\*\*[\s\S]*it says x/,
    );
  }));

test('another plan, a failing check, bad parameters and a missing confirmation are refused', async () => {
  await engineBench(async ({ server, engine }) => {
    const { hash } = await engine.plan('lab', 'file.set', { value: 'x' });
    await writeFile(server, 'other');
    const request = {
      profileId: 'lab',
      runbookId: 'file.set',
      parameters: { value: 'x' },
      planHash: hash,
      confirmation: '',
      reason: '',
      production: false,
    };
    await assert.rejects(engine.start(request), { code: 'conflict' });
    await writeFile(server, 'blocked');
    await assert.rejects(engine.start(request), { code: 'blocked', message: /it says blocked/ });
    await assert.rejects(engine.plan('lab', 'file.set', {}), {
      code: 'bad_request',
      message: /needs a value for value/,
    });
    await assert.rejects(engine.plan('lab', 'file.set', { value: 'x', vlaue: 'y' }), {
      code: 'bad_request',
      message: /no parameter named vlaue/,
    });
    await assert.rejects(engine.plan('lab', 'nothing', {}), { code: 'not_found' });
  });
  await engineBench(
    async ({ engine }) => {
      await assert.rejects(startRun(engine), { code: 'bad_request', message: /production/ });
      assert.equal((await engine.settled(await startRun(engine, 'x', { confirmation: 'Orders' }))).run.status, 'done');
    },
    { environment: 'production' },
  );
});

test('a second run on the target is refused, in this process and from another console; a cancel cleans up', () =>
  engineBench(async ({ server, engine, open }) => {
    await writeFile(`${server}.hold`, '');
    const runId = await startRun(engine);
    await assert.rejects(startRun(engine), { code: 'conflict', message: new RegExp(runId) });
    await assert.rejects(startRun(await open()), { code: 'conflict', message: new RegExp(runId) });
    await waitForStep(engine, runId, 'one');
    await engine.cancel(runId);
    const state = await engine.settled(runId);
    assert.equal(state.run.status, 'cancelled');
    assert.deepEqual(
      Object.values(state.steps).map((step) => step.status),
      ['done', 'not-done', 'skipped', 'skipped'],
    );
    assert.equal(await readFile(server, 'utf8'), 'cleaned');
    await rm(`${server}.hold`);
    const other = await open();
    assert.equal((await other.settled(await startRun(other))).run.status, 'done');
  }));

test('a failing act ends the run, says where, and cleans up', () =>
  engineBench(async ({ server, engine }) => {
    const state = await engine.settled(await startRun(engine, 'crash'));
    assert.equal(state.run.status, 'failed');
    assert.equal(state.run.error?.code, 'internal');
    assert.deepEqual(
      Object.values(state.steps).map((step) => step.status),
      ['done', 'done', 'failed', 'skipped'],
    );
    assert.equal(await readFile(server, 'utf8'), 'cleaned');
  }));

test('when the servers changed since the plan, the start is refused and says what is different', () =>
  engineBench(async ({ server, engine }) => {
    const { hash: planHash } = await engine.plan('lab', 'file.set', { value: 'x' });
    await writeFile(server, 'other');
    await assert.rejects(startRunOf(engine, planHash), {
      code: 'conflict',
      details: { differences: 'file: it says other → it says x (was: it says  → it says x)' },
    });
    await assert.rejects(startRunOf(engine, 'a hash from elsewhere'), { code: 'conflict', details: {} });
    assert.deepEqual(engine.runs.get().state.runs, {});
  }));

test('a change to production asks for a reason', () =>
  engineBench(
    async ({ engine }) => {
      const confirmation = 'Orders';
      await assert.rejects(startRun(engine, 'x', { confirmation, reason: ' ' }), {
        code: 'bad_request',
        message: /reason/,
      });
      await engine.settled(await startRun(engine, 'x', { confirmation, reason: 'ticket 12' }));
    },
    { environment: 'production' },
  ));

function startRunOf(engine: RunbookEngine, planHash: string): Promise<string> {
  return startRun(engine, 'x', { planHash });
}
