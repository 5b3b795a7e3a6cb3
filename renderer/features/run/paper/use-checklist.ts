// The checklist of a run in the reader's words: what each step said, how it was answered, and who ran it.

import type { RunState, RunbookInfo } from '../../../../shared/model/run.ts';
import { formatDateTime } from '../../../i18n/format.ts';
import { sayText, useWords } from '../../../i18n/i18n.ts';
import { answerLabel } from '../guided/answer-label.ts';
import type { StepRow } from '../step-rows.ts';
import { useStepWord } from '../use-step-word.ts';
import { checklistRows, type ChecklistRow, type ChecklistWords } from './checklist.ts';

export interface Checklist {
  readonly rows: readonly ChecklistRow[];
  readonly words: ChecklistWords;
  readonly facts: readonly string[];
}

export function useChecklist(
  { run }: Pick<RunState, 'run'>,
  rows: readonly StepRow[],
  texts: RunbookInfo['texts'] | undefined,
): Checklist {
  const words = useChecklistWords(texts);
  const status = useWords('run');
  const wordOf = useStepWord();
  const sayStep = (row: StepRow): string[] => {
    if (!row.wasReached || row.status === 'running' || row.status === 'waiting') return [];
    const answer = answerLabel(row, texts);
    const given = answer === null || row.answer === null ? null : `${answer} (${row.answer.by})`;
    const reading = row.reading === null ? null : sayText(row.reading, texts);
    const word = row.status === 'done' && (given ?? reading) !== null ? null : wordOf(row);
    return [word, given, row.answer?.note, reading].filter((line): line is string => Boolean(line));
  };
  return {
    rows: checklistRows(rows, sayStep),
    words,
    facts: [formatDateTime(run.startedMs), run.operator, status(`status.${run.status}`), run.id].filter(Boolean),
  };
}

export function useChecklistWords(texts: RunbookInfo['texts'] | undefined): ChecklistWords {
  const t = useWords('guided');
  return { say: (text) => sayText(text, texts), part: (part) => t(`guide.${part}`), answers: t('paper.answers') };
}
