// A sentence that stands above a screen's content, with what can be done about it.

import type { ReactNode } from 'react';
import type { Health } from '../../shared/model/health.ts';
import { HealthMark } from './Health.tsx';
import styles from './Notice.module.css';

export interface NoticeProps {
  readonly title: ReactNode;
  readonly children?: ReactNode;
  readonly action?: ReactNode;
  /** Absent: it only informs. */
  readonly health?: Health;
  /** Read aloud at once. */
  readonly isUrgent?: boolean;
}

export function Notice({ title, children, action, health, isUrgent = false }: NoticeProps) {
  return (
    <section
      className={`${styles.notice} ${health === undefined ? '' : styles[health]}`}
      role={isUrgent ? 'alert' : undefined}
    >
      {health !== undefined && <HealthMark health={health} decorative />}
      <div className={styles.words}>
        <p className={styles.title}>{title}</p>
        {children !== undefined && <div className={styles.text}>{children}</div>}
      </div>
      {action}
    </section>
  );
}
