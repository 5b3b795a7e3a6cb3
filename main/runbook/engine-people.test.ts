// People in a run: manual steps, pauses, notes, a change of hands, and what becomes of them when the console ends.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  engineBench,
  killAt,
  manualStep,
  startRun,
  stepsRunbook,
  tellingAct,
  waitForRun,
} from '../../test/fixtures/engine-bench.ts';
import { takeWay } from '../../test/fixtures/take-way.ts';
import { Lifetime } from '../../shared/lifetime.ts';
import type { RunbookEngine } from './runbook-engine.ts';

const waitsAt = (engine: RunbookEngine, runId: string, stepId: string): Promise<void> =>
  waitForRun(engine, runId, ({ waitingFor }) => waitingFor === stepId);
const statuses = (engine: RunbookEngine, runId: string): string[] =>
  Object.values(engine.run(runId).get().state.steps).map(({ status }) => status);

test('a manual step waits, is answered, and what comes after knows the answer', () =>
  engineBench(async ({ folder, open }) => {
    const told: string[] = [];
    const ask = manualStep('ask', { phase: { key: 'one' }, guide: { why: { key: 'two' } } });
    const act = tellingAct('act', told, {
      act: async ({ answerOf }) => {
        told.push('act', answerOf('ask') ?? 'nothing');
        return undefined;
      },
    });
    const engine = await open(stepsRunbook([ask, manualStep('second'), act]));
    const plan = await engine.plan('lab', 'file.set', { value: 'x' });
    assert.deepEqual(plan.steps[0]?.phase, { key: 'one' });
    assert.deepEqual(plan.steps[0]?.guide, { why: { key: 'two' } });
    assert.deepEqual(
      plan.steps[0]?.answers?.map(({ value }) => value),
      ['done', 'skip', 'stop'],
    );
    const runId = await startRun(engine);
    await waitsAt(engine, runId, 'ask');
    const answer = { value: 'done', note: 'looks fine' };
    assert.equal(engine.runs.get().state.runs[runId]?.status, 'waiting');
    await assert.rejects(engine.answer(runId, { ...answer, stepId: 'second' }), { code: 'conflict' });
    await assert.rejects(engine.answer(runId, { ...answer, stepId: 'ask', value: 'maybe' }), {
      code: 'bad_request',
      hint: /done, skip, stop/,
    });
    await engine.answer(runId, { ...answer, stepId: 'ask' });
    assert.match(await readFile(join(folder, 'runs', runId, 'journal.jsonl'), 'utf8'), /"type":"answer"/);
    await waitsAt(engine, runId, 'second');
    await engine.answer(runId, { stepId: 'second', value: 'skip', note: '' });
    const state = await engine.settled(runId);
    assert.equal(state.run.status, 'done', JSON.stringify(state.run.error));
    assert.deepEqual(statuses(engine, runId), ['done', 'skipped', 'done']);
    assert.deepEqual(told, ['act', 'done']);
    assert.deepEqual(state.steps['ask']?.answer, { ...answer, by: 'dba' });
  }));

test('the answer stop ends the run as failed, and says who ended it where', () =>
  engineBench(async ({ open }) => {
    const told: string[] = [];
    const first = tellingAct('first', told, { cleanUp: async () => void told.push('cleaned') });
    const engine = await open(stepsRunbook([first, manualStep('ask'), tellingAct('act', told)]));
    const runId = await startRun(engine);
    await waitsAt(engine, runId, 'ask');
    await engine.answer(runId, { stepId: 'ask', value: 'stop', note: 'too risky' });
    const { run } = await engine.settled(runId);
    assert.equal(run.status, 'failed');
    assert.equal(run.error?.code, 'cancelled');
    assert.match(run.error?.message ?? '', /dba ended the run at "ask"/);
    assert.deepEqual(told, ['first', 'cleaned']);
  }));

test('killed while it waits, it waits again, and once more', () =>
  engineBench(async ({ folder, open }) => {
    const told: string[] = [];
    const runbook = stepsRunbook([manualStep('ask'), tellingAct('act', told)]);
    const engine = await open(runbook);
    const runId = await startRun(engine);
    await waitsAt(engine, runId, 'ask');
    await engine.answer(runId, { stepId: 'ask', value: 'done', note: '' });
    await engine.settled(runId);
    told.length = 0;
    await killAt(folder, runId, 2); // plan, waiting
    const next = await open(runbook);
    assert.equal(next.run(runId).get().state.run.status, 'interrupted');
    assert.equal(next.run(runId).get().state.waitingFor, null);
    await takeWay(next, runId, 'resume');
    await waitsAt(next, runId, 'ask');
    await next.answer(runId, { stepId: 'ask', value: 'done', note: '' });
    await next.settled(runId);
    told.length = 0;
    await killAt(folder, runId, 4); // plan, waiting, resumed, waiting
    const third = await open(runbook);
    await takeWay(third, runId, 'resume');
    await waitsAt(third, runId, 'ask');
    await third.cancel(runId);
    assert.equal((await third.settled(runId)).run.status, 'cancelled');
    assert.deepEqual(told, []);
  }));

test('an answer on the disk counts, also when the console ended before it could go on', () =>
  engineBench(async ({ folder, open }) => {
    const told: string[] = [];
    const runbook = stepsRunbook([manualStep('ask'), tellingAct('act', told)]);
    const engine = await open(runbook);
    const runId = await startRun(engine);
    await waitsAt(engine, runId, 'ask');
    await engine.answer(runId, { stepId: 'ask', value: 'done', note: 'seen' });
    await engine.settled(runId);
    told.length = 0;
    await killAt(folder, runId, 3); // plan, waiting, answer
    const next = await open(runbook);
    await takeWay(next, runId, 'resume');
    const state = await next.settled(runId);
    assert.equal(state.run.status, 'done');
    assert.equal(state.steps['ask']?.answer?.note, 'seen');
    assert.deepEqual(told, ['act']);
  }));

test('a console that is closed while a run waits for people leaves it to be resumed', () =>
  engineBench(async ({ open }) => {
    const told: string[] = [];
    const runbook = stepsRunbook([
      tellingAct('first', told, { cleanUp: async () => void told.push('cleaned') }),
      manualStep('ask'),
    ]);
    const lifetime = new Lifetime('a console that is closed');
    const closing = await open(runbook, { lifetime });
    const runId = await startRun(closing);
    await waitsAt(closing, runId, 'ask');
    await lifetime.dispose();
    assert.deepEqual(told, ['first'], 'nothing is cleaned up');
    const next = await open(runbook);
    assert.equal(next.runs.get().state.runs[runId]?.status, 'interrupted');
    await takeWay(next, runId, 'resume');
    await waitsAt(next, runId, 'ask');
    await next.answer(runId, { stepId: 'ask', value: 'done', note: '' });
    assert.equal((await next.settled(runId)).run.status, 'done');
    assert.deepEqual(told, ['first']);
  }));

test('a run is paused between two steps, and goes on; a pause can be cancelled too', () =>
  engineBench(async ({ open }) => {
    const told: string[] = [];
    const gate = Promise.withResolvers<void>();
    const first = tellingAct('first', told, { act: () => gate.promise.then(() => void told.push('first')) as never });
    const engine = await open(stepsRunbook([first, tellingAct('second', told)]));
    const runId = await startRun(engine);
    await waitForRun(engine, runId, ({ steps }) => steps['first']?.status === 'running');
    await engine.pause(runId);
    assert.equal(engine.run(runId).get().state.canPause, false);
    await assert.rejects(engine.pause(runId), { code: 'conflict' });
    gate.resolve();
    await waitForRun(engine, runId, ({ run }) => run.status === 'paused');
    assert.deepEqual(told, ['first']);
    await engine.continue(runId);
    assert.equal((await engine.settled(runId)).run.status, 'done');
    assert.deepEqual(told, ['first', 'second']);

    const held = Promise.withResolvers<void>();
    const slow = tellingAct('slow', [], { act: () => held.promise as never, observe: async () => 'done' });
    const other = await open(stepsRunbook([slow, tellingAct('never', told)]));
    const second = await startRun(other);
    await other.pause(second);
    held.resolve();
    await waitForRun(other, second, ({ run }) => run.status === 'paused');
    await other.cancel(second);
    assert.equal((await other.settled(second)).run.status, 'cancelled');
    assert.ok(!told.includes('never'));
  }));

test('an act that can stand still waits inside itself while the run is paused, all its parts together', () =>
  engineBench(async ({ open }) => {
    const told: string[] = [];
    const begun = Promise.withResolvers<void>();
    const paused = Promise.withResolvers<void>();
    const parts = tellingAct('parts', told, {
      observe: async () => (told.length === 2 ? 'done' : 'not-done'),
      async act({ untilContinued }) {
        begun.resolve();
        await paused.promise;
        await Promise.all(['a', 'b'].map((part) => untilContinued().then(() => told.push(part))));
        return undefined;
      },
    });
    const engine = await open(stepsRunbook([parts]));
    const runId = await startRun(engine);
    await begun.promise;
    await engine.pause(runId);
    paused.resolve();
    await waitForRun(engine, runId, ({ run }) => run.status === 'paused');
    assert.deepEqual(told, []);
    assert.equal(engine.run(runId).get().state.steps['parts']?.status, 'running');
    await engine.continue(runId);
    assert.equal((await engine.settled(runId)).run.status, 'done');
    assert.deepEqual(told, ['a', 'b']);
  }));

test('a run that is let go on while its pause is being written goes on, and says so', () =>
  engineBench(async ({ open }) => {
    const seen: string[] = [];
    const gate = Promise.withResolvers<void>();
    const first = tellingAct('first', [], { act: () => gate.promise as never, observe: async () => 'done' });
    const second = tellingAct('second', seen, {
      act: async () => void seen.push('second', engine.runs.get().state.runs[runId]!.status) as never,
    });
    let letGoOn: Promise<void> | undefined;
    const engine: RunbookEngine = await open(stepsRunbook([first, second]), {
      onJournal: ({ type }, phase) => {
        if (type === 'paused' && phase === 'before') letGoOn = engine.continue(runId);
      },
    });
    const runId = await startRun(engine);
    await waitForRun(engine, runId, ({ steps }) => steps['first']?.status === 'running');
    await engine.pause(runId);
    gate.resolve();
    assert.equal((await engine.settled(runId)).run.status, 'done');
    await letGoOn;
    assert.deepEqual(seen, ['second', 'running']);
  }));

test('notes and a change of hands stand in the journal, the audit log and the report', () =>
  engineBench(async ({ folder, open }) => {
    const engine = await open(stepsRunbook([manualStep('ask')]));
    const runId = await startRun(engine);
    await waitsAt(engine, runId, 'ask');
    await engine.note(runId, { stepId: 'ask', text: 'the shop is slow' });
    await engine.handOver(runId, { to: 'night shift', note: 'watch the lag' });
    assert.equal(engine.runs.get().state.runs[runId]?.operator, 'night shift');
    await engine.answer(runId, { stepId: 'ask', value: 'done', note: '' });
    const state = await engine.settled(runId);
    assert.equal(state.steps['ask']?.answer?.by, 'night shift');
    await engine.note(runId, { stepId: null, text: 'afterwards' });
    const { notes } = (await open(stepsRunbook([manualStep('ask')]))).run(runId).get().state;
    assert.deepEqual(
      Object.values(notes).map(({ kind, text, by }) => [kind, text, by]),
      [
        ['note', 'the shop is slow', 'dba'],
        ['handover', 'to night shift: watch the lag', 'dba'],
        ['note', 'afterwards', 'dba'],
      ],
    );
    const log = await readFile(join(folder, 'audit.jsonl'), 'utf8');
    assert.match(log, /run\.handOver.*to night shift: watch the lag/);
    const { content } = await engine.report(runId, 'markdown');
    assert.match(content, /\| night shift \| answered \| ask \| done \|/);
    assert.match(content, /the shop is slow/);
    await assert.rejects(engine.handOver(runId, { to: 'nobody', note: '' }), { code: 'conflict' });
  }));

test('a run is reached from another console of this machine', () =>
  engineBench(async ({ open }) => {
    const runbook = stepsRunbook([manualStep('ask'), manualStep('second')]);
    const owner = await open(runbook);
    const runId = await startRun(owner);
    await waitsAt(owner, runId, 'ask');
    const other = await open(runbook, { operator: () => 'colleague' });
    await assert.rejects(other.answer(runId, { stepId: 'ask', value: 'perhaps', note: '' }), { code: 'bad_request' });
    await other.answer(runId, { stepId: 'ask', value: 'done', note: '' });
    assert.equal(owner.run(runId).get().state.steps['ask']?.answer?.by, 'colleague');
    await other.cancel(runId);
    assert.equal((await owner.settled(runId)).run.status, 'cancelled');
  }));
