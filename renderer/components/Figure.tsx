// A number a decision hangs on: large, with its unit and what it is. `null` is shown as a dash with the reason, never as 0.

import type { ReactNode } from 'react';
import type { FigureParts } from '../i18n/format.ts';
import { useWords } from '../i18n/i18n.ts';
import styles from './Figure.module.css';

export interface FigureProps {
  readonly parts: FigureParts | null;
  readonly label: ReactNode;
  /** Why there is no figure, where `parts` is null. */
  readonly reason?: string;
  readonly tone?: 'plain' | 'attention' | 'critical';
}

export function Figure({ parts, label, reason, tone = 'plain' }: FigureProps) {
  const t = useWords('common');
  return (
    <div className={styles.figure}>
      <div className={`${styles.number} ${styles[tone]}`} title={parts ? undefined : reason}>
        <span dir="ltr">
          {parts?.value ?? (
            <>
              <span aria-hidden>–</span>
              <span className="visually-hidden">{reason ?? t('noFigure')}</span>
            </>
          )}
          {parts && parts.unit !== '' && <span className={styles.unit}>{parts.unit}</span>}
        </span>
      </div>
      <div className={styles.label}>{label}</div>
    </div>
  );
}
