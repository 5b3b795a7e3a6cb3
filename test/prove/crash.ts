// Proof: harm at every journal write. Each built-in runbook runs in a console of its own on real servers while somebody writes to
// them; at each point the console is killed with -9 (or a server is, or the disk is full), and the next console must find
// the run, tell what was done, and bring it to its end or undo it by itself: no acknowledged write lost, no data but old or new.

import { spawn } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Lifetime } from '../../shared/lifetime.ts';
import type { RunbookInfo, RunState, RunSummary, RunWay } from '../../shared/model/run.ts';
import { startConsole, type TestConsole } from '../fixtures/console.ts';
import { smallDisk } from '../fixtures/faults.ts';
import { waitFor } from '../fixtures/wait-for.ts';
import type { Order } from './crash/child.ts';
import { openLedger } from './crash/ledger.ts';
import { choosePoints, type Entry, type Harm } from './crash/points.ts';
import { scenarioOf, type Scenario } from './crash/scenarios.ts';
import { createWorld, storesOf, type World } from './crash/world.ts';
import { seededRandom, type Prove } from './proof.ts';

const CHILD = new URL('./crash/child.ts', import.meta.url).pathname;
const SEED = 20_261_120;
const DISK_BYTES = 6_000_000;
const OUTCOMES = ['resumed', 'undone', 'was over', 'never began', 'at fault'] as const;
type Outcome = (typeof OUTCOMES)[number];

/** `count`: points per runbook; all of them where a run has no more. */
export const prove: Prove = async (count) => {
  const lifetime = new Lifetime('crash proof');
  const random = seededRandom(SEED);
  const rows: string[][] = [['runbook', 'journal writes', 'points', 'server killed', 'disk full', ...OUTCOMES]];
  const faults: string[] = [];
  let points = 0;
  try {
    const world = await createWorld(lifetime);
    const ledger = openLedger(world.cluster.seeds, world.client);
    for (const runbook of await listRunbooks(world)) {
      const scenario = scenarioOf(runbook);
      if (scenario === null) {
        faults.push(`${runbook.id}: no scenario says how it is brought to harm (test/prove/crash/scenarios.ts)`);
        continue;
      }
      const entries = await countEntries(world, runbook, scenario);
      const tally = new Map<Outcome, number>(OUTCOMES.map((outcome) => [outcome, 0]));
      const chosen = choosePoints(entries, count, random);
      for (const [index, harm] of chosen.entries()) {
        const { outcome, fault } = await tryPoint(
          world,
          runbook,
          scenario,
          harm,
          index % 2 === 0 ? 'resume' : 'undo',
        ).catch((error: unknown) => ({ outcome: 'at fault' as const, fault: String(error) }));
        console.error(`${runbook.id} ${sayHarm(harm, entries)}: ${outcome}${fault === null ? '' : `, ${fault}`}`);
        tally.set(outcome, tally.get(outcome)! + 1);
        if (fault !== null) faults.push(`${runbook.id} ${sayHarm(harm, entries)}: ${fault}`);
      }
      points += chosen.length;
      const ofKind = (kind: Harm['kind']): number => chosen.filter((harm) => harm.kind === kind).length;
      rows.push([
        runbook.id,
        ...[entries.length, ofKind('console'), ofKind('server'), ofKind('disk'), ...tally.values()].map(String),
      ]);
    }
    const { acknowledged, lost } = await ledger.close();
    for (const each of lost) faults.push(`an acknowledged write is lost: ${each}`);
    return {
      rows: [...rows, ...faults.slice(0, 30).map((fault) => [fault])],
      closing: `${points} harms, ${faults.length} at fault; of ${acknowledged} acknowledged writes meanwhile ${lost.length} lost.`,
      holds: faults.length === 0 && acknowledged > 0,
    };
  } finally {
    await lifetime.dispose();
  }
};

async function listRunbooks(world: World): Promise<readonly RunbookInfo[]> {
  const own = world.servers.lifetime.child('listing');
  try {
    const { app } = await openConsole(world, own, await world.servers.newFolder('list'));
    return (await app.call('runbooks.list', {})).filter(({ origin }) => origin !== 'own');
  } finally {
    await own.dispose();
  }
}

function openConsole({ cluster, set, store }: World, lifetime: Lifetime, folder: string): Promise<TestConsole> {
  return startConsole({
    lifetime,
    folder,
    redisSeeds: cluster.seeds,
    mongo: { seeds: set.seeds, name: set.name },
    profile: { stores: storesOf(store) },
  });
}

/** One run to its end: its journal is the list of points. */
async function countEntries(world: World, runbook: RunbookInfo, scenario: Scenario): Promise<readonly Entry[]> {
  await scenario.prepare?.(world);
  const folder = await world.servers.newFolder('count');
  const { entries, status } = await runChild(world, runbook, scenario, folder, null);
  if (status !== 'done') throw new Error(`${runbook.id} ended ${status} although nothing harmed it`);
  await world.settle();
  return entries;
}

interface ChildEnd {
  readonly entries: readonly Entry[];
  /** Null: the console did not live to tell. */
  readonly status: string | null;
}

async function runChild(
  world: World,
  { id: runbookId }: RunbookInfo,
  scenario: Scenario,
  folder: string,
  harm: Harm | null,
): Promise<ChildEnd> {
  const { cluster, set, store } = world;
  const order: Order = {
    folder,
    redisSeeds: cluster.seeds,
    mongo: { seeds: set.seeds, name: set.name },
    store,
    runbookId,
    parameters: await scenario.parameters(world),
    harm,
  };
  const victim = harm?.kind === 'server' ? await scenario.victim(world) : null;
  const child = spawn(process.execPath, [CHILD, JSON.stringify(order)], { stdio: ['pipe', 'pipe', 'inherit'] });
  const forget = world.servers.lifetime.add(() => void child.kill('SIGKILL'));
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const entries: Entry[] = [];
  let status: string | null = null;
  for await (const text of createInterface({ input: child.stdout })) {
    const line = JSON.parse(text) as Partial<Entry> & { readonly harm?: string; readonly ended?: string };
    if (line.type !== undefined) entries.push({ type: line.type, step: line.step ?? null });
    if (line.ended !== undefined) status = line.ended;
    if (line.harm !== undefined) {
      await victim?.kill('SIGKILL');
      child.stdin.write('done\n');
    }
  }
  await exited;
  await forget();
  if (victim !== null && !victim.running) await victim.restart();
  return { entries, status };
}

interface Result {
  readonly outcome: Outcome;
  readonly fault: string | null;
}

async function tryPoint(
  world: World,
  runbook: RunbookInfo,
  scenario: Scenario,
  harm: Harm,
  wish: 'resume' | 'undo',
): Promise<Result> {
  const own = world.servers.lifetime.child('one point');
  try {
    await scenario.prepare?.(world);
    const before = await world.describe();
    const folder = await world.servers.newFolder('console');
    if (harm.kind === 'disk') {
      const disk = await smallDisk(own, folder, DISK_BYTES);
      if ('unavailable' in disk) return { outcome: 'never began', fault: null };
    }
    const { status } = await runChild(world, runbook, scenario, folder, harm);
    if (harm.kind === 'disk') await rm(join(folder, 'filler'), { force: true });
    const next = await openConsole(world, own, folder);
    const result = await bringToAnEnd(next, wish, status);
    await world.settle();
    return { ...result, fault: result.fault ?? (await faultIn(world, before, scenario)) };
  } finally {
    await own.dispose();
  }
}

/** What the next console makes of it, all by itself. */
async function bringToAnEnd({ app }: TestConsole, wish: 'resume' | 'undo', told: string | null): Promise<Result> {
  const run = await firstRun(app);
  if (run === undefined)
    return told === null ? { outcome: 'never began', fault: null } : atFault(`the run that ended ${told} is gone`);
  if (run.status !== 'interrupted') {
    const left = await watchRun(app, run.id, ({ run: now }) => now.endedMs !== null);
    if (!left.canCancel) return { outcome: 'was over', fault: null };
  }
  const { profileId, id: runId } = run;
  const ways = await waitFor(
    async () => {
      const found = await app.call('runs.ways', { runId });
      return found.serversRead && found;
    },
    { timeoutMs: 30_000, intervalMs: 200, what: 'the servers are read' },
  );
  const possible = (way: RunWay['way']): RunWay | undefined =>
    ways.ways.find((each) => each.way === way && each.possible);
  const way = possible(wish) ?? possible('resume') ?? possible('undo');
  if (way === undefined) return atFault(`neither resume nor undo is possible: ${JSON.stringify(ways.ways)}`);
  const confirm = { profileId, runId, hash: way.hash, reason: 'a proof' };
  await app.call(way.way === 'resume' ? 'runs.resume' : 'runs.undo', confirm);
  const { run: ended } = await watchRun(app, runId, ({ run: now }) => now.endedMs !== null);
  if (way.way === 'resume')
    return ended.status === 'done'
      ? { outcome: 'resumed', fault: null }
      : atFault(`resumed, it ended ${ended.status}: ${ended.error?.message}`);
  return ended.status === 'cancelled'
    ? { outcome: 'undone', fault: null }
    : atFault(`undone, it ended ${ended.status}: ${ended.error?.message}`);
}

function atFault(fault: string): Result {
  return { outcome: 'at fault', fault };
}

function firstRun(app: TestConsole['app']): Promise<RunSummary | undefined> {
  return new Promise((resolve, reject) => {
    const stop = app.watch(
      'runs.watch',
      {},
      {
        onState: ({ runs }) => {
          queueMicrotask(() => stop());
          resolve(Object.values(runs)[0]);
        },
        onEnd: (error) => reject(error ?? new Error('the stream of runs ended')),
      },
    );
  });
}

function watchRun(app: TestConsole['app'], runId: string, isWanted: (state: RunState) => boolean): Promise<RunState> {
  return new Promise((resolve, reject) => {
    const stop = app.watch(
      'run.watch',
      { runId },
      {
        onState: (state) => {
          const step = state.plan.steps.find(({ id }) => id === state.waitingFor);
          const answer = step?.answers?.[0]?.value;
          if (step !== undefined && answer !== undefined)
            void app
              .call('runs.answer', { profileId: state.run.profileId, runId, stepId: step.id, answer, note: '' })
              .catch(() => undefined);
          if (!isWanted(state)) return;
          queueMicrotask(() => stop());
          resolve(state);
        },
        onEnd: (error) => reject(error ?? new Error('the stream of the run ended')),
      },
    );
  });
}

/** Data are as before, or (where the run replaces them) as the set has them; nothing is left behind. */
async function faultIn(
  world: World,
  before: ReadonlyMap<string, string>,
  { replaces }: Scenario,
): Promise<string | null> {
  const left = await world.leftovers();
  if (left.length > 0) return `left behind: ${left.join(', ')}`;
  const after = await world.describe();
  const wanted = replaces ? world.pristine : before;
  for (const name of new Set([...before.keys(), ...after.keys(), ...wanted.keys()])) {
    const now = after.get(name);
    if (now !== before.get(name) && now !== wanted.get(name)) return `${name} is neither as before nor as it should be`;
  }
  return null;
}

function sayHarm({ entry, phase, kind }: Harm, entries: readonly Entry[]): string {
  const { type, step } = entries[entry] ?? { type: 'the end', step: null };
  return `${kind} ${phase} “${type}${step === null ? '' : ` ${step}`}” (entry ${entry})`;
}
