// The sign of a step: a shape of its own for every status, so that colour is never alone. The word stands beside it.

import type { RunStep } from '../../shared/model/run.ts';
import styles from './StepMark.module.css';

/** `waiting`: the run waits here for an answer. */
export type StepSign = RunStep['status'] | 'waiting';

const SIGNS: Readonly<Partial<Record<StepSign, string>>> = {
  done: 'm6.6 10.3 2.3 2.3 4.6-5',
  failed: 'm7.2 7.2 5.6 5.6m0-5.6-5.6 5.6',
  skipped: 'M7 10h6',
  waiting: 'M8 7v6m4-6v6',
  unknown: 'M8 8.2c.2-1 1-1.6 2-1.6 1.2 0 2.1.8 2.1 1.8 0 1.5-2 1.5-2.1 3m0 1.9v.01',
};

export function StepMark({ sign }: { readonly sign: StepSign }) {
  const path = SIGNS[sign];
  return (
    <svg className={`${styles.mark} ${styles[sign]}`} viewBox="0 0 20 20" aria-hidden>
      <circle className={styles.ring} cx="10" cy="10" r="9" />
      {path !== undefined && <path className={styles.sign} d={path} />}
      {sign === 'running' && (
        <>
          <circle className={styles.dot} cx="10" cy="10" r="2.6" />
          <circle className={styles.sweep} cx="10" cy="10" r="9" />
        </>
      )}
    </svg>
  );
}
