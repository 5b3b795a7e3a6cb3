// One node's figures row out of its INFO. Rates come from two readings of the same process over the time that really
// passed between them: never negative, never across a restart, null while there is only one reading.

import { REDIS_FIGURES, type FiguresRow, type RedisFigure } from '../../shared/model/redis.ts';
import { keyspaceOf, numberOf, type Info } from './parse-info.ts';
import type { Lag } from './replication-lag.ts';

/** Counters of INFO that only grow while a process lives (CONFIG RESETSTAT sets them back). */
const COUNTERS = {
  opsPerSecond: 'total_commands_processed',
  hitsPerSecond: 'keyspace_hits',
  missesPerSecond: 'keyspace_misses',
  evictedPerSecond: 'evicted_keys',
  expiredPerSecond: 'expired_keys',
} as const satisfies Partial<Record<RedisFigure, string>>;

type Rate = keyof typeof COUNTERS;
type Counts = Readonly<Record<Rate, number | null>>;

interface Reading {
  readonly atMs: number;
  readonly runId: string;
  readonly counts: Counts;
}

const HIT_RATIO_WINDOW_MS = 60_000;

/** Remembers the last minute of one node's counters. */
export class NodeMeter {
  #readings: Reading[] = [];

  /** Takes a reading in and returns the node's row. */
  row(info: Info, atMs: number, lag: Lag): FiguresRow {
    const reading: Reading = { atMs, runId: info.get('run_id') ?? '', counts: countsOf(info) };
    const previous = this.#readings.at(-1);
    if (previous !== undefined && !isSameLife(previous, reading)) this.#readings = [];
    const before = this.#readings.at(-1);
    this.#readings = [...this.#readings.filter((earlier) => earlier.atMs >= atMs - HIT_RATIO_WINDOW_MS), reading];
    const { keys, keysWithTtl } = keyspaceOf(info);
    const hasKeyspace = info.size > 0;
    const figures: Readonly<Record<RedisFigure, number | null>> = {
      opsPerSecond: rate(before, reading, 'opsPerSecond'),
      hitsPerSecond: rate(before, reading, 'hitsPerSecond'),
      missesPerSecond: rate(before, reading, 'missesPerSecond'),
      hitRatio: hitRatio(this.#readings[0]!, reading),
      usedMemoryBytes: numberOf(info, 'used_memory'),
      maxMemoryBytes: numberOf(info, 'maxmemory'),
      keys: hasKeyspace ? keys : null,
      keysWithTtl: hasKeyspace ? keysWithTtl : null,
      evictedPerSecond: rate(before, reading, 'evictedPerSecond'),
      expiredPerSecond: rate(before, reading, 'expiredPerSecond'),
      fragmentationRatio: numberOf(info, 'mem_fragmentation_ratio'),
      clients: numberOf(info, 'connected_clients'),
      ...lag,
    };
    return REDIS_FIGURES.map((figure) => figures[figure]);
  }
}

/** The row of a node that did not answer: nothing is known but, perhaps, what its primary says about its lag. */
export function silentRow(lag: Lag): FiguresRow {
  return REDIS_FIGURES.map((figure) => (figure === 'lagBytes' || figure === 'lagMs' ? lag[figure] : null));
}

function countsOf(info: Info): Counts {
  return {
    opsPerSecond: numberOf(info, COUNTERS.opsPerSecond),
    hitsPerSecond: numberOf(info, COUNTERS.hitsPerSecond),
    missesPerSecond: numberOf(info, COUNTERS.missesPerSecond),
    evictedPerSecond: numberOf(info, COUNTERS.evictedPerSecond),
    expiredPerSecond: numberOf(info, COUNTERS.expiredPerSecond),
  };
}

/** The same process, and no counter went back. */
function isSameLife(before: Reading, after: Reading): boolean {
  if (before.runId !== after.runId || after.atMs <= before.atMs) return false;
  return (Object.keys(COUNTERS) as Rate[]).every((name) => (after.counts[name] ?? 0) >= (before.counts[name] ?? 0));
}

function rate(before: Reading | undefined, after: Reading, name: Rate): number | null {
  const from = before?.counts[name];
  const to = after.counts[name];
  if (before === undefined || from === null || from === undefined || to === null) return null;
  return round(((to - from) * 1000) / (after.atMs - before.atMs), 1);
}

function hitRatio(oldest: Reading, newest: Reading): number | null {
  const hits = difference(oldest, newest, 'hitsPerSecond');
  const misses = difference(oldest, newest, 'missesPerSecond');
  if (hits === null || misses === null || hits + misses <= 0) return null;
  return round(hits / (hits + misses), 4);
}

function difference(oldest: Reading, newest: Reading, name: Rate): number | null {
  const from = oldest.counts[name];
  const to = newest.counts[name];
  return from === null || to === null ? null : to - from;
}

/** Figures travel every tick: digits nobody reads are not sent. */
function round(value: number, digits: number): number {
  const factor = 10 ** digits;
  return Math.round(value * factor) / factor;
}
