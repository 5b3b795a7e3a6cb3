// A step's state in a word.

import { useWords } from '../../i18n/i18n.ts';
import type { StepRow } from './step-rows.ts';

export function useStepWord(): (row: Pick<StepRow, 'status' | 'wasReached'>) => string {
  const t = useWords('run');
  return ({ status, wasReached }) => t(status === 'skipped' && !wasReached ? 'step.notReached' : `step.${status}`);
}
