// All runs this console knows, as they are watched: its own, those of earlier processes, and those of other consoles on this
// machine. It only reads journals.

import { AppError } from '../../shared/errors.ts';
import { RUNS_TABLES, type RunsState } from '../../shared/model/run.ts';
import { live, type Live } from '../live.ts';
import { followOtherConsoles } from './other-consoles.ts';
import { loadRuns } from './recover.ts';
import type { RunRecord } from './run-record.ts';
import { createRunView, type RunView } from './run-view.ts';
import type { RunbookEngineOptions } from './runbook-engine.ts';

export interface RunBoard {
  readonly runs: Live<RunsState>;
  /** Throws `not_found`. */
  view(runId: string): RunView;
  /** Shows a run that has just begun. */
  add(record: RunRecord): RunView;
  /** A run that is not there any more: its journal told nothing and was put aside. */
  remove(runId: string): void;
}

/** Reads what earlier processes left before it resolves. `isOwn`: this process runs it now, and its journal tells nothing new. */
export async function createRunBoard(
  { dataFolder, clock, lifetime, onRunEvent }: RunbookEngineOptions,
  isOwn: (runId: string) => boolean,
): Promise<RunBoard> {
  const views = new Map<string, RunView>();
  const runs = live<RunsState>({ runs: {} }, RUNS_TABLES);

  function add(record: RunRecord, isNews = true): RunView {
    const view = createRunView(record);
    const show = (tell: boolean): void => {
      const { run } = view.live.get().state;
      runs.update((state) => ({ runs: { ...state.runs, [run.id]: run } }));
      if (tell) onRunEvent?.(run);
    };
    views.set(record.state.run.id, view);
    show(isNews);
    view.live.subscribe((_rev, patch) => {
      if (patch.set?.['run'] !== undefined) show(true);
    });
    return view;
  }

  for (const record of await loadRuns(dataFolder)) add(record, record.state.run.status === 'interrupted');
  followOtherConsoles({
    dataFolder,
    clock,
    lifetime,
    known: (runId) => (isOwn(runId) ? 'ours' : views.get(runId)?.record()),
    show: (record) => {
      const view = views.get(record.state.run.id);
      if (view) view.change(() => record);
      else add(record);
    },
  });

  return {
    runs,
    view(runId) {
      const view = views.get(runId);
      if (!view) throw new AppError('not_found', `There is no run ${runId}.`);
      return view;
    },
    add,
    remove(runId) {
      views.delete(runId);
      runs.update((state) => ({ runs: Object.fromEntries(Object.entries(state.runs).filter(([id]) => id !== runId)) }));
    },
  };
}
