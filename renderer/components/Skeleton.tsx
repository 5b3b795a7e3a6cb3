// The space of what is still coming, so that nothing jumps when it arrives.

import { useWords } from '../i18n/i18n.ts';
import styles from './Skeleton.module.css';

export interface SkeletonProps {
  readonly lines?: number;
  /** Block size of each line: pixels, or a length of CSS. */
  readonly height?: number | string;
}

export function Skeleton({ lines = 1, height = 14 }: SkeletonProps) {
  const t = useWords('common');
  return (
    <output className={styles.skeleton} aria-label={t('loading')}>
      {Array.from({ length: lines }, (_, line) => (
        <div key={line} className={styles.line} style={{ blockSize: height }} />
      ))}
    </output>
  );
}
