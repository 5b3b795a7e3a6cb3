// Progress in words: how much of how much, how fast, how long still. Only what is known.

import type { Progress } from '../../../shared/model/run.ts';
import { formatNumber, formatSize } from '../../i18n/format.ts';
import { useWords } from '../../i18n/i18n.ts';

export function useProgressWords(): (progress: Progress) => string {
  const t = useWords('common');
  return ({ done, total, unit, perSecond, remainingMs }) => {
    const amount = (value: number): string => {
      if (unit === 'bytes') return formatSize(value);
      return unit === 'percent' ? t('progress.percent', { percent: formatNumber(value) }) : formatNumber(value, 0);
    };
    return [
      total === null || unit === 'percent'
        ? amount(done)
        : t('progress.of', { done: amount(done), total: amount(total) }),
      perSecond === null || unit === 'percent' ? null : t('progress.perSecond', { rate: amount(perSecond) }),
      remainingMs === null ? null : t('progress.left', { left: remainingMs }),
    ]
      .filter((word) => word !== null)
      .join(' · ');
  };
}
