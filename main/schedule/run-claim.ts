// One scheduled run from its claim to its outcome: connect, plan, start with that very plan's hash, wait for the end. The same
// calls as a button's; whatever goes wrong becomes the outcome, never an exception.

import type { Clock } from '../../shared/clock.ts';
import { AppError } from '../../shared/errors.ts';
import type { RunState } from '../../shared/model/run.ts';
import type { Schedule } from '../../shared/model/schedule.ts';
import type { Session } from '../fleet/session.ts';
import type { Fleet } from '../fleet/fleet.ts';
import type { RunbookEngine } from '../runbook/runbook-engine.ts';
import type { Claim } from './claims.ts';
import { asksName, refusalError, refusalOf } from './schedule-rules.ts';

export interface RunClaimOptions {
  readonly fleet: Pick<Fleet, 'profile' | 'connect'>;
  /** Told to the audit log, with why. */
  readonly setReadOnly: (profileId: string, readOnly: boolean, why: string) => Promise<void>;
  readonly runbooks: Pick<RunbookEngine, 'list' | 'plan' | 'start' | 'settled'>;
  readonly clock: Clock;
  /** Turns whatever was thrown into what may be shown; unexpected things go to the log. */
  readonly toError: (thrown: unknown) => AppError;
}

/** Another run may hold the target for a while: it is asked again this long before that counts as a failure. */
const PATIENCE_MS = 10 * 60_000;
const PAUSE_MS = 5_000;

/** `tell` hears of every change of the claim, and must have it on disk when it resolves. Aborting `signal` ends the waiting only. */
export async function runClaim(
  schedule: Schedule,
  claim: Claim,
  { fleet, setReadOnly, runbooks, clock, toError }: RunClaimOptions,
  tell: (claim: Claim) => Promise<void>,
  signal: AbortSignal,
): Promise<Claim> {
  let now = claim;
  let lockAgain = async (): Promise<void> => {};
  try {
    const runbook = runbooks.list().find(({ id }) => id === schedule.runbookId);
    const profile = fleet.profile(schedule.profileId);
    const refusal = refusalOf(runbook, profile);
    if (refusal !== null) throw refusalError(refusal, schedule.runbookId);
    const session = await fleet.connect(schedule.profileId, {});
    if (runbook!.effect !== 'read') lockAgain = await allowChanges(schedule, session, setReadOnly);
    const begun = await whilePatient(clock, signal, () => begin(schedule, session, runbooks));
    now = { ...now, runId: begun, result: 'running' };
    await tell(now);
    now = endedAs(now, await runbooks.settled(begun), clock.now());
  } catch (thrown) {
    const error = toError(thrown);
    now = { ...now, result: resultOf(error), endedMs: clock.now(), error: error.toData() };
  } finally {
    await lockAgain().catch(toError);
  }
  await tell(now);
  return now;
}

async function begin(
  schedule: Schedule,
  { profile }: Session,
  runbooks: Pick<RunbookEngine, 'plan' | 'start'>,
): Promise<string> {
  const { profileId, runbookId, parameters } = schedule;
  const plan = await runbooks.plan(profileId, runbookId, parameters);
  return runbooks.start({
    profileId,
    runbookId,
    parameters,
    planHash: plan.hash,
    confirmation: schedule.confirmed === null ? '' : profile.name,
    reason: reasonOf(schedule),
    production: profile.environment === 'production',
    scheduleId: schedule.id,
  });
}

function reasonOf({ name, confirmed }: Schedule): string {
  return `schedule ${name}${confirmed === null ? '' : `, confirmed by ${confirmed.by}`}`;
}

/**
 * A production profile is read-only in every session; the name typed when the schedule was saved stands for the one typed by
 * hand, for as long as this run goes on. Any other profile that is read-only was made so by somebody: that counts.
 */
async function allowChanges(
  schedule: Schedule,
  session: Session,
  setReadOnly: RunClaimOptions['setReadOnly'],
): Promise<() => Promise<void>> {
  const { profile } = session;
  if (asksName({ effect: 'write' }, profile) && schedule.confirmed === null) {
    throw new AppError('denied', `Nobody has confirmed that this schedule may change ${profile.name}.`, {
      hint: 'It has become a production profile since. Open the schedule and save it again: its name is asked then.',
    });
  }
  if (!session.isReadOnly()) return async () => {};
  if (profile.environment !== 'production') {
    throw new AppError('denied', `${profile.name} is read-only: nothing can be changed on it.`, {
      hint: 'Somebody made it so in this console. Allow changes again for the next time.',
    });
  }
  await setReadOnly(profile.id, false, reasonOf(schedule));
  return async () => {
    if (!session.ended.aborted) await setReadOnly(profile.id, true, `${reasonOf(schedule)}: over`);
  };
}

/** The plan is made anew each time: what is confirmed is what runs. */
async function whilePatient<Result>(clock: Clock, signal: AbortSignal, work: () => Promise<Result>): Promise<Result> {
  const untilMs = clock.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      const mayPass = error instanceof AppError && error.code === 'conflict' && error.retryable;
      if (!mayPass || clock.now() >= untilMs) throw error;
    }
    await clock.sleep(PAUSE_MS, signal);
  }
}

function endedAs(claim: Claim, { run }: RunState, nowMs: number): Claim {
  return { ...claim, result: run.status, endedMs: run.endedMs ?? nowMs, error: run.error };
}

function resultOf({ code }: AppError): Claim['result'] {
  return code === 'blocked' ? 'blocked' : code === 'cancelled' ? 'cancelled' : 'failed';
}
