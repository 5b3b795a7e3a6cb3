// A client that writes one small document with majority concern every few milliseconds, asking the members directly so
// that no driver hides who refused. It touches nothing but a collection of its own, which is dropped at the end.

import { setTimeout as delay } from 'node:timers/promises';
import type { Document } from 'mongodb';
import { OWN_DATABASE } from '../../mongo/mongo-access.ts';
import type { RunbookContext } from '../runbook.ts';
import { memberCommand, type MemberName } from './mongo-command.ts';
import { createWriteGap, type ProbeReport } from './write-gap.ts';

export const PROBE_DATABASE = OWN_DATABASE;

export interface MongoWriteProbe {
  /** Resolves after the first acknowledged write, or after `atMostMs`. */
  warm(atMostMs: number): Promise<void>;
  /** Resolves after the next acknowledged write, or after `atMostMs`. */
  acknowledged(atMostMs: number): Promise<void>;
  /** Ends the probe, drops its collection, and tells what it saw; times are of performance.now(). */
  stop(): Promise<ProbeReport>;
}

interface ProbeOptions {
  readonly context: RunbookContext;
  /** Who may be primary, the present one first. */
  readonly candidates: readonly MemberName[];
  readonly collection: string;
  onTry(latencyMs: number | null): void;
}

const EVERY_MS = 5;
const WRITE_TIMEOUT_MS = 2000;

/** The same for a run and whoever goes on with it, so that nothing is left behind. */
export function probeCollection(runId: string): string {
  return `probe_${runId.replaceAll('-', '_')}`;
}

export function startMongoWriteProbe({ context, candidates, collection, onTry }: ProbeOptions): MongoWriteProbe {
  const gap = createWriteGap();
  const stopping = new AbortController();
  const waiters = new Set<() => void>();
  let current = 0;
  let counter = 0;
  let lastAcknowledged = 0;

  async function tryOnce(): Promise<void> {
    const startMs = performance.now();
    counter += 1;
    try {
      const before = await write(context, candidates[current]!, collection, counter);
      const nowMs = performance.now();
      if (before < lastAcknowledged) gap.lose(lastAcknowledged - before);
      lastAcknowledged = counter;
      gap.acknowledge(nowMs);
      onTry(nowMs - startMs);
      for (const wake of waiters) wake();
      waiters.clear();
    } catch {
      gap.fail(performance.now());
      onTry(null);
      current = (current + 1) % candidates.length;
    }
  }

  async function loop(): Promise<void> {
    while (!stopping.signal.aborted) {
      const startMs = performance.now();
      await tryOnce();
      await delay(Math.max(1, EVERY_MS - (performance.now() - startMs)));
    }
  }

  async function next(atMostMs: number): Promise<void> {
    const timer = new AbortController();
    await Promise.race([
      new Promise<void>((resolve) => waiters.add(resolve)),
      delay(atMostMs, undefined, { signal: timer.signal }).catch(() => undefined), // acknowledged in time
    ]);
    timer.abort();
  }

  const looping = loop();
  return {
    warm: (atMostMs) => (lastAcknowledged > 0 ? Promise.resolve() : next(atMostMs)),
    acknowledged: next,
    async stop() {
      stopping.abort();
      await looping;
      const report = gap.report(performance.now());
      await dropProbe(context, candidates, collection);
      return report;
    },
  };
}

/** Drops the probe's collection on whoever is primary. True: it is gone. */
export async function dropProbe(
  context: RunbookContext,
  candidates: readonly MemberName[],
  collection: string,
): Promise<boolean> {
  const drops = await Promise.allSettled(
    candidates.map((member) =>
      memberCommand(context, member, { drop: collection }, { database: PROBE_DATABASE, timeoutMs: WRITE_TIMEOUT_MS }),
    ),
  );
  return drops.some((drop) => drop.status === 'fulfilled' || (drop.reason as { code?: string }).code === 'not_found');
}

/** The number the document held before, 0 when there was none. Throws unless a majority has the new one. */
async function write(
  context: RunbookContext,
  member: MemberName,
  collection: string,
  counter: number,
): Promise<number> {
  const reply: Document = await memberCommand(
    context,
    member,
    {
      findAndModify: collection,
      query: { _id: 'probe' },
      update: { $set: { counter } },
      upsert: true,
      writeConcern: { w: 'majority', wtimeout: WRITE_TIMEOUT_MS },
    },
    { database: PROBE_DATABASE, timeoutMs: WRITE_TIMEOUT_MS },
  );
  if (reply['writeConcernError']) throw new Error('not acknowledged by a majority');
  return Number((reply['value'] as Document | null)?.['counter'] ?? 0);
}
