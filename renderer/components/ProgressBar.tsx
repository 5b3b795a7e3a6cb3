// How far something is, as a thin line; where no end is known it moves, and measures nothing.

import styles from './ProgressBar.module.css';

export interface ProgressBarProps {
  /** 0 … 1, or null: goes on, end unknown. */
  readonly share: number | null;
  readonly label: string;
  /** Where it stands and how long it is. */
  readonly className: string | undefined;
}

export function ProgressBar({ share, label, className }: ProgressBarProps) {
  const value = share === null ? {} : { value: share };
  return <progress className={`${styles.bar} ${className ?? ''}`} aria-label={label} max={1} {...value} />;
}
