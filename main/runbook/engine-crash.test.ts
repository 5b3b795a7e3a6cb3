// After a crash: what is listed, what is known, and the three ways out.

import assert from 'node:assert/strict';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { takeWay } from '../../test/fixtures/take-way.ts';
import { engineBench, fileRunbook, killAt, startRun } from '../../test/fixtures/engine-bench.ts';

const journalOf = (folder: string, runId: string): string => join(folder, 'runs', runId, 'journal.jsonl');

test('killed at any line of the journal, a run is listed as interrupted and goes on to the end', () =>
  engineBench(async ({ folder, server, engine, open }) => {
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
        await takeWay(next, runId, 'resume');
        const state = await next.settled(runId);
        assert.equal(state.run.status, 'done', `${keep} ${left} ${JSON.stringify(state.run)}`);
        assert.equal(await readFile(server, 'utf8'), 'x');
      }
    }
  }));

test('an interrupted run can be cleaned up instead, and is then over', () =>
  engineBench(async ({ folder, server, engine, open }) => {
    const runId = await startRun(engine, 'crash');
    await engine.settled(runId);
    await killAt(folder, runId, 5);
    await writeFile(server, 'half');
    const next = await open();
    await takeWay(next, runId, 'undo');
    assert.equal((await next.settled(runId)).run.status, 'cancelled');
    assert.equal(await readFile(server, 'utf8'), 'cleaned');
    await assert.rejects(next.resume(runId, { hash: '', reason: '' }), { code: 'conflict' });
    assert.equal((await open()).runs.get().state.runs[runId]?.status, 'cancelled');
  }));

test('whoever plans a change beside an interrupted run is told which, until it is settled', () =>
  engineBench(async ({ folder, engine, open }) => {
    const runId = await startRun(engine);
    await engine.settled(runId);
    await killAt(folder, runId, 3);
    const next = await open();
    const warned = async (): Promise<unknown[]> => {
      const { warnings } = await next.plan('lab', 'file.set', { value: 'y' });
      return warnings.map(({ values }) => values?.['runId']);
    };
    assert.deepEqual(await warned(), [runId]);
    await takeWay(next, runId, 'stop');
    await next.settled(runId);
    assert.deepEqual(await warned(), []);
  }));

test('an interrupted run changes hands, and the audit log says so', () =>
  engineBench(async ({ folder, engine, open }) => {
    const runId = await startRun(engine);
    await engine.settled(runId);
    await killAt(folder, runId, 3);
    const next = await open();
    await next.handOver(runId, { to: 'night shift', note: 'look at two' });
    assert.equal(next.runs.get().state.runs[runId]?.operator, 'night shift');
    const entry = JSON.parse((await readFile(join(folder, 'audit.jsonl'), 'utf8')).trim().split('\n').at(-1)!);
    assert.partialDeepStrictEqual(entry, {
      action: 'run.handOver',
      why: 'to night shift: look at two',
      after: { operator: 'night shift', note: 'look at two' },
    });
  }));

test('what is opened of an interrupted run is what the servers say', () =>
  engineBench(async ({ folder, server, engine, open }) => {
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

test('a run whose journal is damaged is listed, says so, and can only be stopped', () =>
  engineBench(async ({ folder, engine, open }) => {
    const whole = await startRun(engine);
    await engine.settled(whole);
    const damaged = await startRun(engine, 'y');
    await engine.settled(damaged);
    await writeFile(journalOf(folder, damaged), 'no json\n');
    const cut = await startRun(engine, 'z');
    await engine.settled(cut);
    const lines = (await readFile(journalOf(folder, cut), 'utf8')).split('\n');
    await writeFile(journalOf(folder, cut), [...lines.slice(0, 3), '{', ...lines.slice(4)].join('\n'));
    const empty = await startRun(engine, 'w');
    await engine.settled(empty);
    await writeFile(journalOf(folder, empty), '{"type":"pl');
    const next = await open();
    assert.deepEqual(
      Object.values(next.runs.get().state.runs).map(({ id, status, error }) => [id, status, error?.code]),
      [
        [whole, 'done', undefined],
        [damaged, 'interrupted', 'damaged'],
        [cut, 'interrupted', 'damaged'],
      ]
        .sort()
        .reverse(),
    );
    for (const runId of [damaged, cut]) {
      const { ways } = await next.ways(runId);
      assert.deepEqual(
        ways.map(({ possible }) => possible),
        [false, false, true],
      );
      await assert.rejects(takeWay(next, runId, 'resume'), { code: 'blocked' });
      await takeWay(next, runId, 'stop');
    }
    assert.deepEqual(Object.keys((await open()).runs.get().state.runs), [whole]);
    const kept = await readdir(join(folder, 'runs', damaged));
    assert.ok(
      kept.some((name) => name.startsWith('journal.jsonl.damaged-')),
      kept.join(),
    );
  }));

test('a way is refused when the servers say something else than what was shown', () =>
  engineBench(async ({ folder, server, engine, open }) => {
    const runId = await startRun(engine);
    await engine.settled(runId);
    await killAt(folder, runId, 4);
    await writeFile(server, '');
    const next = await open();
    const shown = (await next.ways(runId)).ways.find(({ way }) => way === 'resume')!;
    assert.deepEqual(
      shown.steps.map(({ does }) => does),
      ['is-done', 'run', 'run', 'run'],
    );
    await writeFile(server, 'half');
    await assert.rejects(next.resume(runId, { hash: shown.hash, reason: '' }), { code: 'conflict', hint: /again/ });
    assert.equal(next.runs.get().state.runs[runId]?.status, 'interrupted');
    await takeWay(next, runId, 'resume');
    assert.equal((await next.settled(runId)).run.status, 'done');
  }));

test('a run can be stopped as it is, also when its runbook is gone: nothing is touched, and what stays is kept', () =>
  engineBench(async ({ folder, server, engine, open }) => {
    const runId = await startRun(engine);
    await engine.settled(runId);
    await killAt(folder, runId, 5);
    await writeFile(server, 'half');
    const next = await open({ ...fileRunbook(server), id: 'another.one' });
    const { ways } = await next.ways(runId);
    assert.deepEqual(
      ways.map(({ way, possible }) => [way, possible]),
      [
        ['resume', false],
        ['undo', false],
        ['stop', true],
      ],
    );
    assert.deepEqual(
      ways[2]!.steps.map(({ stepId, does }) => [stepId, does]),
      [['one', 'unknown']],
    );
    await takeWay(next, runId, 'stop');
    assert.equal(await readFile(server, 'utf8'), 'half');
    const { run, canResume, canCancel } = (await open()).run(runId).get().state;
    assert.deepEqual([run.status, canResume, canCancel], ['stopped', false, false]);
    assert.match(await readFile(journalOf(folder, runId), 'utf8'), /"type":"stopped".*"stays":\["one"\]/);
  }));

test('a run that was being cleaned up cannot go on: what its done steps made may be gone', () =>
  engineBench(async ({ folder, engine, open, server }) => {
    const runId = await startRun(engine, 'crash');
    await engine.settled(runId);
    const types = (await readFile(journalOf(folder, runId), 'utf8')).trim().split('\n');
    await killAt(folder, runId, types.findIndex((line) => line.includes('"type":"cleaning"')) + 1);
    await writeFile(server, 'half');
    const next = await open();
    assert.equal(next.run(runId).get().state.canResume, false);
    assert.deepEqual(
      (await next.ways(runId)).ways.map(({ possible }) => possible),
      [false, true, true],
    );
    await takeWay(next, runId, 'undo');
    assert.equal((await next.settled(runId)).run.status, 'cancelled');
    assert.equal(await readFile(server, 'utf8'), 'cleaned');
  }));

test('what could not be cleaned up can be cleaned up later, also by the next console', () =>
  engineBench(async ({ server, engine, open }) => {
    await writeFile(`${server}.stuck`, 'yes');
    const runId = await startRun(engine, 'crash');
    const state = await engine.settled(runId);
    assert.equal(state.run.status, 'failed');
    assert.match(state.run.error?.hint ?? '', /Not cleaned up: One: The file does not answer/);
    assert.equal(state.canCancel, true);
    assert.equal(state.canResume, false);
    const next = await open();
    await takeWay(next, runId, 'undo');
    assert.equal((await next.settled(runId)).run.status, 'failed', 'still stuck');
    await rm(`${server}.stuck`);
    await takeWay(next, runId, 'undo');
    const cleaned = await next.settled(runId);
    assert.equal(cleaned.run.status, 'cancelled');
    assert.equal(cleaned.canCancel, false);
    assert.equal(await readFile(server, 'utf8'), 'cleaned');
    await assert.rejects(next.ways(runId), { code: 'conflict' });
  }));

test('a dry run that was interrupted can only be ended: going on would be a real run', () =>
  engineBench(async ({ folder, server, engine, open }) => {
    const runId = await startRun(engine, 'x', { dryRun: true });
    await engine.settled(runId);
    await killAt(folder, runId, 3);
    const next = await open();
    assert.equal(next.run(runId).get().state.canResume, false);
    assert.deepEqual(
      (await next.ways(runId)).ways.map(({ way, possible }) => [way, possible]),
      [
        ['resume', false],
        ['undo', true],
        ['stop', true],
      ],
    );
    await takeWay(next, runId, 'stop');
    await assert.rejects(readFile(server), 'nothing was touched');
  }));
