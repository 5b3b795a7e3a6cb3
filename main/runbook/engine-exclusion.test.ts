// Consoles beside each other: who may run what, and what one sees of the other's runs.

import assert from 'node:assert/strict';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { takeWay } from '../../test/fixtures/take-way.ts';
import { AppError } from '../../shared/errors.ts';
import type { OpenRun } from '../lease/lease.ts';
import type { RunbookEngine } from './runbook-engine.ts';
import {
  benchContext,
  engineBench,
  fileRunbook,
  killAt,
  manualStep,
  startRun,
  stepsRunbook,
  tellingAct,
  waitForRun,
  waitForStep,
} from '../../test/fixtures/engine-bench.ts';

test('a run of another console is seen here, until its end', () =>
  engineBench(async ({ server, engine, open }) => {
    const other = await open();
    await writeFile(`${server}.hold`, '');
    const runId = await startRun(other);
    const statusHere = () => engine.runs.get().state.runs[runId]?.status;
    const becomes = (status: string) =>
      new Promise<void>((resolve) => {
        const stop = engine.runs.subscribe(() => {
          if (statusHere() !== status) return;
          stop();
          resolve();
        });
      });
    if (statusHere() !== 'running') await becomes('running');
    await engine.note(runId, { stepId: null, text: 'from the other console' });
    assert.equal(Object.values(other.run(runId).get().state.notes)[0]?.text, 'from the other console');
    await assert.rejects(engine.continue(runId), { code: 'conflict', message: /not paused/ });
    await rm(`${server}.hold`);
    await becomes('done');
    assert.equal(engine.run(runId).get().state.steps['two']?.status, 'done');
  }));

test('what rewrites content and what copies it exclude each other; a failover may go on beside a backup', () =>
  engineBench(async ({ server, open }) => {
    const destroying = await open(fileRunbook(server, 'destroy'));
    const copying = await open({ ...fileRunbook(server, 'read'), area: 'backup', copiesContent: true });
    const writing = await open(fileRunbook(server, 'write'));
    await writeFile(`${server}.hold`, '');
    const copy = await startRun(copying);
    await assert.rejects(startRun(destroying), { code: 'conflict', message: new RegExp(copy) });
    await assert.rejects(startRun(copying), { code: 'conflict', message: new RegExp(copy) });
    const write = await startRun(writing);
    await copying.cancel(copy);
    await copying.settled(copy);
    await writing.cancel(write);
    await writing.settled(write);
    const destroy = await startRun(destroying);
    await assert.rejects(startRun(copying), { code: 'conflict', message: new RegExp(destroy) });
    await rm(`${server}.hold`);
    assert.equal((await destroying.settled(destroy)).run.status, 'done');
  }));

test('of two consoles that go on with one interrupted run, one does', () =>
  engineBench(async ({ folder, server, open }) => {
    const reading = (): Promise<RunbookEngine> => open(fileRunbook(server, 'read'));
    const engine = await reading();
    const runId = await startRun(engine);
    await engine.settled(runId);
    await killAt(folder, runId, 4);
    await writeFile(server, '');
    await writeFile(`${server}.hold`, '');
    const consoles = [await reading(), await reading()];
    const outcomes = await Promise.allSettled(consoles.map((console) => takeWay(console, runId, 'resume')));
    assert.deepEqual(outcomes.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
    await rm(`${server}.hold`);
    const winner = outcomes.findIndex(({ status }) => status === 'fulfilled');
    assert.equal((await consoles[winner]!.settled(runId)).run.status, 'done');
    const late = consoles[1 - winner]!;
    await assert.rejects(late.resume(runId, { hash: '', reason: '' }), { code: 'conflict' });
    const journal = await readFile(join(folder, 'runs', runId, 'journal.jsonl'), 'utf8');
    assert.equal(journal.match(/"type":"resumed"/g)?.length, 1);
  }));

test('a run holds leases by what it does, is journalled with them, and gives them back', () =>
  engineBench(async ({ folder, server, open }) => {
    const lease = fakeLeases();
    const engine = await open({ ...fileRunbook(server, 'destroy'), area: 'backup' }, { openRun: lease.openRun });
    const runId = await startRun(engine, 'x', { takeOver: { reason: 'its console is dead' } });
    await engine.settled(runId);
    assert.deepEqual(
      lease.asked,
      [
        'mongo.content',
        'mongo.change',
        'redis.content',
        'redis.change',
        'mayWrite',
        'taken over: its console is dead',
        'closed',
      ].sort(),
    );
    const journal = await readFile(join(folder, 'runs', runId, 'journal.jsonl'), 'utf8');
    assert.match(journal.split('\n')[1]!, /"type":"leases".*"fence":"7".*its console is dead/);
    assert.match((await engine.report(runId, 'markdown')).content, /Held: redis\.change \(fence 7\)/);
  }));

test('a run holds no more than its very plan is about', () =>
  engineBench(async ({ folder, server, open }) => {
    const lease = fakeLeases();
    const runbook = {
      ...fileRunbook(server, 'write'),
      area: 'backup' as const,
      holds: (data: unknown) => [(data as { value: 'mongo' | 'redis' }).value],
    };
    const engine = await open(runbook, { openRun: lease.openRun });
    const runId = await startRun(engine, 'mongo');
    await engine.settled(runId);
    assert.deepEqual(lease.asked.splice(0), ['closed', 'mayWrite', 'mongo.change']);
    // Another console that never saw the plan reads what it is about; and one that goes on with the run takes it from the journal.
    const plan = await engine.plan('lab', 'file.set', { value: 'redis' });
    const other = await open(runbook, { openRun: lease.openRun });
    const request = { profileId: 'lab', runbookId: 'file.set', parameters: { value: 'redis' }, planHash: plan.hash };
    await other.settled(await other.start({ ...request, confirmation: '', reason: '', production: false }));
    assert.deepEqual(lease.asked.splice(0), ['closed', 'mayWrite', 'redis.change']);
    await killAt(folder, runId, 5);
    const later = await open(runbook, { openRun: lease.openRun });
    await takeWay(later, runId, 'resume', { takeOver: { reason: 'it sleeps' } });
    await later.settled(runId);
    assert.deepEqual(lease.asked.splice(0), ['closed', 'mayWrite', 'mongo.change', 'taken over: it sleeps']);
    assert.match((await later.report(runId, 'markdown')).content, /took over .* it sleeps/);
  }));

test('a run that loses its lease stops: what it had done is told, and nothing is cleaned up without it', () =>
  engineBench(async ({ server, open }) => {
    const lease = fakeLeases();
    const engine = await open(fileRunbook(server), { openRun: lease.openRun });
    await writeFile(`${server}.hold`, '');
    const runId = await startRun(engine);
    await waitForStep(engine, runId, 'one');
    lease.lose();
    const state = await engine.settled(runId);
    assert.equal(state.run.status, 'failed');
    assert.match(state.run.error?.message ?? '', /The lease was lost/);
    assert.match(state.run.error?.hint ?? '', /Not cleaned up/);
    assert.deepEqual(await readFile(server, 'utf8').catch(() => 'untouched'), 'untouched');
    assert.equal(state.canCancel, true, 'it can be cleaned up later');
  }));

test('a lease that is lost while a run waits for people leaves the run to be gone on with', () =>
  engineBench(async ({ folder, open }) => {
    const told: string[] = [];
    const first = tellingAct('first', told, { cleanUp: async () => void told.push('cleaned') });
    const runbook = stepsRunbook([first, manualStep('ask'), tellingAct('second', told)]);
    const lease = fakeLeases();
    const engine = await open(runbook, { openRun: lease.openRun });
    const runId = await startRun(engine);
    await waitForRun(engine, runId, ({ waitingFor }) => waitingFor === 'ask');
    lease.lose();
    const { run, canResume } = await engine.settled(runId);
    assert.deepEqual([run.status, run.error?.message, canResume], ['interrupted', 'The lease was lost.', true]);
    assert.match(await readFile(join(folder, 'audit.jsonl'), 'utf8'), /run\.interrupted.*interrupted: conflict/);
    const next = await open(runbook, { openRun: fakeLeases().openRun });
    assert.equal(next.run(runId).get().state.run.error?.message, 'The lease was lost.');
    await takeWay(next, runId, 'resume');
    await waitForRun(next, runId, ({ waitingFor }) => waitingFor === 'ask');
    await next.answer(runId, { stepId: 'ask', value: 'done', note: '' });
    assert.equal((await next.settled(runId)).run.status, 'done');
    assert.deepEqual(told, ['first', 'second']);
  }));

test('a target that does not answer for a moment is waited for before anything is sent', () =>
  engineBench(async ({ server, open }) => {
    const lease = fakeLeases({ silentFor: 3 });
    const engine = await open(fileRunbook(server), { openRun: lease.openRun });
    assert.equal((await engine.settled(await startRun(engine))).run.status, 'done');
  }));

test('every entry of the journal is told before and after it is on the disk', () =>
  engineBench(async ({ folder, server, open }) => {
    const told: string[] = [];
    const engine = await open(fileRunbook(server), {
      onJournal: (entry, phase) => void told.push(`${phase} ${entry.type}`),
    });
    const runId = await startRun(engine);
    await engine.settled(runId);
    const lines = (await readFile(join(folder, 'runs', runId, 'journal.jsonl'), 'utf8')).trim().split('\n');
    assert.equal(told.length, lines.length * 2);
    assert.deepEqual(told.slice(0, 2), ['before plan', 'after plan']);
  }));

/** Leases without a server: what was asked, and a way to lose them. */
function fakeLeases({ silentFor = 0 } = {}): {
  readonly openRun: OpenRun;
  readonly asked: string[];
  lose(): void;
} {
  const asked: string[] = [];
  let lost: AppError | null = null;
  let silent = silentFor;
  let onLost: (error: AppError) => void = () => {};
  return {
    asked,
    lose() {
      lost = new AppError('conflict', 'The lease was lost.', { retryable: false });
      onLost(lost);
    },
    openRun: async (request) => {
      onLost = request.onLost;
      asked.push(...request.names.map(({ area, scope }) => `${area}.${scope}`));
      if (request.mayWrite) asked.push('mayWrite');
      if (request.takeOver) asked.push(`taken over: ${request.takeOver.reason}`);
      asked.sort();
      return {
        context: benchContext(request.profileId, request.signal),
        leases: request.names.map(({ area, scope }) => ({
          area,
          scope,
          fence: '7',
          holder: request.holder,
          silentMs: 0,
        })),
        remarks: [],
        assertHeld() {
          if (lost) throw lost;
          if ((silent -= 1) >= 0) throw new AppError('unreachable', 'The target elects.');
        },
        verify: async () => undefined,
        close: async () => {
          asked.push('closed');
          asked.sort();
        },
      };
    },
  };
}
