// The plan on the target and the plan on the lab: the same, or in what they differ, side by side.

import type { PlanDifference, RehearsalState } from '../../../shared/model/rehearsal.ts';
import type { RunbookInfo } from '../../../shared/model/run.ts';
import { Code } from '../../components/Code.tsx';
import { HealthMark } from '../../components/Health.tsx';
import { sayText, useWords } from '../../i18n/i18n.ts';
import styles from './RehearsalPanel.module.css';

export interface PlanComparisonProps {
  readonly state: RehearsalState;
  readonly texts: RunbookInfo['texts'] | undefined;
}

export function PlanComparison({ state: { targetPlan, labPlan, differences }, texts }: PlanComparisonProps) {
  const t = useWords('rehearsal');
  const found = Object.values(differences);
  if (labPlan === null || targetPlan === null) return <p className={styles.muted}>{t('comparison.toCome')}</p>;
  if (found.length === 0) {
    return (
      <p className={styles.same}>
        <HealthMark health="healthy" decorative />
        {t('comparison.same', { count: targetPlan.steps.length })}
      </p>
    );
  }
  return (
    <ul className={styles.differences}>
      {found.map((difference) => (
        <li key={difference.id}>
          <Difference difference={difference} name={targetPlan.target} texts={texts} />
        </li>
      ))}
    </ul>
  );
}

interface DifferenceProps {
  readonly difference: PlanDifference;
  readonly name: string;
  readonly texts: PlanComparisonProps['texts'];
}

function Difference({ difference, name, texts }: DifferenceProps) {
  const t = useWords('rehearsal');
  const { kind, stepTitle, stepId, target, lab } = difference;
  const step = stepTitle === null ? (stepId ?? '') : sayText(stepTitle, texts);
  return (
    <>
      <p className={styles.differenceTitle}>
        <HealthMark health="attention" decorative />
        {t(`comparison.${kind}`, { step, name })}
      </p>
      <div className={styles.sides}>
        <Side title={t('comparison.target', { name })} lines={target} isCheck={kind === 'check'} />
        <Side title={t('comparison.lab', { name })} lines={lab} isCheck={kind === 'check'} />
      </div>
    </>
  );
}

function Side({
  title,
  lines,
  isCheck,
}: {
  readonly title: string;
  readonly lines: readonly string[];
  readonly isCheck: boolean;
}) {
  const t = useWords('rehearsal');
  return (
    <div className={styles.side}>
      <p className={styles.muted}>{title}</p>
      {lines.length === 0 && <p>{t('comparison.nothing')}</p>}
      {lines.map((line, index) =>
        isCheck ? (
          <p key={index}>{t(line === 'holds' ? 'comparison.holds' : 'comparison.blocks')}</p>
        ) : (
          <Code key={index} className={styles.line!}>
            {line}
          </Code>
        ),
      )}
    </div>
  );
}
