// How long something took, what processor time it used and how much memory at most: of the engine in a process of its own, and of
// the tools it is held against. Memory and a tool's processor time are told on Linux only.

import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { ENGINE_FLAGS, ENGINE_MEMORY } from '../../main/engine-memory.mjs';
import type { Lifetime } from '../../shared/lifetime.ts';
import { median, type BenchRow } from './bench.ts';
import type { EngineAnswer, EngineOrder } from './engine-child.ts';

export interface Measured {
  readonly ms: number;
  readonly cpuSeconds: number | null;
  readonly peakBytes: number | null;
}

const COMPILE_CACHE = fileURLToPath(new URL('../../node_modules/.cache/marsad', import.meta.url));
const LOOK_EVERY_MS = 10;
const TICKS_PER_SECOND = 100;

export interface BenchEngine {
  run(
    runbookId: string,
    parameters?: Readonly<Record<string, string>>,
  ): Promise<Measured & { readonly outputs: Readonly<Record<string, string>> }>;
}

export async function openEngine(
  lifetime: Lifetime,
  options: Extract<EngineOrder, { kind: 'open' }>['options'],
): Promise<BenchEngine> {
  const child = fork(new URL('engine-child.ts', import.meta.url), {
    execArgv: [...ENGINE_FLAGS, '--no-warnings'], // as main/cli/marsad.mjs starts it
    env: { ...ENGINE_MEMORY, ...process.env, NODE_COMPILE_CACHE: COMPILE_CACHE },
  });
  lifetime.add(async () => {
    const gone = once(child, 'exit');
    child.disconnect();
    await gone;
  });
  const ask = async (order: EngineOrder): Promise<EngineAnswer> => {
    const over = new AbortController();
    const answered = Promise.race([
      once(child, 'message', over).then(([message]) => message as EngineAnswer),
      once(child, 'exit', over).then(() => ({ kind: 'failed', reason: 'the engine ended' }) as const),
    ]);
    child.send(order);
    const answer = await answered;
    over.abort();
    if (answer.kind === 'failed') throw new Error(answer.reason);
    return answer;
  };
  await ask({ kind: 'open', options });
  return {
    async run(runbookId, parameters = {}) {
      await writeFile(`/proc/${child.pid}/clear_refs`, '5').catch(() => undefined); // its peak so far is forgotten
      const answer = await ask({ kind: 'run', runbookId, parameters });
      if (answer.kind !== 'ran') throw new Error(`the engine answered ${answer.kind}`);
      return { ...answer, peakBytes: (await look(child.pid!))?.peakBytes ?? null };
    },
  };
}

/** Runs a program to its end; it must succeed. */
export async function runTool(path: string, words: readonly string[]): Promise<Measured> {
  const startMs = performance.now();
  const child = spawn(path, words, { stdio: 'ignore' });
  let last: Look | null = null;
  const timer = setInterval(() => void look(child.pid!).then((seen) => (last = seen ?? last)), LOOK_EVERY_MS);
  try {
    const [code] = (await once(child, 'exit')) as [number | null];
    if (code !== 0) throw new Error(`${path} ended with ${code}`);
  } finally {
    clearInterval(timer);
  }
  const ms = performance.now() - startMs;
  const seen = last as Look | null;
  return { ms, cpuSeconds: seen?.cpuSeconds ?? null, peakBytes: seen?.peakBytes ?? null };
}

interface Look {
  readonly cpuSeconds: number;
  readonly peakBytes: number;
}

async function look(pid: number): Promise<Look | null> {
  try {
    const [stat, status] = await Promise.all([
      readFile(`/proc/${pid}/stat`, 'utf8'),
      readFile(`/proc/${pid}/status`, 'utf8'),
    ]);
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const highWater = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1];
    if (highWater === undefined) return null;
    return {
      cpuSeconds: (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND,
      peakBytes: Number(highWater) * 1024,
    };
  } catch {
    return null; // not Linux, or it has ended
  }
}

/** Runs all in turn, A B C A B C …: a noisy machine is noisy for each of them. The first turn only warms up. */
export async function measureInTurn<Name extends string>(
  turns: number,
  actions: Readonly<Partial<Record<Name, () => Promise<Measured>>>>,
): Promise<Partial<Record<Name, readonly Measured[]>>> {
  const all = Object.entries(actions) as [Name, () => Promise<Measured>][];
  const figures: Partial<Record<Name, Measured[]>> = {};
  for (let turn = 0; turn <= turns; turn += 1) {
    for (const [name, action] of all) {
      const measured = await action();
      if (turn > 0) (figures[name] ??= []).push(measured);
    }
  }
  return figures;
}

/** One row: megabytes per second of ours and the peer's, with the cost of both beside it. */
export function speedRow({
  name,
  tool,
  bytes,
  ours,
  peer,
  least,
}: {
  readonly name: string;
  readonly tool: string;
  readonly bytes: number;
  readonly ours: readonly Measured[];
  /** Undefined: the tool is not on this machine. */
  readonly peer: readonly Measured[] | undefined;
  /** How many times as fast as the peer it is to be. */
  readonly least: number;
}): BenchRow {
  const speed = (all: readonly Measured[]): number => bytes / 1e6 / (median(all.map(({ ms }) => ms)) / 1000);
  const ratio = peer === undefined ? null : speed(ours) / speed(peer);
  return {
    name,
    ours: speed(ours),
    peer: peer === undefined ? null : { name: tool, value: speed(peer) },
    unit: 'MB/s',
    bar: `≥ ${least}×`,
    holds: ratio === null || ratio >= least,
    note: [
      `${(bytes / 1e6).toFixed(0)} MB, ${ours.length} runs each`,
      `processor ${cost(ours)}${peer === undefined ? '' : ` against ${cost(peer)}`}`,
      `memory ${peak(ours)}${peer === undefined ? '' : ` against ${peak(peer)}`}`,
      ...(peer === undefined ? [`${tool} is not on this machine`] : []),
    ].join('; '),
  };
}

export const MOST_MEMORY_MB = 300;

/** The most memory of any of these runs. */
export function memoryRow(name: string, runs: readonly Measured[]): BenchRow {
  const most = Math.max(...runs.map(({ peakBytes }) => peakBytes ?? Number.NaN)) / 1e6;
  const bar = `≤ ${MOST_MEMORY_MB} MB`;
  return { name, ours: most, peer: null, unit: 'MB', bar, holds: most <= MOST_MEMORY_MB, note: 'the whole engine' };
}

function cost(all: readonly Measured[]): string {
  const known = all.flatMap(({ cpuSeconds }) => cpuSeconds ?? []);
  return known.length === 0 ? '?' : `${median(known).toFixed(2)} s`;
}

function peak(all: readonly Measured[]): string {
  const known = all.flatMap(({ peakBytes }) => peakBytes ?? []);
  return known.length === 0 ? '?' : `${(Math.max(...known) / 1e6).toFixed(0)} MB`;
}
