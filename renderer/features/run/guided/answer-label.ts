// How a manual step was answered, in the words of its button.

import type { RunbookInfo } from '../../../../shared/model/run.ts';
import { sayText } from '../../../i18n/i18n.ts';
import type { StepRow } from '../step-rows.ts';

export function answerLabel({ answer, planned }: StepRow, texts: RunbookInfo['texts'] | undefined): string | null {
  if (answer === null) return null;
  const label = planned.answers?.find((each) => each.value === answer.value)?.label;
  return label === undefined ? answer.value : sayText(label, texts);
}
