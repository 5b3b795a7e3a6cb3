// The plan as the steps it will take: checks with their live reading, acts with their first command.

import type { Plan, PlannedStep, RunbookInfo } from '../../../shared/model/run.ts';
import { StepLine } from '../../components/StepLine.tsx';
import { sayText, useWords } from '../../i18n/i18n.ts';
import { CommandLine } from '../run/CommandLine.tsx';
import styles from './PlannedSteps.module.css';

export interface PlannedStepsProps {
  readonly plan: Plan;
  readonly texts: RunbookInfo['texts'];
}

export function PlannedSteps({ plan, texts }: PlannedStepsProps) {
  const t = useWords('run');
  const words = useWords('runbooks');
  return (
    <ol className={styles.steps}>
      {plan.steps.map((step) => (
        <StepLine
          key={step.id}
          sign={signOf(step)}
          title={sayText(step.title, texts)}
          detail={
            step.reading === undefined ? <CommandLine commands={step.commands} /> : sayText(step.reading.text, texts)
          }
          kind={t(`kind.${step.kind}`)}
          word={words(`plan.${wordOf(step)}`)}
        />
      ))}
    </ol>
  );
}

function signOf({ reading }: PlannedStep): 'done' | 'failed' | 'pending' {
  if (reading === undefined) return 'pending';
  return reading.ok ? 'done' : 'failed';
}

function wordOf({ reading }: PlannedStep): 'ok' | 'blocks' | 'toCome' {
  if (reading === undefined) return 'toCome';
  return reading.ok ? 'ok' : 'blocks';
}
