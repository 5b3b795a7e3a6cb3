// One point: a run comes to harm there, and what is found afterwards is judged.

import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { RunbookInfo } from '../../../shared/model/run.ts';
import { smallDisk } from '../../fixtures/faults.ts';
import { FILLER } from './child.ts';
import { openConsole } from './console.ts';
import { beginRun, newestRun, takeWayOut, untilEnded } from './drive.ts';
import { harmAt, type Entry, type Harm } from './points.ts';
import type { Scenario } from './scenarios.ts';
import type { Desk } from './desk.ts';
import type { Victims } from './victim.ts';
import type { Description, World } from './world.ts';

export const OUTCOMES = ['resumed', 'undone', 'came to its end', 'failed', 'never began', 'at fault'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** What every point is tried with. */
export interface Bench {
  readonly world: World;
  /** The console that stays. */
  readonly desk: Desk;
  readonly victims: Victims;
}

export interface Case {
  readonly runbook: RunbookInfo;
  readonly scenario: Scenario;
}

const DISK_BYTES = 6_000_000;
/** As long as somebody needs to start a server again. Longer than an election takes. */
const DOWN_MS = 4_000;

/** One run to its end, harmed by nothing: its journal is the list of points. */
export async function listEntries({ world, desk }: Bench, { runbook, scenario }: Case): Promise<readonly Entry[]> {
  const entries: Entry[] = [];
  await scenario.prepare?.(world);
  desk.listen((entry, phase) => {
    if (phase === 'before') entries.push({ type: entry.type, step: 'step' in entry ? entry.step : null });
  });
  const runId = await beginRun(desk, runbook.id, await scenario.parameters(world));
  const { run } = await untilEnded(desk.app, runId);
  desk.listen(null);
  if (run.status !== 'done')
    throw new Error(`it ended ${run.status} although nothing harmed it: ${run.error?.message}`);
  await scenario.tidy?.(world);
  await world.settle();
  return entries;
}

/** Throws whatever is at fault. */
export async function tryPoint(bench: Bench, its: Case, harm: Harm, wish: 'resume' | 'undo'): Promise<Outcome> {
  const { world } = bench;
  const { scenario } = its;
  await scenario.prepare?.(world);
  const before = await world.describe();
  try {
    const isServer = harm.kind === 'server';
    const outcome = await (isServer ? killServer(bench, its, harm) : killConsole(bench, its, harm, wish));
    await world.settle();
    await judge(world, scenario, before, outcome);
    return outcome;
  } finally {
    await scenario.tidy?.(world);
  }
}

/** The console lives on: its run ends by itself, or is ended; the server is away for a while. */
async function killServer({ world, desk }: Bench, { runbook, scenario }: Case, harm: Harm): Promise<Outcome> {
  const parameters = await scenario.parameters(world);
  const victim = await scenario.victim(world);
  const killed = Promise.withResolvers<void>();
  desk.listen(
    harmAt(harm, async () => {
      await victim.kill('SIGKILL');
      killed.resolve();
    }),
  );
  try {
    const runId = await beginRun(desk, runbook.id, parameters);
    const ended = untilEnded(desk.app, runId);
    await Promise.race([ended, killed.promise.then(() => delay(DOWN_MS))]);
    if (!victim.running) await victim.restart();
    const { run, canCancel } = await ended;
    if (!canCancel) return run.status === 'done' ? 'came to its end' : 'failed';
    return await wayOut(desk, runId, 'undo');
  } finally {
    desk.listen(null);
    if (!victim.running) await victim.restart();
  }
}

/** The console ends, or cannot write any more; the next one goes on from what it finds. */
async function killConsole(
  { world, victims }: Bench,
  { runbook, scenario }: Case,
  harm: Harm,
  wish: 'resume' | 'undo',
): Promise<Outcome> {
  const own = world.servers.lifetime.child('one point');
  try {
    const folder = await world.servers.newFolder('console');
    const order = { ...world.console(folder), runbookId: runbook.id, harm };
    if (harm.kind === 'disk') {
      const disk = await smallDisk(own, folder, DISK_BYTES);
      if ('unavailable' in disk) throw new Error(disk.unavailable);
    }
    const told = await victims.send({ ...order, parameters: await scenario.parameters(world) });
    if (harm.kind === 'disk') await rm(join(folder, FILLER), { force: true });
    const next = await openConsole(order, own);
    const run = await newestRun(next.app);
    if (run === undefined) {
      if (told === null) return 'never began';
      throw new Error(`the run that ended ${told} is gone`);
    }
    if (run.status !== 'interrupted') {
      const { run: ended, canCancel } = await untilEnded(next.app, run.id);
      if (!canCancel) return ended.status === 'done' ? 'came to its end' : 'failed';
    }
    return await wayOut(next, run.id, wish);
  } finally {
    await own.dispose();
  }
}

async function wayOut(
  desk: Parameters<typeof takeWayOut>[0],
  runId: string,
  wish: 'resume' | 'undo',
): Promise<Outcome> {
  const { way, state } = await takeWayOut(desk, runId, wish);
  const { status, error } = state.run;
  if (status !== (way === 'resume' ? 'done' : 'cancelled'))
    throw new Error(`${way} ended ${status}: ${error?.message} ${error?.hint ?? ''}`);
  return way === 'resume' ? 'resumed' : 'undone';
}

/** What came to its end has made what it makes. Otherwise each part is as before or as it would be. Nothing is left behind. */
async function judge(world: World, { makes }: Scenario, before: Description, outcome: Outcome): Promise<void> {
  const left = await world.leftovers();
  if (left.length > 0) throw new Error(`${outcome}, and left behind: ${left.join(', ')}`);
  const after = await world.describe();
  const wanted = makes?.(world, before) ?? before;
  const isOver = outcome === 'resumed' || outcome === 'came to its end';
  for (const name of new Set([...before.keys(), ...after.keys(), ...wanted.keys()])) {
    const now = after.get(name);
    if (now !== wanted.get(name) && (isOver || now !== before.get(name)))
      throw new Error(
        `${outcome}, and ${name} is ${isOver ? 'not as it should be' : 'neither as before nor as it should be'}`,
      );
  }
}
