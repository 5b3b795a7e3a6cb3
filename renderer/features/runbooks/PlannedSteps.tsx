// The plan as the steps it will take, under their phases: checks with their live reading, acts with their first command, steps
// by hand with the answers they wait for, and what is to be read about each.

import type { Plan, PlannedStep, RunbookInfo } from '../../../shared/model/run.ts';
import { Disclosure } from '../../components/Disclosure.tsx';
import { StepLine } from '../../components/StepLine.tsx';
import { Tag } from '../../components/Tag.tsx';
import { formatDurationIn } from '../../i18n/format.ts';
import { sayText, useWords } from '../../i18n/i18n.ts';
import { useRunbooks } from '../../stores/runbooks-store.ts';
import { CommandLine } from '../run/CommandLine.tsx';
import { PhasedSteps } from '../run/PhasedSteps.tsx';
import { StepGuideView } from '../run/StepGuideView.tsx';
import styles from './PlannedSteps.module.css';

export interface PlannedStepsProps {
  readonly plan: Pick<Plan, 'steps'>;
  readonly texts: RunbookInfo['texts'];
}

export function PlannedSteps({ plan, texts }: PlannedStepsProps) {
  return (
    <PhasedSteps steps={plan.steps} texts={texts}>
      {(step) => <Step key={step.id} step={step} texts={texts} />}
    </PhasedSteps>
  );
}

function Step({ step, texts }: { readonly step: PlannedStep; readonly texts: RunbookInfo['texts'] }) {
  const t = useWords('run');
  const words = useWords('runbooks');
  const guided = useWords('guided');
  const kind = t(`kind.${step.kind}`);
  return (
    <StepLine
      sign={signOf(step)}
      title={sayText(step.title, texts)}
      detail={step.reading === undefined ? <CommandLine commands={step.commands} /> : sayText(step.reading.text, texts)}
      kind={step.limitMs === undefined ? kind : words('plan.atMost', { kind, limit: formatDurationIn(step.limitMs) })}
      word={words(`plan.${wordOf(step)}`)}
      more={
        <>
          <Answers step={step} texts={texts} />
          {step.guide !== undefined && (
            <Disclosure summary={guided('guide.title')}>
              <StepGuideView guide={step.guide} texts={texts} />
            </Disclosure>
          )}
        </>
      }
    />
  );
}

/** What the run will wait for, and which runbooks it will offer there. */
function Answers({ step, texts }: { readonly step: PlannedStep; readonly texts: RunbookInfo['texts'] }) {
  const t = useWords('runbooks');
  const { runbooks } = useRunbooks();
  if (step.kind !== 'manual') return null;
  const titleOf = (id: string): string => {
    const runbook = runbooks.find((each) => each.id === id);
    return runbook === undefined ? id : sayText({ key: 'title' }, runbook.texts);
  };
  return (
    <p className={styles.answers}>
      <span>{t('plan.answers')}</span>
      {step.answers?.map(({ value, label, outcome }) => (
        <Tag key={value} tone={outcome === 'stop' ? 'critical' : 'plain'}>
          {sayText(label, texts)}
        </Tag>
      ))}
      {step.offers !== undefined && step.offers.length > 0 && <span>{t('plan.offers')}</span>}
      {step.offers?.map(({ runbookId }, index) => (
        <Tag key={index} tone="information">
          {titleOf(runbookId)}
        </Tag>
      ))}
    </p>
  );
}

function signOf({ reading }: PlannedStep): 'done' | 'failed' | 'pending' {
  if (reading === undefined) return 'pending';
  return reading.ok ? 'done' : 'failed';
}

function wordOf({ reading, kind }: PlannedStep): 'ok' | 'blocks' | 'toCome' | 'waits' {
  if (reading === undefined) return kind === 'manual' ? 'waits' : 'toCome';
  return reading.ok ? 'ok' : 'blocks';
}
