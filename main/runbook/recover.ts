// What earlier processes left: finished runs as history, and runs whose console ended before they did. Reading a journal
// never changes it, and what cannot be read is left where it is.

import { readJournal, listRunIds, type Verdict } from './journal.ts';
import { mayBeAlive } from '../process-identity.ts';
import { interrupt, replay, withVerdicts, type RunRecord } from './run-state.ts';
import type { RunView } from './run-view.ts';
import type { Runbook, RunbookContext } from './runbook.ts';
import { readOnlyJournal, stepContext } from './step-context.ts';

const HISTORY_LENGTH = 200;

/** The newest runs on disk. A run of another console that still lives is shown as it was when it was read. */
export async function loadRuns(dataFolder: string): Promise<readonly RunRecord[]> {
  const ids = (await listRunIds(dataFolder)).slice(0, HISTORY_LENGTH);
  const records = await Promise.all(ids.map((id) => loadRun(dataFolder, id).catch(() => null))); // damaged: not a run to show
  return records.filter((record) => record !== null);
}

export async function loadRun(dataFolder: string, runId: string): Promise<RunRecord> {
  const record = replay(await readJournal(dataFolder, runId));
  if (record.state.run.status !== 'running') return record;
  if (!mayBeAlive(record.owner)) return interrupt(record);
  return { ...record, state: { ...record.state, canCancel: false } };
}

/**
 * For an interrupted run that somebody looks at: asks the servers of every act that is not known to be done.
 * Where they cannot be read, the acts stay `unknown`, which is what is known. Never throws.
 */
export async function showWhatIsDone(
  view: RunView,
  runbookOf: (id: string) => Runbook,
  contextOf: (profileId: string, signal: AbortSignal) => RunbookContext | Promise<RunbookContext>,
): Promise<void> {
  const { run } = view.record().state;
  try {
    const context = await contextOf(run.profileId, new AbortController().signal);
    await meetServers(context);
    const verdicts = await observeOpenActs(runbookOf(run.runbookId), view, context);
    view.change((record) =>
      record.state.run.status === 'interrupted' ? { ...record, state: withVerdicts(record.state, verdicts) } : record,
    );
  } catch {
    // Not connected, or a runbook this version does not have: nothing more is known than before.
  }
}

/** A console that has just begun knows no node by its id before it has read once. What cannot be read is found out by the steps. */
export async function meetServers({ redis, mongo }: RunbookContext): Promise<void> {
  await Promise.allSettled([redis?.read(), mongo?.read()]);
}

async function observeOpenActs(
  runbook: Runbook,
  view: RunView,
  context: RunbookContext,
): Promise<ReadonlyMap<string, Verdict>> {
  const { data, begun, state } = view.record();
  const verdicts = new Map<string, Verdict>();
  for (const step of runbook.steps(data)) {
    if (step.kind !== 'act' || !begun.includes(step.id) || state.steps[step.id]?.status === 'done') continue;
    const looking = stepContext(context, { view, stepId: step.id, signal: context.signal, write: readOnlyJournal() });
    verdicts.set(step.id, await step.observe(looking).catch(() => 'unknown' as const));
  }
  return verdicts;
}
