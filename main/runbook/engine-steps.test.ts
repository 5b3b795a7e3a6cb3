// What a step may ask of the engine: conditions, limits, retries, outputs; and runs that leave steps out: dry, or from here.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AppError } from '../../shared/errors.ts';
import { text } from '../../shared/text.ts';
import {
  benchContext,
  engineBench,
  fileRunbook,
  manualStep,
  startRun,
  stepsRunbook,
  tellingAct,
  waitForRun,
} from '../../test/fixtures/engine-bench.ts';
import type { CheckStep, VerifyStep } from './runbook.ts';
import type { RunbookEngine } from './runbook-engine.ts';

const check = (id: string, more: Partial<CheckStep> = {}): CheckStep => ({
  kind: 'check',
  id,
  title: text(id),
  read: async () => ({ ok: true, text: text('fine') }),
  ...more,
});
const verify = (id: string, more: Partial<VerifyStep> = {}): VerifyStep => ({
  ...check(id),
  kind: 'verify',
  timeoutMs: 1000,
  pollMs: 5,
  ...more,
});
const statuses = (engine: RunbookEngine, runId: string): string[] =>
  Object.values(engine.run(runId).get().state.steps).map(({ status }) => status);

test('a step whose condition does not hold is left out, and blocks nothing', () =>
  engineBench(async ({ open }) => {
    const told: string[] = [];
    const never = { when: async () => false };
    const blocking = check('blocking', { ...never, read: async () => ({ ok: false, text: text('no') }) });
    const engine = await open(
      stepsRunbook([blocking, tellingAct('left', told, never), manualStep('ask', never), tellingAct('done', told)]),
    );
    const runId = await startRun(engine);
    assert.equal((await engine.settled(runId)).run.status, 'done');
    assert.deepEqual(statuses(engine, runId), ['skipped', 'skipped', 'skipped', 'done']);
    assert.deepEqual(told, ['done']);
    const { texts } = engine.list()[0]!;
    assert.equal(texts.en['engine.skipped'], 'Left out: its condition does not hold');
  }));

test('checks that are read together see one reading, of this moment, when planned and when run', () =>
  engineBench(async ({ open }) => {
    const moments: unknown[] = [];
    const look: CheckStep['read'] = async (context) => {
      moments.push(context);
      return { ok: true, text: text('fine') };
    };
    const engine = await open(stepsRunbook([check('one', { read: look }), check('two', { read: look })]));
    await engine.settled(await startRun(engine));
    assert.equal(moments.length, 6, 'planned, planned under the lease, run');
    assert.equal(new Set(moments).size, 3);
  }));

test('what may be done twice is tried again after growing pauses; a cancel ends them', () =>
  engineBench(async ({ open }) => {
    const told: string[] = [];
    const shaky = tellingAct('shaky', told, {
      retry: { tries: 3, firstPauseMs: 5 },
      act: async () => {
        told.push('try');
        if (told.length < 3) throw new AppError('unreachable', 'Gone for a moment.');
        told.push('shaky');
        return undefined;
      },
    });
    const engine = await open(stepsRunbook([shaky]));
    assert.equal((await engine.plan('lab', 'file.set', { value: 'x' })).steps[0]?.tries, 3);
    const runId = await startRun(engine);
    const state = await engine.settled(runId);
    assert.equal(state.run.status, 'done', JSON.stringify(state.run.error));
    assert.deepEqual(told, ['try', 'try', 'try', 'shaky']);
    assert.equal(state.steps['shaky']?.attempt, 3);

    const hopeless = tellingAct('hopeless', [], {
      cancellable: false,
      retry: { tries: 3, firstPauseMs: 3_600_000 },
      act: () => Promise.reject(new AppError('unreachable', 'Gone.')),
    });
    const other = await open(stepsRunbook([hopeless]));
    const second = await startRun(other);
    await waitForRun(other, second, ({ steps }) => steps['hopeless']?.reading?.key === 'engine.retry');
    await other.cancel(second);
    assert.equal((await other.settled(second)).run.status, 'cancelled');
  }));

test('every kind of step fails when its limit is over', () =>
  engineBench(async ({ open }) => {
    const never = (): Promise<never> => new Promise(() => {});
    const waitForAbort = (signal: AbortSignal): Promise<never> =>
      new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    const slow = [
      tellingAct('act', [], { limitMs: 20, act: ({ signal }) => waitForAbort(signal) }),
      check('check', { limitMs: 20, when: async () => true, read: never }),
      verify('verify', { limitMs: 20, timeoutMs: 3_600_000, read: async () => ({ ok: false, text: text('no') }) }),
      manualStep('manual', { limitMs: 20 }),
    ];
    for (const step of slow) {
      const engine = await open(stepsRunbook([step]));
      assert.equal((await engine.plan('lab', 'file.set', { value: 'x' })).steps[0]?.limitMs, 20);
      const { run } = await engine.settled(await startRun(engine));
      assert.equal(run.status, step.kind === 'check' ? 'blocked' : 'failed', step.kind);
      if (step.kind !== 'check') assert.equal(run.error?.code, 'timeout', step.kind);
    }
  }));

test('a run says what it made', () =>
  engineBench(async ({ open }) => {
    const told: string[] = [];
    const making = tellingAct('making', told, {
      act: async ({ output }) => {
        told.push('making');
        await output('set', 'one');
        return undefined;
      },
    });
    const engine = await open(stepsRunbook([making]));
    const runId = await startRun(engine);
    await engine.settled(runId);
    assert.deepEqual((await open(stepsRunbook([making]))).run(runId).get().state.outputs, { set: 'one' });
  }));

test('a dry run reads the checks, looks at the acts, asks nobody and changes nothing', () =>
  engineBench(async ({ open }) => {
    const told = ['before'];
    const steps = [
      check('check'),
      tellingAct('before', told),
      manualStep('ask'),
      tellingAct('act', told),
      verify('seen'),
    ];
    const mayWrite: boolean[] = [];
    const engine = await open(stepsRunbook(steps, { asksApproval: true }), {
      openRun: async (request) => {
        mayWrite.push(request.mayWrite);
        assert.deepEqual(request.names, []);
        return {
          context: benchContext(request.profileId, request.signal),
          leases: [],
          remarks: [],
          assertHeld: () => assert.fail('nothing is held'),
          verify: async () => undefined,
          close: async () => undefined,
        };
      },
    });
    const runId = await startRun(engine, 'x', { dryRun: true, reason: '' });
    const state = await engine.settled(runId);
    assert.equal(state.run.status, 'done', JSON.stringify(state.run.error));
    assert.equal(state.run.dryRun, true);
    assert.deepEqual(mayWrite, [false]);
    assert.deepEqual(told, ['before']);
    assert.deepEqual(
      Object.values(state.steps).map(({ status, reading }) => [status, reading?.key]),
      [
        ['done', 'fine'],
        ['skipped', 'engine.dry.done'],
        ['skipped', 'engine.dry.manual'],
        ['skipped', 'engine.dry.not-done'],
        ['skipped', 'engine.dry.verify'],
      ],
    );
    assert.match((await engine.report(runId, 'markdown')).content, /Dry run: nothing was sent/);
  }));

test('a dry run tells what an act would change, or why that cannot be told', () =>
  engineBench(async ({ open }) => {
    const changes = [{ where: 'shop.orders', now: text('was', { value: 1 }), after: text('was', { value: 2 }) }];
    const engine = await open(
      stepsRunbook([
        { ...tellingAct('told', []), foresee: async () => ({ text: text('fine'), changes }) },
        {
          ...tellingAct('untold', []),
          foresee: async (context) => {
            await assert.rejects(context.record('looked', true), { code: 'internal' });
            throw new AppError('unsupported', 'It lies elsewhere.');
          },
        },
      ]),
    );
    const runId = await startRun(engine, 'x', { dryRun: true, reason: '' });
    const { run, steps } = await engine.settled(runId);
    assert.equal(run.status, 'done', JSON.stringify(run.error));
    assert.deepEqual([steps['told']?.reading?.key, steps['told']?.foreseen], ['fine', changes]);
    assert.deepEqual(steps['untold']?.reading, text('engine.dry.unforeseen', { reason: 'It lies elsewhere.' }));
    assert.match((await engine.report(runId, 'markdown')).content, /shop\.orders: .* → /);
  }));

test('run again from here leaves out earlier acts and questions, and keeps the checks', () =>
  engineBench(async ({ open }) => {
    const told: string[] = [];
    const engine = await open(
      stepsRunbook([
        check('check'),
        tellingAct('first', told),
        manualStep('ask'),
        verify('seen'),
        tellingAct('last', told),
      ]),
    );
    const plan = await engine.plan('lab', 'file.set', { value: 'x' }, 'last');
    assert.deepEqual(
      plan.steps.map(({ id }) => id),
      ['check', 'seen', 'last'],
    );
    assert.equal(plan.from, 'last');
    const runId = await startRun(engine, 'x', { from: 'last' });
    assert.equal((await engine.settled(runId)).run.status, 'done');
    assert.deepEqual(told, ['last']);
    await assert.rejects(engine.plan('lab', 'file.set', { value: 'x' }, 'nowhere'), {
      code: 'bad_request',
      hint: /last/,
    });
  }));

test('a plan that needs a second person starts only with an approval of this very plan', () =>
  engineBench(async ({ server, open }) => {
    const used: string[] = [];
    const engine = await open(fileRunbook(server), {
      needsApproval: () => true,
      approve: async (plan, approval) => {
        if (approval !== plan.hash) throw new AppError('denied', 'This approves another plan.');
        return { approvedBy: 'colleague', use: async () => void used.push(plan.hash) };
      },
    });
    const { needsApproval, hash } = await engine.plan('lab', 'file.set', { value: 'x' });
    assert.equal(needsApproval, true);
    await assert.rejects(startRun(engine), { code: 'denied', message: /second person/ });
    await assert.rejects(startRun(engine, 'x', { approval: 'other' }), { code: 'denied', message: /another plan/ });
    assert.deepEqual(used, []);
    const runId = await startRun(engine, 'x', { approval: hash });
    assert.equal((await engine.settled(runId)).run.approvedBy, 'colleague');
    assert.deepEqual(used, [hash]);
    assert.match((await engine.report(runId, 'markdown')).content, /\| colleague \| approved \|/);
  }));
