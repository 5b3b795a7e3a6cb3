// Proof: hostile runbook files. The shipped files are spoiled in every way and put beside the others. Each is either refused
// with a place and a reason, or still a valid runbook; nothing is planned, started, asked or read because of it; memory
// stays flat.

import childProcess from 'node:child_process';
import { syncBuiltinESMExports } from 'node:module';
import { Socket } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { shippedFolder } from '../../main/runbook/files/file-library.ts';
import { readFolder } from '../../main/runbook/files/read-folder.ts';
import { resolveFiles, type SourceFile } from '../../main/runbook/files/resolve-files.ts';
import { library } from '../../main/runbook/library/index.ts';
import type { Runbook } from '../../main/runbook/runbook.ts';
import { MUTATIONS } from './hostile-mutations.ts';
import { oneOf, seededRandom, type Prove } from './proof.ts';

const SEED = 19_452_026;
/** How much more the heap may hold at the end than after the first tenth. */
const FLAT_BYTES = 12_000_000;
/** Of processor time, whatever else the machine does: a file that takes longer would hang the editor. */
const SLOWEST_MS = 5_000;

interface Tally {
  tried: number;
  refused: number;
  valid: number;
  unclear: number;
  crashed: number;
}

export const prove: Prove = async (count) => {
  const random = seededRandom(SEED);
  const shipped = await readFolder(shippedFolder(), 'shipped');
  const kinds = Object.entries(MUTATIONS);
  const tallies = new Map(
    kinds.map(([kind]) => [kind, { tried: 0, refused: 0, valid: 0, unclear: 0, crashed: 0 } satisfies Tally]),
  );
  const trap = setTrap();
  let slowestMs = 0;
  let heapAtFirst = 0;
  try {
    for (let tried = 0; tried < count; tried += 1) {
      const [kind, mutate] = kinds[tried % kinds.length]!;
      const tally = tallies.get(kind)!;
      let source = oneOf(random, shipped).source.replace(/^runbook: .*$/m, 'runbook: team.hostile');
      for (let rounds = 1 + Math.floor(random() * 3); rounds > 0; rounds -= 1) source = mutate(source, random);
      const began = process.cpuUsage();
      judge(trap.runbooks, shipped, source, tally);
      slowestMs = Math.max(slowestMs, process.cpuUsage(began).user / 1000);
      if (heapAtFirst === 0 && tried >= count / 10) heapAtFirst = heapBytes();
    }
  } finally {
    trap.release();
  }
  const grewBytes = heapBytes() - heapAtFirst;
  const all = [...tallies.values()];
  const sum = (name: keyof Tally): number => all.reduce((total, tally) => total + tally[name], 0);
  const wasPolluted = Object.keys(Object.prototype).length > 0;
  const holds =
    sum('unclear') === 0 &&
    sum('crashed') === 0 &&
    trap.touched() === 0 &&
    !wasPolluted &&
    grewBytes < FLAT_BYTES &&
    slowestMs < SLOWEST_MS;
  return {
    rows: [
      ['mutation', 'tried', 'refused', 'still valid', 'unclear', 'crashed'],
      ...[...tallies].map(([kind, { tried, refused, valid, unclear, crashed }]) => [
        kind,
        ...[tried, refused, valid, unclear, crashed].map(String),
      ]),
    ],
    closing:
      `${sum('tried')} hostile files: ${sum('refused')} refused with place and reason, ${sum('valid')} still valid, ` +
      `${trap.touched()} plans, programs or connections begun, ${sum('crashed')} crashes; slowest ${Math.round(slowestMs)} ms of processor time, ` +
      `heap ${(grewBytes / 1e6).toFixed(1)} MB more.`,
    holds,
  };
};

function judge(code: readonly Runbook[], shipped: readonly SourceFile[], source: string, tally: Tally): void {
  tally.tried += 1;
  try {
    const resolved = resolveFiles(code, [...shipped, { fileName: 'hostile.yaml', source, origin: 'own' }]);
    const { problems, runbook } = resolved.at(-1)!;
    if (runbook !== null && problems.length === 0) tally.valid += 1;
    else if (
      problems.length > 0 &&
      problems.every(
        ({ line, column, message }) => line > 0 && column > 0 && message.length > 5 && message.length < 2000,
      )
    )
      tally.refused += 1;
    else tally.unclear += 1;
  } catch {
    tally.crashed += 1;
  }
}

/** Runbooks that tell when they are planned, and a process that tells of every program started and connection opened. */
function setTrap() {
  let touched = 0;
  const touch = (): never => {
    touched += 1;
    throw new Error('a hostile file made something happen');
  };
  const spawn = childProcess.spawn;
  const connect = Socket.prototype.connect;
  childProcess.spawn = touch as unknown as typeof spawn;
  Socket.prototype.connect = touch as unknown as typeof connect;
  syncBuiltinESMExports();
  return {
    runbooks: library.map((runbook): Runbook => ({ ...runbook, plan: touch, steps: touch })),
    touched: () => touched,
    release() {
      childProcess.spawn = spawn;
      Socket.prototype.connect = connect;
      syncBuiltinESMExports();
    },
  };
}

function heapBytes(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed;
}
