// The figures a decision hangs on, large.

import { HIT_RATIO_GOAL, MEMORY_LIMIT } from '../../../shared/model/thresholds.ts';
import { Figure } from '../../components/Figure.tsx';
import { Panel } from '../../components/Panel.tsx';
import { formatNumber, formatPercent, formatSize, rateParts, sizeParts, type FigureParts } from '../../i18n/format.ts';
import { useWords } from '../../i18n/i18n.ts';
import type { CacheTotals } from './cache-totals.ts';
import styles from './CacheScreen.module.css';

export function CacheFigures({ totals }: { readonly totals: CacheTotals }) {
  const t = useWords('cache');
  const {
    hitRatio,
    opsPerSecond,
    usedMemoryBytes,
    maxMemoryBytes,
    evictedPerSecond,
    expiredPerSecond,
    keys,
    ttlShare,
  } = totals;
  const isLow = hitRatio !== null && hitRatio < HIT_RATIO_GOAL;
  const isFull = maxMemoryBytes > 0 && (usedMemoryBytes ?? 0) > maxMemoryBytes * MEMORY_LIMIT;
  return (
    <Panel>
      <div className={styles.figures}>
        <Figure
          parts={percentParts(hitRatio)}
          label={t('hitRate', { goal: formatPercent(HIT_RATIO_GOAL) })}
          reason={t('noLookups')}
          tone={isLow ? 'attention' : 'plain'}
        />
        <Figure parts={opsPerSecond === null ? null : rateParts(opsPerSecond)} label={t('ops')} />
        <Figure
          parts={usedMemoryBytes === null ? null : sizeParts(usedMemoryBytes)}
          label={maxMemoryBytes > 0 ? t('memory', { max: formatSize(maxMemoryBytes) }) : t('memoryNoMax')}
          tone={isFull ? 'attention' : 'plain'}
        />
        <Figure
          parts={evictedPerSecond === null ? null : rateParts(evictedPerSecond)}
          label={t('evicted')}
          tone={(evictedPerSecond ?? 0) > 0 ? 'attention' : 'plain'}
        />
        <Figure parts={expiredPerSecond === null ? null : rateParts(expiredPerSecond)} label={t('expired')} />
        <Figure parts={percentParts(ttlShare)} label={t('ttlShare')} />
        <Figure parts={keys === null ? null : { value: formatNumber(keys), unit: '' }} label={t('keys')} />
      </div>
    </Panel>
  );
}

function percentParts(ratio: number | null): FigureParts | null {
  return ratio === null ? null : { value: formatNumber(ratio * 100), unit: '%' };
}
