// kill -9 of the console in the middle of a failover: the servers go on by themselves, and the next console tells which of the
// two it found, as the servers say it, and can bring the run to its end.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { testServers } from '../fixtures/servers.ts';
import { takeWay } from '../fixtures/take-way.ts';
import { waitFor } from '../fixtures/wait-for.ts';
import { assertDone, runbookBench, type BenchTarget, type RunbookBench } from './runbook-bench.ts';

const servers = await testServers();
const CHILD = new URL('./runbook-child.ts', import.meta.url).pathname;

type Target = Omit<BenchTarget, 'lifetime' | 'dataFolder'>;

/** Runs a failover in a console of its own and kills that as soon as the act is announced. Returns the next console. */
async function killAfterIntent(
  target: Target,
  runbookId: string,
  parameters: Readonly<Record<string, string>>,
): Promise<{ readonly next: RunbookBench; readonly runId: string }> {
  const dataFolder = await servers.newFolder('killed');
  const child = spawn(process.execPath, [CHILD, JSON.stringify({ ...target, dataFolder, runbookId, parameters })], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  servers.lifetime.add(() => void child.kill('SIGKILL'));
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const runs = join(dataFolder, 'runs');
  const runId = await waitFor(async () => (await readdir(runs))[0], { timeoutMs: 40_000, intervalMs: 2 });
  const journal = async () => readFile(join(runs, runId, 'journal.jsonl'), 'utf8');
  await waitFor(async () => (await journal()).includes('"type":"intent"'), { timeoutMs: 20_000, intervalMs: 1 });
  child.kill('SIGKILL');
  await ended;
  assert.ok(!(await journal()).includes('"type":"end"'), 'it was killed before its end');
  return { next: await runbookBench({ ...target, dataFolder, lifetime: servers.lifetime.child('next') }), runId };
}

/** What the next console says of the act, once it has asked the servers. */
async function verdictOf({ engine }: RunbookBench, runId: string, stepId: string): Promise<string> {
  assert.equal(engine.runs.get().state.runs[runId]?.status, 'interrupted');
  const view = engine.run(runId);
  return waitFor(() => {
    const status = view.get().state.steps[stepId]?.status;
    return status !== undefined && status !== 'unknown' && status;
  });
}

test('Redis: interrupted, what the nodes say is shown, and the run goes on to its end', async () => {
  const cluster = await servers.redisCluster();
  const target = { redisSeeds: cluster.seeds };
  const bench = await runbookBench({
    ...target,
    dataFolder: await servers.newFolder('first'),
    lifetime: servers.lifetime,
  });
  const replica = await waitFor(
    async () => {
      const { nodes } = await bench.context.redis!.read();
      const node = Object.values(nodes).find(({ role }) => role === 'replica')!;
      return !(await bench.plan('redis.failover', { replica: node.id })).blocked && node.id;
    },
    { timeoutMs: 20_000 },
  );
  const { next, runId } = await killAfterIntent(target, 'redis.failover', { replica });
  const verdict = await verdictOf(next, runId, 'failover');
  const isPrimary = (await bench.context.redis!.viewOf(replica)).some(
    ({ isMyself, role }) => isMyself && role === 'primary',
  );
  console.log(`killed in a Redis failover: ${verdict}`);
  assert.equal(verdict === 'done', isPrimary);
  await takeWay(next.engine, runId, 'resume');
  assertDone(await next.engine.settled(runId));
  assert.equal((await bench.context.redis!.read()).nodes[replica]?.role, 'primary');
});

test('MongoDB: interrupted, what the members say is shown, and the run goes on to its end', async () => {
  const set = await servers.mongoSet();
  const target = { mongo: { seeds: set.seeds, replicaSet: set.name } };
  const bench = await runbookBench({
    ...target,
    dataFolder: await servers.newFolder('first'),
    lifetime: servers.lifetime,
  });
  await waitFor(async () => !(await bench.plan('mongo.failover')).blocked, {
    timeoutMs: 40_000,
    what: 'the set is quiet',
  });
  const before = (await bench.context.mongo!.read()).summary.primary;
  const { next, runId } = await killAfterIntent(target, 'mongo.failover', {});
  const verdict = await verdictOf(next, runId, 'step-down');
  console.log(`killed in a MongoDB failover: ${verdict}`);
  await takeWay(next.engine, runId, 'resume');
  assertDone(await next.engine.settled(runId));
  const after = await waitFor(async () => (await bench.context.mongo!.read()).summary.primary ?? false);
  assert.notEqual(after, before);
});
