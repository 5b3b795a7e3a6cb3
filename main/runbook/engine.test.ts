// The engine on small runbooks whose "server" is a file: exclusion, hash, confirmation, cancel, crash and resume.

import assert from 'node:assert/strict';
import { appendFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { z } from 'zod';
import { AppError } from '../../shared/errors.ts';
import { Lifetime } from '../../shared/lifetime.ts';
import { text } from '../../shared/text.ts';
import { createAuditLog } from '../audit/audit-log.ts';
import { systemClock } from '../system-clock.ts';
import { createRunbookEngine } from './engine.ts';
import type { RunbookEngine } from './runbook-engine.ts';
import { defineRunbook, type Runbook, type RunbookContext } from './runbook.ts';
import { createRunbookLibrary } from './runbook-library.ts';

interface Bench {
  readonly folder: string;
  readonly server: string;
  readonly engine: RunbookEngine;
  readonly open: (runbook?: Runbook) => Promise<RunbookEngine>;
}

/** Sets a file to `value` in two acts; waits in the first while a file `hold` exists. */
function fileRunbook(server: string, effect: Runbook['effect'] = 'write'): Runbook {
  const read = () => readFile(server, 'utf8').catch(() => '');
  return defineRunbook({
    id: 'file.set',
    area: 'redis',
    effect,
    texts: {
      en: {
        title: 'Set the file',
        summary: 's',
        check: 'File is free',
        was: 'it says {value}',
        one: 'One',
        two: 'Two',
        seen: 'Seen',
      },
    },
    fields: [{ name: 'value', label: text('title'), kind: 'text', required: true }],
    parameters: z.strictObject({ value: z.string() }),
    async plan(_context, { value }) {
      const now = await read();
      return {
        title: text('title'),
        changes: [{ where: 'file', now: text('was', { value: now }), after: text('was', { value }) }],
        warnings: [],
        wayBack: null,
        data: { value },
      };
    },
    steps: ({ value }: { value: string }) => [
      {
        kind: 'check',
        id: 'free',
        title: text('check'),
        read: async () => ({ ok: (await read()) !== 'blocked', text: text('was', { value: await read() }) }),
      },
      {
        kind: 'act',
        id: 'one',
        title: text('one'),
        cancellable: true,
        observe: async () => ((await read()).includes('half') || (await read()) === value ? 'done' : 'not-done'),
        act: async ({ clock, signal }) => {
          while (
            await readFile(`${server}.hold`).then(
              () => true,
              () => false,
            )
          )
            await clock.sleep(5, signal);
          await writeFile(server, 'half');
          return undefined;
        },
        cleanUp: async ({ recorded }) => {
          if (await readFile(`${server}.stuck`, 'utf8').catch(() => ''))
            throw new AppError('unreachable', 'The file does not answer.');
          if (recorded('finished') !== true) await writeFile(server, 'cleaned');
        },
      },
      {
        kind: 'act',
        id: 'two',
        title: text('two'),
        cancellable: false,
        observe: async () => ((await read()) === value ? 'done' : 'not-done'),
        act: async ({ record }) => {
          if (value === 'crash') throw new Error('boom');
          await writeFile(server, value);
          await record('finished', true);
          return text('was', { value });
        },
      },
      {
        kind: 'verify',
        id: 'seen',
        title: text('seen'),
        timeoutMs: 1000,
        pollMs: 5,
        read: async () => ({ ok: (await read()) === value, text: text('was', { value: await read() }) }),
      },
    ],
  });
}

async function bench(
  work: (bench: Bench) => Promise<void>,
  options: { environment?: 'lab' | 'production' } = {},
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'marsad-engine-'));
  const server = join(folder, 'server');
  const lifetime = new Lifetime('test');
  const open = (runbook = fileRunbook(server)): Promise<RunbookEngine> =>
    createRunbookEngine({
      dataFolder: folder,
      clock: systemClock,
      library: createRunbookLibrary(() => [runbook]),
      audit: createAuditLog({ folder, clock: systemClock }),
      operator: () => 'dba',
      lifetime,
      contextOf: (profileId, signal) =>
        ({
          profile: {
            id: profileId,
            name: 'Orders',
            environment: options.environment ?? 'lab',
            colour: '#112233',
            stores: [],
          },
          redis: null,
          mongo: null,
          clock: systemClock,
          operator: 'dba',
          signal,
        }) as unknown as RunbookContext,
    });
  try {
    await work({ folder, server, engine: await open(), open });
  } finally {
    await lifetime.dispose();
    assert.equal(lifetime.size, 0);
    await rm(folder, { recursive: true });
  }
}

async function startRun(engine: RunbookEngine, value = 'x', confirmation = ''): Promise<string> {
  const plan = await engine.plan('lab', 'file.set', { value });
  const request = { profileId: 'lab', runbookId: 'file.set', parameters: { value }, planHash: plan.hash };
  return engine.start({ ...request, confirmation, reason: 'because', production: false });
}

async function waitForStep(engine: RunbookEngine, runId: string, stepId: string): Promise<void> {
  const view = engine.run(runId);
  const isRunning = (): boolean => view.get().state.steps[stepId]?.status === 'running';
  if (isRunning()) return;
  await new Promise<void>((resolve) => {
    const stop = view.subscribe(() => {
      if (!isRunning()) return;
      stop();
      resolve();
    });
  });
}

test('a run is planned, acts, verifies, is journalled and audited', () =>
  bench(async ({ folder, server, engine }) => {
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
    assert.deepEqual(await createAuditLog({ folder, clock: systemClock }).verify(), {
      ok: true,
      entries: 2,
      fault: null,
    });
    assert.match(
      (await engine.report(runId, 'markdown')).content,
      /# Set the file[\s\S]*Result: \*\*done\*\*[\s\S]*it says x/,
    );
  }));

test('another plan, a failing check, bad parameters and a missing confirmation are refused', async () => {
  await bench(async ({ server, engine }) => {
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
  await bench(
    async ({ engine }) => {
      await assert.rejects(startRun(engine), { code: 'bad_request', message: /production/ });
      assert.equal((await engine.settled(await startRun(engine, 'x', 'Orders'))).run.status, 'done');
    },
    { environment: 'production' },
  );
});

test('a second run on the target is refused, in this process and from another console; a cancel cleans up', () =>
  bench(async ({ server, engine, open }) => {
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
  bench(async ({ server, engine }) => {
    const state = await engine.settled(await startRun(engine, 'crash'));
    assert.equal(state.run.status, 'failed');
    assert.equal(state.run.error?.code, 'internal');
    assert.deepEqual(
      Object.values(state.steps).map((step) => step.status),
      ['done', 'done', 'failed', 'skipped'],
    );
    assert.equal(await readFile(server, 'utf8'), 'cleaned');
  }));

/** Leaves a run as a console does that was killed at the given line of its journal. */
async function killAt(folder: string, runId: string, keep: number, torn = ''): Promise<void> {
  const file = join(folder, 'runs', runId, 'journal.jsonl');
  const lines = (await readFile(file, 'utf8')).trim().split('\n').slice(0, keep);
  const first = JSON.parse(lines[0]!);
  first.process = { pid: process.pid, started: 'another life of this process id' };
  await writeFile(file, [JSON.stringify(first), ...lines.slice(1), ''].join('\n'));
  if (torn) await appendFile(file, torn);
}

test('killed at any line of the journal, a run is listed as interrupted and goes on to the end', () =>
  bench(async ({ folder, server, engine, open }) => {
    const runId = await startRun(engine);
    await engine.settled(runId);
    const whole = await readFile(join(folder, 'runs', runId, 'journal.jsonl'), 'utf8');
    const lines = whole.trim().split('\n').length;
    for (let keep = 1; keep < lines; keep += 1) {
      for (const left of ['', 'half', 'x']) {
        await writeFile(join(folder, 'runs', runId, 'journal.jsonl'), whole);
        await killAt(folder, runId, keep, '{"type":"resu');
        const types = whole
          .split('\n')
          .slice(0, keep)
          .map((line) => JSON.parse(line));
        const oneDone = types.some((entry) => entry.type === 'result' && entry.step === 'one');
        const twoDone = types.some((entry) => entry.type === 'result' && entry.step === 'two');
        if ((oneDone && left === '') || (twoDone && left !== 'x')) continue; // cannot be: the journal says it was seen
        await writeFile(server, left);
        const next = await open();
        assert.equal(next.runs.get().state.runs[runId]?.status, 'interrupted');
        next.run(runId);
        await next.resume(runId, { hash: '', reason: '' });
        const state = await next.settled(runId);
        assert.equal(state.run.status, 'done', `${keep} ${left} ${JSON.stringify(state.run)}`);
        assert.equal(await readFile(server, 'utf8'), 'x');
      }
    }
  }));

test('an interrupted run can be cleaned up instead, and is then over', () =>
  bench(async ({ folder, server, engine, open }) => {
    const runId = await startRun(engine, 'crash');
    await engine.settled(runId);
    await killAt(folder, runId, 5);
    await writeFile(server, 'half');
    const next = await open();
    await next.cancel(runId);
    assert.equal((await next.settled(runId)).run.status, 'cancelled');
    assert.equal(await readFile(server, 'utf8'), 'cleaned');
    await assert.rejects(next.resume(runId, { hash: '', reason: '' }), { code: 'conflict' });
    assert.equal((await open()).runs.get().state.runs[runId]?.status, 'cancelled');
  }));

test('what is opened of an interrupted run is what the servers say', () =>
  bench(async ({ folder, server, engine, open }) => {
    const runId = await startRun(engine);
    await engine.settled(runId);
    await killAt(folder, runId, 4); // plan, begin, result, intent
    await writeFile(server, 'half');
    const next = await open();
    const view = next.run(runId);
    assert.equal(view.get().state.steps['one']?.status, 'unknown');
    await new Promise<void>((resolve) => {
      const stop = view.subscribe(() => {
        stop();
        resolve();
      });
    });
    assert.equal(view.get().state.steps['one']?.status, 'done');
    assert.equal(view.get().state.canResume, true);
  }));

test('a run of another console is seen here, until its end', () =>
  bench(async ({ server, engine, open }) => {
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
    await assert.rejects(engine.cancel(runId), { code: 'conflict' });
    await rm(`${server}.hold`);
    await becomes('done');
    assert.equal(engine.run(runId).get().state.steps['two']?.status, 'done');
  }));

test('a damaged journal does not hide the other runs', () =>
  bench(async ({ folder, engine, open }) => {
    const runId = await startRun(engine);
    await engine.settled(runId);
    await startRun(engine, 'y').then((id) =>
      engine.settled(id).then(() => writeFile(join(folder, 'runs', id, 'journal.jsonl'), 'no json')),
    );
    assert.deepEqual(Object.keys((await open()).runs.get().state.runs), [runId]);
    assert.equal((await readdir(join(folder, 'runs'))).length, 2);
  }));

test('what rewrites content and what copies it exclude each other; a failover may go on beside a backup', () =>
  bench(async ({ server, open }) => {
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
  bench(async ({ folder, server, open }) => {
    const reading = (): Promise<RunbookEngine> => open(fileRunbook(server, 'read'));
    const engine = await reading();
    const runId = await startRun(engine);
    await engine.settled(runId);
    await killAt(folder, runId, 4);
    await writeFile(server, '');
    await writeFile(`${server}.hold`, '');
    const consoles = [await reading(), await reading()];
    const outcomes = await Promise.allSettled(
      consoles.map((console) => console.resume(runId, { hash: '', reason: '' })),
    );
    assert.deepEqual(outcomes.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
    await rm(`${server}.hold`);
    const winner = outcomes.findIndex(({ status }) => status === 'fulfilled');
    assert.equal((await consoles[winner]!.settled(runId)).run.status, 'done');
    const late = consoles[1 - winner]!;
    await assert.rejects(late.resume(runId, { hash: '', reason: '' }), { code: 'conflict' });
    const journal = await readFile(join(folder, 'runs', runId, 'journal.jsonl'), 'utf8');
    assert.equal(journal.match(/"type":"resumed"/g)?.length, 1);
  }));

test('what could not be cleaned up can be cleaned up later, also by the next console', () =>
  bench(async ({ server, engine, open }) => {
    await writeFile(`${server}.stuck`, 'yes');
    const runId = await startRun(engine, 'crash');
    const state = await engine.settled(runId);
    assert.equal(state.run.status, 'failed');
    assert.match(state.run.error?.hint ?? '', /Not cleaned up: One: The file does not answer/);
    assert.equal(state.canCancel, true);
    assert.equal(state.canResume, false);
    const next = await open();
    await next.cancel(runId);
    assert.equal((await next.settled(runId)).run.status, 'failed', 'still stuck');
    await rm(`${server}.stuck`);
    await next.cancel(runId);
    const cleaned = await next.settled(runId);
    assert.equal(cleaned.run.status, 'cancelled');
    assert.equal(cleaned.canCancel, false);
    assert.equal(await readFile(server, 'utf8'), 'cleaned');
    await assert.rejects(next.cancel(runId), { code: 'conflict' });
  }));
