// Consoles beside each other: who may run what, and what one sees of the other's runs.

import assert from 'node:assert/strict';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { takeWay } from '../../test/fixtures/take-way.ts';
import type { RunbookEngine } from './runbook-engine.ts';
import { engineBench, fileRunbook, killAt, startRun } from '../../test/fixtures/engine-bench.ts';

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
