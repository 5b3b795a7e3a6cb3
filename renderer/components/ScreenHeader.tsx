// The head of a screen: where it is, what it shows, one sentence, and its actions.

import type { ReactNode } from 'react';
import styles from './ScreenHeader.module.css';

export interface ScreenHeaderProps {
  readonly title: ReactNode;
  readonly subtitle?: ReactNode;
  /** A small line above the title: the way back. */
  readonly trail?: ReactNode;
  readonly actions?: ReactNode;
}

export function ScreenHeader({ title, subtitle, trail, actions }: ScreenHeaderProps) {
  return (
    <header className={styles.header}>
      <div className={styles.words}>
        {trail !== undefined && <div className={styles.trail}>{trail}</div>}
        <h1 className={styles.title}>{title}</h1>
        {subtitle !== undefined && <div className={styles.subtitle}>{subtitle}</div>}
      </div>
      {actions !== undefined && <div className={styles.actions}>{actions}</div>}
    </header>
  );
}
