// Runs from the command line: planned, started, answered, cancelled, and their exit codes.

import { before, describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { commandLine } from '../fixtures/command-line.ts';
import { waitFor } from '../fixtures/wait-for.ts';

const { folder, marsad, json } = await commandLine();

interface Slots {
  readonly shards: readonly {
    readonly primary: { readonly id: string };
    readonly replicas: readonly { readonly id: string }[];
  }[];
}

/** Of the first shard. Right after a failover the node that is asked may not have heard who follows whom: it is asked again. */
async function aReplica(): Promise<{ replica: string; primary: string }> {
  return waitFor(
    async () => {
      const { shards } = await json<Slots>('slots');
      const [replica] = shards[0]!.replicas;
      return shards.length === 3 && replica ? { replica: replica.id, primary: shards[0]!.primary.id } : undefined;
    },
    { timeoutMs: 30_000, what: 'a replica of the first shard' },
  );
}

describe('plan and run', () => {
  it('a plan changes nothing, and shows the exact commands', async () => {
    const { replica, primary } = await aReplica();
    const plan = await json<{ blocked: boolean; planHash: string; steps: { commands: { command: string }[] }[] }>(
      'plan',
      'redis.failover',
      `replica=${replica}`,
    );
    assert.equal(plan.blocked, false);
    assert.match(plan.planHash, /^[0-9a-f]{64}$/);
    assert.ok(plan.steps.some(({ commands }) => commands.some(({ command }) => command.includes('CLUSTER FAILOVER'))));
    assert.equal((await aReplica()).primary, primary);
  });

  it('a run does what was planned, and says how it went', async () => {
    const { replica } = await aReplica();
    const run = await json<{
      status: string;
      steps: { status: string }[];
      measures: object[];
      error: null;
      operator: string;
    }>('run', 'redis.failover', `replica=${replica}`, '--reason', 'trying');
    assert.equal(run.status, 'done');
    assert.ok(run.steps.every(({ status }) => status === 'done'));
    assert.ok(run.measures.length > 0);
    assert.equal((await aReplica()).primary, replica);
  });

  it('a check that blocks ends with 3, before anything is changed', async () => {
    const { replica, primary } = await aReplica();
    const args = ['redis.failover', `replica=${replica}`, 'mode=takeover'];
    assert.equal((await marsad(['plan', ...args])).code, 3);
    const { code, stderr, stdout } = await marsad(['run', ...args, '--json']);
    assert.equal(code, 3, stderr);
    assert.equal(stdout, '');
    assert.equal((await aReplica()).primary, primary);
  });

  it('a plan that is not the named one ends with 3', async () => {
    const { replica } = await aReplica();
    const { code, stderr } = await marsad([
      'run',
      'redis.failover',
      `replica=${replica}`,
      '--plan-hash',
      'f'.repeat(64),
    ]);
    assert.equal(code, 3, stderr);
  });

  it('on a production profile the name must be given, and be right', async () => {
    const { replica, primary } = await aReplica();
    const args = ['run', 'redis.failover', `replica=${replica}`, '--profile', 'shop'];
    const without = await marsad(args);
    assert.equal(without.code, 2, without.stderr);
    assert.match(without.stderr, /--confirm 'The shop'/);
    assert.equal((await marsad([...args, '--confirm', 'the shop'])).code, 2);
    assert.equal((await aReplica()).primary, primary);
    const right = await marsad([...args, '--confirm', 'The shop', '--reason', 'planned']);
    assert.equal(right.code, 0, right.stderr);
    assert.equal((await aReplica()).primary, replica);
  });
});

describe('runs', () => {
  const ASKING = `runbook: ask.twice
title: Asks twice
summary: Two questions
area: operations
steps:
  - { id: first, title: Look at the shop, manual: { answers: [done, stop] } }
  - { id: second, title: Look again, why: It may have changed, manual: true }
`;
  type Run = { runId: string; status: string; waitingFor: string | null; dryRun: boolean; notes: { text: string }[] };

  before(async () => {
    const own = join(folder, 'config', 'marsad', 'runbooks');
    await mkdir(own, { recursive: true });
    await writeFile(join(own, 'ask.twice.yaml'), ASKING);
  });

  it('a script ends with 6 where a run waits, and answers it to its end', async () => {
    const started = await marsad(['run', 'ask.twice', '--json']);
    assert.equal(started.code, 6, started.stderr);
    assert.match(started.stderr, /marsad runs answer \S+ first done\|stop/);
    const { runId, waitingFor } = JSON.parse(started.stdout) as Run;
    assert.equal(waitingFor, 'first');
    assert.equal((await json<Run[]>('runs')).find((run) => run.runId === runId)?.status, 'interrupted');
    await json('runs', 'note', runId, 'the shop is slow');
    const { ways } = await json<{ ways: { way: string; possible: boolean }[] }>('runs', 'ways', runId);
    assert.deepEqual(
      ways.map(({ way, possible }) => [way, possible]),
      [
        ['resume', true],
        ['undo', true],
        ['stop', true],
      ],
    );
    assert.equal((await marsad(['runs', 'answer', runId, 'first', 'perhaps'])).code, 2);
    const next = await marsad(['runs', 'answer', runId, 'first', 'done', '--note', 'seen', '--json']);
    assert.equal(next.code, 6, next.stderr);
    assert.equal((JSON.parse(next.stdout) as Run).waitingFor, 'second');
    const last = await json<Run>('runs', 'answer', runId, 'second', 'done');
    assert.deepEqual([last.status, last.notes[0]?.text], ['done', 'the shop is slow']);
    const report = join(folder, 'report.md');
    await json('runs', 'report', runId, '--out', report);
    assert.match(await readFile(report, 'utf8'), /answered \| Look at the shop \| done: seen/);
    const pdf = join(folder, 'report.pdf');
    await json('runs', 'report', runId, '--format', 'pdf', '--out', pdf);
    assert.equal((await readFile(pdf)).subarray(0, 5).toString(), '%PDF-');
  });

  it('a run that nobody wants any more is stopped as it is', async () => {
    const { runId } = JSON.parse((await marsad(['run', 'ask.twice', '--json'])).stdout) as Run;
    assert.equal((await marsad(['runs', 'stop', runId, '--hash', 'f'.repeat(64)])).code, 3);
    assert.equal((await json<Run>('runs', 'stop', runId, '--reason', 'not needed')).status, 'stopped');
    assert.equal((await json<Run>('runs', 'show', runId)).status, 'stopped');
    assert.equal((await marsad(['runs', 'resume', runId])).code, 3);
    assert.equal((await marsad(['runs', 'show', 'nothing'])).code, 2);
  });

  it('a dry run changes nothing, also on a production profile that is read-only', async () => {
    const { replica, primary } = await aReplica();
    const run = await json<Run>('run', 'redis.failover', `replica=${replica}`, '--dry-run', '--profile', 'shop');
    assert.deepEqual([run.status, run.dryRun], ['done', true]);
    assert.equal((await aReplica()).primary, primary);
  });
});

describe('backups', () => {
  it('a run that is cancelled stops where it is safe and ends with 5', async () => {
    const earlier = await json<{ sets: object[] }>('backups');
    let asked = false;
    const { code, stdout, stderr } = await marsad(['run', 'backup.take', '--json'], {
      onStderr(text, kill) {
        if (asked || !/^done .*space/m.test(text)) return;
        asked = true;
        kill('SIGINT');
      },
    });
    assert.ok(asked, stderr);
    assert.equal(code, 5, stderr);
    assert.equal((JSON.parse(stdout) as { status: string }).status, 'cancelled');
    const later = await json<{ sets: object[]; stores: { unfinished: string[] }[] }>('backups');
    assert.equal(later.sets.length, earlier.sets.length);
    assert.deepEqual(
      later.stores.map(({ unfinished }) => unfinished),
      [[]],
    );
  });

  it('a backup is taken and verified on a production profile that is read-only', async () => {
    const taken = await marsad(['run', 'backup.take', '--profile', 'shop', '--json']);
    assert.equal(taken.code, 0, taken.stderr);
    const { sets } = JSON.parse((await marsad(['backups', '--profile', 'shop', '--json'])).stdout) as {
      sets: { id: string }[];
    };
    const verified = await marsad(['run', 'backup.verify', `set=${sets[0]!.id}`, '--profile', 'shop', '--json']);
    assert.equal(verified.code, 0, verified.stderr);
    const settings = ['backups', 'settings', sets[0]!.id, '--profile', 'shop'];
    const nodes = JSON.parse((await marsad([...settings, '--json'])).stdout) as { node: string }[];
    assert.equal(nodes.length, 3);
    const acl = await marsad([...settings, '--node', nodes[1]!.node, '--file', 'acl']);
    assert.match(acl.stdout, /^user default on .*\n$/);
    assert.equal((await marsad([...settings, '--file', 'rdb'])).code, 2);
  });
});
