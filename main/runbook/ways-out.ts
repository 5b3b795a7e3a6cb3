// Goes one of the ways out of an interrupted run: what was confirmed is what the servers still say, or it is refused.

import { AppError } from '../../shared/errors.ts';
import type { RunWay, RunWays } from '../../shared/model/run.ts';
import { say } from '../../shared/text.ts';
import { RUN_TEXTS } from '../../shared/texts/run-texts.ts';
import { ownIdentity } from '../process-identity.ts';
import { undoAll } from './clean-up.ts';
import type { EngineRooms } from './engine-rooms.ts';
import { NEVER } from './execution.ts';
import { execute } from './execute.ts';
import { leasesEntry } from './hold-target.ts';
import { keepAside, openJournal, type JournalEntry, type Verdict } from './journal.ts';
import { areasOf } from './lease-names.ts';
import { meetServers, observeOpenActs } from './look-again.ts';
import { loadRun } from './recover.ts';
import type { RunRecord } from './run-record.ts';
import { isLeft, withVerdicts } from './run-state.ts';
import { createRunView, type RunView } from './run-view.ts';
import type { Runbook, RunbookContext, Step } from './runbook.ts';
import type { WayChoice } from './runbook-engine.ts';
import { requireReason } from './start-rules.ts';
import { stepsOf } from './steps-of.ts';
import { waysOf } from './ways.ts';

/** Reads the servers and changes nothing. Throws `conflict` while the run is going on. */
export async function readWays(rooms: EngineRooms, runId: string): Promise<RunWays> {
  const { options, board } = rooms;
  const view = board.view(runId);
  requireLeft(view.record(), runId);
  const { profileId } = view.record().state.run;
  const context = await Promise.resolve(options.contextOf(profileId, NEVER)).catch((thrown: unknown) =>
    reasonOf(thrown),
  );
  return waysFrom(rooms, view, context);
}

/** Goes on, or cleans up. Everything is checked once the targets are held: nobody else can be at it. */
export async function continueRun(
  rooms: EngineRooms,
  runId: string,
  way: 'resume' | 'undo',
  choice: WayChoice,
): Promise<void> {
  const { options, board, runner, holdTarget } = rooms;
  const { clock, library } = options;
  const { takeOver = null } = choice;
  const view = board.view(runId);
  requireLeft(view.record(), runId);
  await runner.active(runId)?.ended; // left a moment ago, it may still be giving back what it held
  const { run } = view.record().state;
  await requireWayReason(rooms, view, choice);
  const runbook = library.find(run.runbookId);
  if (!runbook) throw blockedWay(run.runbookId);
  const operator = options.operator();
  const { profileId, dryRun } = run;
  const { data } = view.record();
  const hold = await holdTarget({ runId, runbook, profileId, data, operator, dryRun, takeOver, isKnownRun: true });
  const undo = way === 'undo';
  let begin: readonly JournalEntry[];
  try {
    await refresh(rooms, view, undo);
    requireWay(await waysFrom(rooms, view, hold.opened.context), way, choice.hash);
    stepsOf(runbook, view.record());
    if (takeOver) await runner.auditRun(run, 'run.takeOver', 'started', { who: operator, why: takeOver.reason });
    await runner.auditRun(run, `run.${way}`, 'started', { who: operator, why: choice.reason });
    const atMs = clock.now();
    const { reason } = choice;
    const resumed = { type: 'resumed', operator, reason, process: ownIdentity(), undo, atMs } as const;
    begin = [resumed, ...leasesEntry(hold.opened, takeOver, atMs)];
  } catch (error) {
    await hold.release();
    throw error;
  }
  const show = (): RunView => {
    for (const entry of begin) view.apply(entry);
    return view;
  };
  await runner.go({ hold, runbook, runId, begin, show, work: undo ? undoAll : execute });
}

/** Ends an interrupted run as it is: no server is touched, and the journal keeps what stays. */
export async function stopRun(rooms: EngineRooms, runId: string, choice: WayChoice): Promise<void> {
  const { options, board, runner, lock } = rooms;
  const { dataFolder, clock } = options;
  const view = board.view(runId);
  requireLeft(view.record(), runId);
  await runner.active(runId)?.ended;
  await requireWayReason(rooms, view, choice);
  const release = await lock.acquire([`run.${runId}`], runId, () => undefined);
  try {
    await refresh(rooms, view, false);
    const { ways } = await readWays(rooms, runId);
    requireWay({ ways }, 'stop', choice.hash);
    const by = options.operator();
    const { run } = view.record().state;
    const auditHead = await runner.auditRun(run, 'run.stop', 'stopped', { who: by, why: choice.reason });
    if (view.record().isDamaged) {
      await keepAside(dataFolder, runId, clock.now());
      return board.remove(runId);
    }
    const stays = ways.find(({ way }) => way === 'stop')!.steps.map(({ stepId }) => stepId);
    const journal = await openJournal(dataFolder, runId, options.onJournal);
    const atMs = clock.now();
    const entries = [
      { type: 'stopped', by, reason: choice.reason, stays, atMs },
      { type: 'end', status: 'stopped', error: null, auditHead, atMs },
    ] as const;
    try {
      for (const entry of entries) await journal.append(entry);
    } finally {
      await journal.close();
    }
    for (const entry of entries) view.apply(entry);
  } finally {
    await release();
  }
}

/** `context`: or why there is none. The journal is read anew: what the servers said before counts for nothing. */
async function waysFrom({ options }: EngineRooms, view: RunView, context: RunbookContext | string): Promise<RunWays> {
  const runId = view.record().state.run.id;
  const record = (await loadRun(options.dataFolder, runId)) ?? view.record();
  requireLeft(record, runId);
  const runbook = options.library.find(record.state.run.runbookId);
  const steps = knownSteps(runbook, record);
  const areas = runbook === undefined || steps === null ? [] : areasOf(runbook, record.data);
  const trouble = typeof context === 'string' ? context : ((await meetServers(context, areas))?.message ?? null);
  const canLook = typeof context !== 'string' && steps !== null;
  const verdicts = canLook ? await observeOpenActs(steps, createRunView(record), context) : new Map<string, Verdict>();
  if (view.record().state.run.status === 'interrupted') view.change(() => withVerdicts(record, verdicts));
  return {
    runId,
    readAtMs: options.clock.now(),
    serversRead: trouble === null,
    ways: waysOf({ record, steps, verdicts, unread: trouble }),
  };
}

function knownSteps(runbook: Runbook | undefined, record: RunRecord): readonly Step[] | null {
  try {
    return runbook === undefined || record.isDamaged ? null : stepsOf(runbook, record);
  } catch {
    return null; // this version cannot make its steps of what an earlier one wrote down
  }
}

/** Another console may have gone on with it: asked again once its lock is held. */
async function refresh({ options }: EngineRooms, view: RunView, undo: boolean): Promise<void> {
  const runId = view.record().state.run.id;
  const fresh = await loadRun(options.dataFolder, runId);
  if (fresh !== null) view.change(() => fresh);
  if (fresh === null || !isLeft(fresh, undo)) {
    throw new AppError('conflict', `Another console has gone on with run ${runId}.`, { retryable: false });
  }
}

function requireLeft(record: RunRecord, runId: string): void {
  if (isLeft(record, true)) return;
  const { status } = record.state.run;
  throw new AppError('conflict', `Run ${runId} is ${status}, not interrupted.`, { retryable: false });
}

function requireWay({ ways }: Pick<RunWays, 'ways'>, wanted: RunWay['way'], hash: string): void {
  const way = ways.find((candidate) => candidate.way === wanted)!;
  if (way.hash !== hash) {
    throw new AppError('conflict', 'What the servers say of this run is not what was shown.', {
      hint: 'Look at its ways again, then confirm.',
      retryable: false,
    });
  }
  if (!way.possible)
    throw new AppError('blocked', way.reason ? say(RUN_TEXTS.en, way.reason) : 'This is not possible.');
}

async function requireWayReason({ options }: EngineRooms, view: RunView, { reason }: WayChoice): Promise<void> {
  const { run, plan } = view.record().state;
  const context = await Promise.resolve(options.contextOf(run.profileId, NEVER)).catch(() => null); // not connected: it can still be stopped
  requireReason(reason, plan.effect, context?.profile.environment === 'production');
}

function blockedWay(runbook: string): AppError {
  return new AppError('blocked', say(RUN_TEXTS.en, { key: 'engine.way.no-runbook', values: { runbook } }));
}

function reasonOf(thrown: unknown): string {
  if (thrown instanceof AppError) return thrown.message;
  throw thrown;
}
