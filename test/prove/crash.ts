// Proof: harm at every journal write. Each built-in runbook runs in a console of its own on real servers while somebody writes to
// them; at each point the console is killed with -9 (or a server is, or the disk is full), and the next console must find
// the run, tell what was done, and bring it to its end or undo it by itself: no acknowledged write lost, no data but old or new,
// nothing left behind, and a plan possible again.

import { performance } from 'node:perf_hooks';
import { Lifetime } from '../../shared/lifetime.ts';
import type { RunbookInfo } from '../../shared/model/run.ts';
import { openDesk } from './crash/desk.ts';
import { planWhenPossible } from './crash/drive.ts';
import { openLedger } from './crash/ledger.ts';
import { listEntries, OUTCOMES, tryPoint, type Bench, type Case, type Outcome } from './crash/point.ts';
import { choosePoints, sayHarm, type Entry, type Harm, type OtherHarm } from './crash/points.ts';
import { scenarioOf } from './crash/scenarios.ts';
import { startVictims } from './crash/victim.ts';
import { createWorld } from './crash/world.ts';
import { seededRandom, type Prove } from './proof.ts';

const SEED = 20_261_120;
const HARMS = ['console', 'server', 'disk'] as const satisfies readonly Harm['kind'][];
const HEADER = ['runbook', 'journal writes', 'console killed', 'server killed', 'disk full', ...OUTCOMES];
const MOST_FAULTS_SHOWN = 30;
/** From so many points per runbook on every harm is tried on each. */
const WHOLE_FROM = 10;
/** Names of runbooks, parted by commas: only these are tried. What is left out is said at the end. */
const ONLY = process.env['MARSAD_CRASH_RUNBOOKS']?.split(',');

/** `count`: points per runbook; all of them where a run has no more. */
export const prove: Prove = async (count) => {
  const lifetime = new Lifetime('crash proof');
  try {
    const world = await createWorld(lifetime);
    const desk = await openDesk(world.console(await world.servers.newFolder('desk')), lifetime);
    const victims = startVictims(lifetime, await world.servers.newFolder('compiled'));
    const bench: Bench = { world, desk, victims };
    const ledger = openLedger(world.cluster.seeds, world.client);
    const runbooks = (await desk.app.call('runbooks.list', {})).filter(({ origin }) => origin !== 'own');
    const chosen = runbooks.filter(({ id }) => ONLY?.includes(id) ?? true);
    const trials = await listTrials(bench, chosen, count);
    // Round by round: what one runbook needs to settle, the others use.
    for (let round = 0; trials.some(({ harms }) => round < harms.length); round += 1)
      for (const trial of trials) await tryHarm(bench, trial, round);
    for (const trial of trials) await planAgain(bench, trial);
    const { acknowledged, lost } = await ledger.close();
    const faults = [
      ...trials.flatMap((trial) => trial.faults),
      ...lost.map((each) => `an acknowledged write is lost: ${each}`),
    ];
    const points = trials.reduce((sum, { harms }) => sum + harms.length, 0);
    const left = runbooks.length - chosen.length;
    return {
      rows: [HEADER, ...trials.map(rowOf), ...faults.slice(0, MOST_FAULTS_SHOWN).map((fault) => [fault])],
      closing: [
        `${points} harms in ${chosen.length} runbooks, ${faults.length} at fault;`,
        `of ${acknowledged} acknowledged writes meanwhile ${lost.length} lost.`,
        ...(left > 0 ? [`${left} runbooks were left out.`] : []),
      ].join(' '),
      holds: faults.length === 0 && points > 0 && acknowledged > 0,
    };
  } finally {
    await lifetime.dispose();
  }
};

/** A runbook, how it is harmed, and what came of it. */
interface Trial {
  readonly runbook: RunbookInfo;
  /** Null: nobody has said how, or it did not come to its end without harm. That is a fault. */
  readonly its: Case | null;
  readonly entries: readonly Entry[];
  readonly harms: readonly Harm[];
  readonly tally: Map<Outcome, number>;
  readonly faults: string[];
}

async function listTrials(bench: Bench, runbooks: readonly RunbookInfo[], count: number): Promise<readonly Trial[]> {
  const random = seededRandom(SEED);
  const othersFor = otherHarms(count);
  const trials: Trial[] = [];
  for (const runbook of runbooks) {
    const tally = new Map<Outcome, number>(OUTCOMES.map((outcome) => [outcome, 0]));
    const none = { runbook, its: null, entries: [], harms: [], tally };
    const scenario = scenarioOf(runbook);
    if (scenario === null) {
      const fault = `${runbook.id}: no scenario says how it is brought to harm (test/prove/crash/scenarios.ts)`;
      trials.push({ ...none, faults: [fault] });
      continue;
    }
    const its = { runbook, scenario };
    try {
      const entries = await timed(`${runbook.id} without harm`, () => listEntries(bench, its));
      const harms = choosePoints(entries, count, random, othersFor(runbook));
      trials.push({ ...none, its, entries, harms, faults: [] });
    } catch (error) {
      trials.push({ ...none, faults: [`${runbook.id} without harm: ${messageOf(error)}`] });
    }
  }
  return trials;
}

async function tryHarm(bench: Bench, { its, harms, entries, tally, faults }: Trial, round: number): Promise<void> {
  const harm = harms[round];
  if (its === null || harm === undefined) return;
  const where = `${its.runbook.id} ${sayHarm(harm, entries)}`;
  const outcome = await timed(where, () =>
    tryPoint(bench, its, harm, round % 2 === 0 ? 'resume' : 'undo').catch((error: unknown): Outcome => {
      faults.push(`${where}: ${messageOf(error)}`);
      console.error(faults.at(-1));
      return 'at fault';
    }),
  );
  tally.set(outcome, tally.get(outcome)! + 1);
}

/** After the last point; after every other one the next begins with a plan. */
async function planAgain({ desk, world }: Bench, { its, faults }: Trial): Promise<void> {
  if (its === null) return;
  try {
    await planWhenPossible(desk, its.runbook.id, await its.scenario.parameters(world));
    await its.scenario.tidy?.(world);
  } catch (error) {
    faults.push(`${its.runbook.id}, at the end: ${messageOf(error)}`);
  }
}

function rowOf({ runbook, entries, harms, tally }: Trial): readonly string[] {
  const ofKind = HARMS.map((kind) => harms.filter((harm) => harm.kind === kind).length);
  return [runbook.id, ...[entries.length, ...ofKind, ...tally.values()].map(String)];
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** A small proof tries every third file, all of which are made of the same few steps, with one harm more, in turns. */
function otherHarms(count: number): (runbook: RunbookInfo) => readonly OtherHarm[] {
  const both = ['server', 'disk'] as const;
  let files = 0;
  return ({ origin }) => {
    if (origin === 'code' || count >= WHOLE_FROM) return both;
    files += 1;
    return files % 3 === 0 ? [both[files % 2]!] : [];
  };
}

/** Tells each as it goes: the whole proof takes hours. */
async function timed<T>(what: string, work: () => Promise<T>): Promise<T> {
  const fromMs = performance.now();
  const result = await work();
  const told = typeof result === 'string' ? `: ${result}` : '';
  console.error(`${((performance.now() - fromMs) / 1000).toFixed(1).padStart(5)} s  ${what}${told}`);
  return result;
}
