// Interrupted runs that nobody has settled: whoever plans a change of the same servers is told of them first.

import type { Plan } from '../../shared/model/run.ts';
import { text, type Text } from '../../shared/text.ts';
import { areasOf } from './lease-names.ts';
import type { RunBoard } from './run-board.ts';
import type { Runbook } from './runbook.ts';
import type { RunbookEngineOptions } from './runbook-engine.ts';

/** Warnings for the plan of a changing run, each with its `runId`. Words in both languages travel in them: they are part of what is confirmed. */
export function unsettledWarnings(
  board: Pick<RunBoard, 'runs' | 'view'>,
  { library }: Pick<RunbookEngineOptions, 'library'>,
  runbook: Runbook,
  { profileId, data }: { readonly profileId: string; readonly data: unknown },
): Plan['warnings'] {
  if (runbook.effect === 'read') return [];
  const areas = areasOf(runbook, data);
  return Object.values(board.runs.get().state.runs)
    .filter((run) => run.status === 'interrupted' && run.profileId === profileId && !run.dryRun)
    .filter(({ id, runbookId }) => {
      const { state, data: itsData } = board.view(id).record();
      const its = library.find(runbookId);
      if (state.plan.effect === 'read') return false;
      return its === undefined || areasOf(its, itsData).some((area) => areas.includes(area));
    })
    .sort((a, b) => a.startedMs - b.startedMs)
    .map(({ id, runbookId }) => warning(id, runbookId));
}

function warning(runId: string, runbookId: string): Text {
  return text('words', {
    runId,
    en: `Run ${runId} of ${runbookId} was interrupted and is not settled: see its ways out first (marsad runs ways ${runId}).`,
    ar: `قُطع التنفيذ \u2068${runId}\u2069 للدليل \u2068${runbookId}\u2069 ولم يُحسم: انظر طرق إنهائه أولًا (\u2068marsad runs ways ${runId}\u2069).`,
  });
}
