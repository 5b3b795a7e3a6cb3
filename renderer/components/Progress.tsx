// How far something is, how fast it goes and how long it will take: for anything that lasts over a second.

import type { Progress as ProgressData } from '../../shared/model/run.ts';
import { formatNumber, formatSize, listWords } from '../i18n/format.ts';
import { useWords } from '../i18n/i18n.ts';
import styles from './Progress.module.css';

export function Progress({ progress, label }: { readonly progress: ProgressData; readonly label: string }) {
  const t = useWords('common');
  const { done, total, unit, perSecond, remainingMs } = progress;
  const amount = (value: number): string => {
    if (unit === 'bytes') return formatSize(value);
    return unit === 'percent' ? t('progress.percent', { percent: formatNumber(value) }) : formatNumber(value, 0);
  };
  const ratio = total === null || total === 0 ? null : Math.min(1, done / total);
  const words = [
    total === null || unit === 'percent'
      ? amount(done)
      : t('progress.of', { done: amount(done), total: amount(total) }),
    perSecond === null || unit === 'percent' ? null : t('progress.perSecond', { rate: amount(perSecond) }),
    remainingMs === null ? null : t('progress.left', { left: remainingMs }),
  ].filter((word) => word !== null);
  return (
    <div className={styles.progress}>
      <progress
        className="visually-hidden"
        aria-label={label}
        aria-valuetext={listWords(words)}
        {...(ratio === null ? {} : { value: ratio })}
      />
      <div className={styles.track} aria-hidden>
        <div
          className={ratio === null ? styles.unmeasured : styles.bar}
          style={ratio === null ? undefined : { inlineSize: `${ratio * 100}%` }}
        />
      </div>
      <div className={styles.words}>{words.join(' · ')}</div>
    </div>
  );
}
