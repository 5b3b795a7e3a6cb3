// Runs as an operator drives them who says yes: starts what is planned, answers every manual step with its first answer, and
// takes a way out of what was interrupted.

import type { App } from '../../../main/app.ts';
import { AppError } from '../../../shared/errors.ts';
import type { Plan, RunState, RunSummary, RunWay } from '../../../shared/model/run.ts';
import type { TestConsole } from '../../fixtures/console.ts';
import { waitFor } from '../../fixtures/wait-for.ts';

const PATIENCE = { timeoutMs: 60_000, intervalMs: 200 } as const;

type Parameters = Readonly<Record<string, string>>;

/** A plan that may start. On servers that have just come to harm it may be blocked for a while. */
export function planWhenPossible(
  { app, profileId }: TestConsole,
  runbookId: string,
  parameters: Parameters,
): Promise<Plan> {
  return waitFor(() => planned(app, { profileId, runbookId, parameters }), {
    ...PATIENCE,
    what: `${runbookId} can be planned`,
  });
}

async function planned(app: App, request: PlanRequest): Promise<Plan> {
  const plan = await app.call('runbooks.plan', request);
  if (!plan.blocked) return plan;
  const failing = plan.steps.find(({ reading }) => reading?.ok === false);
  throw new Error(`${plan.runbookId} is blocked: ${failing?.id} ${JSON.stringify(failing?.reading?.text)}`);
}

interface PlanRequest {
  readonly profileId: string;
  readonly runbookId: string;
  readonly parameters: Parameters;
}

/** Plans and starts, again where the servers changed in between. Resolves with the run's id. */
export function beginRun({ app, profileId }: TestConsole, runbookId: string, parameters: Parameters): Promise<string> {
  const request = { profileId, runbookId, parameters };
  return waitFor(
    async () => {
      const { hash: planHash } = await planned(app, request);
      const start = { ...request, planHash, confirmation: 'Test', reason: 'a proof' };
      return (await app.call('runbooks.start', start)).runId;
    },
    { ...PATIENCE, what: `${runbookId} begins` },
  );
}

/** Its state once it is over. Rejects where a manual step cannot be answered: the answer could not be written. */
export function untilEnded(app: App, runId: string): Promise<RunState> {
  return new Promise((resolve, reject) => {
    const stop = app.watch(
      'run.watch',
      { runId },
      {
        onState: (state) => {
          answerStep(app, state).catch(reject);
          if (state.run.endedMs === null && state.run.status !== 'interrupted') return; // or left: its lease was lost
          queueMicrotask(() => stop());
          resolve(state);
        },
        onEnd: (error) => reject(error ?? new Error('the stream of the run ended')),
      },
    );
  });
}

async function answerStep(app: App, { run, plan, waitingFor }: RunState): Promise<void> {
  const answer = plan.steps.find(({ id }) => id === waitingFor)?.answers?.[0]?.value;
  if (waitingFor === null || answer === undefined) return;
  try {
    await app.call('runs.answer', { profileId: run.profileId, runId: run.id, stepId: waitingFor, answer, note: '' });
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'conflict') throw error; // else answered already: the state before it came once more
  }
}

/** The newest of its history; undefined where it has none. */
export function newestRun(app: App): Promise<RunSummary | undefined> {
  return new Promise((resolve, reject) => {
    const stop = app.watch(
      'runs.watch',
      {},
      {
        onState: ({ runs }) => {
          queueMicrotask(() => stop());
          resolve(Object.values(runs)[0]);
        },
        onEnd: (error) => reject(error ?? new Error('the stream of runs ended')),
      },
    );
  });
}

/** The way that is wished, or the other where that one is not possible. Throws where none is. Resolves when the run is over. */
export async function takeWayOut(
  { app, profileId }: TestConsole,
  runId: string,
  wish: 'resume' | 'undo',
): Promise<{ readonly way: RunWay['way']; readonly state: RunState }> {
  const { ways } = await waitFor(
    async () => {
      const found = await app.call('runs.ways', { runId });
      return found.serversRead && found;
    },
    { ...PATIENCE, what: 'the servers are read' },
  );
  const possible = (way: RunWay['way']): RunWay | undefined => ways.find((each) => each.way === way && each.possible);
  const chosen = possible(wish) ?? possible('resume') ?? possible('undo');
  if (chosen === undefined) throw new Error(`neither resume nor undo is possible: ${JSON.stringify(ways)}`);
  const confirm = { profileId, runId, hash: chosen.hash, reason: 'a proof' };
  await app.call(chosen.way === 'resume' ? 'runs.resume' : 'runs.undo', confirm);
  return { way: chosen.way, state: await untilEnded(app, runId) };
}
