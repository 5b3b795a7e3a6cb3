// A run that is named on the command line, and its runbook.

import { AppError } from '../../shared/errors.ts';
import type { RunbookInfo, RunState, RunSummary } from '../../shared/model/run.ts';
import { textsOfRun } from '../../shared/texts/run-texts.ts';
import { stateOf, type AppSession } from './session.ts';

/** Throws `not_found`. */
export async function summaryOf(session: AppSession, runId: string): Promise<RunSummary> {
  const run = (await stateOf(session, 'runs.watch', {})).runs[runId];
  if (run) return run;
  throw new AppError('not_found', `There is no run ${runId}.`, { hint: '`marsad runs` lists them.' });
}

export function runStateOf(session: AppSession, runId: string): Promise<RunState> {
  return stateOf(session, 'run.watch', { runId });
}

/** Undefined where its runbook is not here any more. */
export async function runbookOf(session: AppSession, runId: string): Promise<RunbookInfo | undefined> {
  const { runbookId } = await summaryOf(session, runId);
  return (await session.app.call('runbooks.list', {}, { signal: session.signal })).find(({ id }) => id === runbookId);
}

/** The words of a run, also of one whose runbook is not here any more. */
export async function textsOf(session: AppSession, runId: string): Promise<RunbookInfo['texts']> {
  const { runbookId } = await summaryOf(session, runId);
  return textsOfRun(runbookId, await session.app.call('runbooks.list', {}, { signal: session.signal }));
}
