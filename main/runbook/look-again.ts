// Asks the servers what an interrupted run has done: every act that may have happened is observed. It changes nothing.

import { AppError } from '../../shared/errors.ts';
import { NEVER } from './execution.ts';
import type { Verdict } from './journal.ts';
import type { areasOf } from './lease-names.ts';
import type { RunRecord } from './run-record.ts';
import { observeUntilKnown } from './run-act.ts';
import type { RunView } from './run-view.ts';
import type { RunbookContext, Step } from './runbook.ts';
import { readOnlyJournal, stepContext } from './step-context.ts';

const TRIES = 10;

/**
 * A console that has just begun knows no node by its id before it has read once. Returns why servers that the run is about
 * cannot be read; others may be down.
 */
export async function meetServers(
  { redis, mongo }: RunbookContext,
  areas: ReturnType<typeof areasOf>,
): Promise<AppError | null> {
  const [ofRedis, ofMongo] = await Promise.allSettled([redis?.read(), mongo?.read()]);
  const readings = { redis: ofRedis, mongo: ofMongo };
  const failures = areas.flatMap((area) => {
    const reading = readings[area];
    return reading.status === 'rejected' && reading.reason instanceof AppError ? [reading.reason] : [];
  });
  return failures[0] ?? null;
}

/** Of every act that began and is not known to be done; `unknown` where the servers do not tell. */
export async function observeOpenActs(
  steps: readonly Step[],
  view: RunView,
  context: RunbookContext,
): Promise<ReadonlyMap<string, Verdict>> {
  const record = view.record();
  const verdicts = new Map<string, Verdict>();
  for (const step of steps) {
    if (step.kind !== 'act' || !isOpenAct(record, step.id)) continue;
    const options = { view, stepId: step.id, signal: NEVER, write: readOnlyJournal(), untilContinued: async () => {} };
    const look = () => stepContext(context, options);
    verdicts.set(step.id, await observeUntilKnown(step, look, context.clock, TRIES).catch(() => 'unknown' as const));
  }
  return verdicts;
}

export function isOpenAct({ begun, state }: RunRecord, stepId: string): boolean {
  return begun.includes(stepId) && state.steps[stepId]?.status !== 'done';
}
