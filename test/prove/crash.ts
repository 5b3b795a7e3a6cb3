// Proof: harm at every journal write. Each built-in runbook runs in a console of its own on real servers while somebody writes to
// them; at each point the console is killed with -9 (or a server is, or the disk is full), and the next console must find
// the run, tell what was done, and bring it to its end or undo it by itself: no acknowledged write lost, no data but old or new,
// nothing left behind, and a plan possible again.

import { performance } from 'node:perf_hooks';
import { Lifetime } from '../../shared/lifetime.ts';
import type { RunbookInfo } from '../../shared/model/run.ts';
import { openDesk } from './crash/desk.ts';
import { openLedger } from './crash/ledger.ts';
import { listEntries, OUTCOMES, tryPoint, type Bench, type Case, type Outcome } from './crash/point.ts';
import { choosePoints, sayHarm, type Harm, type OtherHarm } from './crash/points.ts';
import { scenarioOf } from './crash/scenarios.ts';
import { startVictims } from './crash/victim.ts';
import { createWorld } from './crash/world.ts';
import { seededRandom, type Prove } from './proof.ts';

const SEED = 20_261_120;
const HARMS = ['console', 'server', 'disk'] as const satisfies readonly Harm['kind'][];
const MOST_FAULTS_SHOWN = 30;
/** From so many points per runbook on every harm is tried on each. */
const WHOLE_FROM = 10;
/** Names of runbooks, parted by commas: only these are tried. What is left out is said at the end. */
const ONLY = process.env['MARSAD_CRASH_RUNBOOKS']?.split(',');

/** `count`: points per runbook; all of them where a run has no more. */
export const prove: Prove = async (count) => {
  const lifetime = new Lifetime('crash proof');
  const random = seededRandom(SEED);
  const rows: string[][] = [['runbook', 'journal writes', 'console killed', 'server killed', 'disk full', ...OUTCOMES]];
  const faults: string[] = [];
  let points = 0;
  try {
    const world = await createWorld(lifetime);
    const desk = await openDesk(world.console(await world.servers.newFolder('desk')), lifetime);
    const victims = startVictims(lifetime, await world.servers.newFolder('compiled'));
    const bench: Bench = { world, desk, victims };
    const othersFor = turns(count);
    const ledger = openLedger(world.cluster.seeds, world.client);
    const runbooks = (await desk.app.call('runbooks.list', {})).filter(({ origin }) => origin !== 'own');
    const chosen = runbooks.filter(({ id }) => ONLY?.includes(id) ?? true);
    for (const runbook of chosen) {
      const scenario = scenarioOf(runbook);
      if (scenario === null) {
        faults.push(`${runbook.id}: no scenario says how it is brought to harm (test/prove/crash/scenarios.ts)`);
        continue;
      }
      try {
        const tried = await tryRunbook(bench, { runbook, scenario }, count, othersFor(runbook), random);
        rows.push(tried.row);
        faults.push(...tried.faults);
        points += tried.points;
      } catch (error) {
        faults.push(`${runbook.id}: ${String(error)}`); // no point of it could be tried
      }
    }
    const { acknowledged, lost } = await ledger.close();
    for (const each of lost) faults.push(`an acknowledged write is lost: ${each}`);
    const left = runbooks.length - chosen.length;
    return {
      rows: [...rows, ...faults.slice(0, MOST_FAULTS_SHOWN).map((fault) => [fault])],
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

interface Tried {
  readonly row: string[];
  readonly points: number;
  readonly faults: readonly string[];
}

async function tryRunbook(
  bench: Bench,
  its: Case,
  count: number,
  others: readonly OtherHarm[],
  random: () => number,
): Promise<Tried> {
  const { id } = its.runbook;
  const entries = await timed(`${id} without harm`, () => listEntries(bench, its));
  const tally = new Map<Outcome, number>(OUTCOMES.map((outcome) => [outcome, 0]));
  const faults: string[] = [];
  const chosen = choosePoints(entries, count, random, others);
  for (const [index, harm] of chosen.entries()) {
    const where = `${id} ${sayHarm(harm, entries)}`;
    const outcome = await timed(where, () =>
      tryPoint(bench, its, harm, index % 2 === 0 ? 'resume' : 'undo').catch((error: unknown): Outcome => {
        faults.push(`${where}: ${error instanceof Error ? error.message : String(error)}`);
        console.error(faults.at(-1));
        return 'at fault';
      }),
    );
    tally.set(outcome, tally.get(outcome)! + 1);
  }
  const ofKind = (kind: Harm['kind']): number => chosen.filter((harm) => harm.kind === kind).length;
  const figures = [entries.length, ...HARMS.map(ofKind), ...tally.values()];
  return { row: [id, ...figures.map(String)], points: chosen.length, faults };
}

/** A small proof tries the files, which are all made of the same few steps, with one of the other harms each, in turns. */
function turns(count: number): (runbook: RunbookInfo) => readonly OtherHarm[] {
  const both = ['server', 'disk'] as const;
  let turn = 0;
  return ({ origin }) => (origin === 'code' || count >= WHOLE_FROM ? both : [both[turn++ % both.length]!]);
}

/** Tells each as it goes: the whole proof takes hours. */
async function timed<T>(what: string, work: () => Promise<T>): Promise<T> {
  const fromMs = performance.now();
  const result = await work();
  const told = typeof result === 'string' ? `: ${result}` : '';
  console.error(`${((performance.now() - fromMs) / 1000).toFixed(1).padStart(5)} s  ${what}${told}`);
  return result;
}
