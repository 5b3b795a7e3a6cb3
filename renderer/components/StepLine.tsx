// One step, planned or running: sign, title, one line of what it says, and at the end its kind, its word and its time.
// Its height stays the same while it runs, so that nothing jumps.

import type { ReactNode } from 'react';
import { ProgressBar } from './ProgressBar.tsx';
import { StepMark, type StepSign } from './StepMark.tsx';
import styles from './StepLine.module.css';

export interface StepLineProps {
  readonly sign: StepSign;
  readonly title: string;
  /** The reading, the command, or nothing yet. */
  readonly detail?: ReactNode;
  readonly kind: string;
  /** The status in a word, with the time it took. */
  readonly word: string;
  /** 0 … 1, null for "goes on, end unknown"; absent where there is no progress. */
  readonly share?: number | null | undefined;
  /** Under the line: what to read about the step. */
  readonly more?: ReactNode;
  /** At the very end: what can be done with the step. */
  readonly actions?: ReactNode;
}

const CURRENT: ReadonlySet<StepSign> = new Set(['running', 'waiting']);

export function StepLine({ sign, title, detail, kind, word, share, more, actions }: StepLineProps) {
  return (
    <li className={`${styles.line} ${styles[sign]}`} aria-current={CURRENT.has(sign) ? 'step' : undefined}>
      <StepMark sign={sign} />
      <div>
        <div className={styles.title}>{title}</div>
        <div className={styles.detail} title={typeof detail === 'string' ? detail : undefined}>
          {detail}
        </div>
      </div>
      <div className={styles.end}>
        <div className={styles.aside}>
          <div>{kind}</div>
          <div className={styles.word}>{word}</div>
        </div>
        {actions}
      </div>
      {more !== undefined && <div className={styles.more}>{more}</div>}
      {share !== undefined && <ProgressBar share={share} label={title} className={styles.bar} />}
    </li>
  );
}
