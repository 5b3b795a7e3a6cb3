// Steps in order, each group of them under the heading of its phase.

import type { ReactNode, Ref } from 'react';
import type { PlannedStep, RunbookInfo } from '../../../shared/model/run.ts';
import { sayText } from '../../i18n/i18n.ts';
import { byPhase } from './step-phases.ts';
import styles from './PhasedSteps.module.css';

export interface PhasedStepsProps<Row> {
  readonly steps: readonly Row[];
  readonly texts: RunbookInfo['texts'] | undefined;
  readonly list?: Ref<HTMLDivElement>;
  /** One step, as an item of a list. */
  readonly children: (row: Row) => ReactNode;
}

export function PhasedSteps<Row extends Pick<PlannedStep, 'phase'>>({
  steps,
  texts,
  list,
  children,
}: PhasedStepsProps<Row>) {
  return (
    <div className={styles.steps} ref={list}>
      {byPhase(steps).map(({ phase, rows }, index) => (
        <section key={index}>
          {phase !== null && <h3 className={styles.phase}>{sayText(phase, texts)}</h3>}
          <ol>{rows.map(children)}</ol>
        </section>
      ))}
    </div>
  );
}
