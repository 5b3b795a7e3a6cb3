// The step-down itself, under a stopwatch. Never forced: the primary only steps down once an electable member has caught
// up. The others are frozen while a chosen successor stands for election; the freeze ends by itself, whatever happens here.

import { AppError } from '../../../shared/errors.ts';
import { text } from '../../../shared/text.ts';
import type { ActStep, StepContext } from '../runbook.ts';
import { memberCommand, type MemberName } from './mongo-command.ts';
import { CATCH_UP_SECONDS, FREEZE_SECONDS, STEP_DOWN_SECONDS, type StepDownData } from './mongo-failover-data.ts';
import { dropProbe, probeCollection, startMongoWriteProbe, type MongoWriteProbe } from './mongo-write-probe.ts';

/** Until the first acknowledged write, which is all a gap needs to begin: some 50 ms on a set that is well. */
const WARM_MS = 2000;
const RESUME_MS = 10_000;
const POLL_MS = 15;
const HELLO_TIMEOUT_MS = 1000;
const STAND_EVERY_MS = 250;
const ELECTION_TIMEOUT_MS = 30_000;

export const STEP_DOWN = { replSetStepDown: STEP_DOWN_SECONDS, secondaryCatchUpPeriodSecs: CATCH_UP_SECONDS } as const;

/** Which member each member that answers calls primary, itself included: `host:port` as the set is configured. */
export async function primariesSeen(
  context: StepContext,
  members: readonly MemberName[],
): Promise<ReadonlyMap<string, string>> {
  const hellos = await Promise.allSettled(
    members.map((member) => memberCommand(context, member, { hello: 1 }, { timeoutMs: HELLO_TIMEOUT_MS })),
  );
  const seen = new Map<string, string>();
  hellos.forEach((hello, index) => {
    if (hello.status !== 'fulfilled') return; // a member that does not answer has no say
    const { isWritablePrimary, me, primary } = hello.value;
    const named = isWritablePrimary === true ? me : primary === me ? undefined : primary;
    if (typeof named === 'string') seen.set(members[index]!.key, named);
  });
  return seen;
}

/** The member that calls itself primary and is not the old one. */
async function elected(context: StepContext, data: StepDownData): Promise<MemberName | null> {
  const others = data.members.filter(({ key }) => key !== data.primary.key);
  const hellos = await Promise.allSettled(
    others.map((member) => memberCommand(context, member, { hello: 1 }, { timeoutMs: HELLO_TIMEOUT_MS })),
  );
  const index = hellos.findIndex((hello) => hello.status === 'fulfilled' && hello.value['isWritablePrimary'] === true);
  return others[index] ?? null;
}

export const observeStepDown =
  (data: StepDownData): ActStep['observe'] =>
  async (context) => {
    const now = await elected(context, data);
    if (now) return data.successor === null || now.key === data.successor.key ? 'done' : 'not-done';
    const hello = await memberCommand(context, data.primary, { hello: 1 }, { timeoutMs: HELLO_TIMEOUT_MS }).catch(
      () => null,
    );
    return hello?.['isWritablePrimary'] === true ? 'not-done' : 'unknown'; // being elected, or cut off
  };

export const stepDown =
  (data: StepDownData): ActStep['act'] =>
  async (context) => {
    const probe = startMongoWriteProbe({
      context,
      candidates: [data.primary, ...data.members.filter(({ key }) => key !== data.primary.key)],
      collection: probeCollection(context.runId),
      onTry: (latencyMs) => context.probe(latencyMs),
    });
    let sentAtMs = performance.now();
    try {
      await probe.warm(WARM_MS);
      await freeze(context, data, FREEZE_SECONDS);
      sentAtMs = performance.now();
      await memberCommand(context, data.primary, STEP_DOWN);
      measure(context, 'accepted', performance.now() - sentAtMs);
      const now = await awaitElection(context, data);
      measure(context, 'promotion', performance.now() - sentAtMs);
      if (data.successor && now.key !== data.successor.key) throw otherElected(data.successor, now);
      await awaitAgreement(context, data);
      measure(context, 'agreement', performance.now() - sentAtMs);
      await probe.acknowledged(RESUME_MS);
      return text('act.done', { node: now.label });
    } finally {
      await Promise.all([stopProbe(context, probe, sentAtMs), freeze(context, data, 0).catch(() => undefined)]); // ends by itself
    }
  };

/** For a run that ended in the middle: what it may have left ends by itself too, this only makes it sooner. */
export const cleanUpStepDown =
  (data: StepDownData): NonNullable<ActStep['cleanUp']> =>
  async (context) => {
    await freeze(context, data, 0);
    await dropProbe(context, data.members, probeCollection(context.runId));
  };

async function freeze(context: StepContext, data: StepDownData, seconds: number): Promise<void> {
  const freezes = await Promise.allSettled(
    data.frozen.map((member) => memberCommand(context, member, { replSetFreeze: seconds }, { timeoutMs: 5000 })),
  );
  const failure = freezes.find((result) => result.status === 'rejected');
  // Thawing fails on a member that was elected after all: it is not frozen then.
  if (failure?.status === 'rejected' && seconds > 0) throw failure.reason;
}

/** A chosen successor is asked to stand at once, instead of when the election timeout is over. */
async function awaitElection(context: StepContext, data: StepDownData): Promise<MemberName> {
  const deadlineMs = performance.now() + ELECTION_TIMEOUT_MS;
  let standAtMs = performance.now();
  for (;;) {
    const now = await elected(context, data);
    if (now) return now;
    if (performance.now() > deadlineMs) {
      throw new AppError('timeout', `No member was elected within ${ELECTION_TIMEOUT_MS / 1000} s.`, {
        hint: `${data.primary.label} stands again ${STEP_DOWN_SECONDS} s after it stepped down. Look at rs.status() of the members.`,
      });
    }
    if (data.successor && performance.now() >= standAtMs) {
      // Refused while another is better placed or a vote is going on: asked again until somebody is elected.
      await memberCommand(context, data.successor, { replSetStepUp: 1 }, { timeoutMs: 2000 }).catch(() => undefined);
      standAtMs = performance.now() + STAND_EVERY_MS;
    }
    await context.clock.sleep(POLL_MS);
  }
}

async function awaitAgreement(context: StepContext, data: StepDownData): Promise<void> {
  const deadlineMs = performance.now() + ELECTION_TIMEOUT_MS;
  while (performance.now() < deadlineMs) {
    const { agreed, needed } = agreement(await primariesSeen(context, data.members), data);
    if (agreed >= needed) return;
    context.note(text('majority.is', { agreed, members: data.members.length, needed }));
    await context.clock.sleep(POLL_MS);
  }
}

/** How many name one and the same member, other than the old primary. */
export function agreement(
  seen: ReadonlyMap<string, string>,
  data: StepDownData,
): { readonly agreed: number; readonly needed: number } {
  const votes = new Map<string, number>();
  const old = seen.get(data.primary.key);
  for (const named of seen.values()) votes.set(named, (votes.get(named) ?? 0) + 1);
  if (old !== undefined && data.primary.label === old) votes.delete(old);
  return { agreed: Math.max(0, ...votes.values()), needed: Math.floor(data.voters / 2) + 1 };
}

function otherElected(wanted: MemberName, now: MemberName): AppError {
  return new AppError('conflict', `${now.label} was elected instead of ${wanted.label}.`, {
    hint: 'The set has a primary and works. Run again to move it on.',
    retryable: false,
  });
}

async function stopProbe(context: StepContext, probe: MongoWriteProbe, sentAtMs: number): Promise<void> {
  const report = await probe.stop();
  if (report.firstTroubleAtMs !== null) measure(context, 'detection', Math.max(0, report.firstTroubleAtMs - sentAtMs));
  if (report.gapMs !== null) measure(context, 'writeGap', report.gapMs);
  for (const name of ['acknowledged', 'failed', 'lost'] as const) {
    context.measure(name, { label: text(`measure.${name}`), value: report[name], unit: 'count' });
  }
}

function measure(context: StepContext, name: string, ms: number): void {
  context.measure(name, { label: text(`measure.${name}`), value: Math.round(ms * 10) / 10, unit: 'ms' });
}
