// What the cluster as a cache did lately: four charts over one window.

import type { HistoryState, HistoryWindow } from '../../../shared/model/fleet.ts';
import type { RedisFigure } from '../../../shared/model/redis.ts';
import { HIT_RATIO_GOAL } from '../../../shared/model/thresholds.ts';
import { latest } from '../../charts/chart-series.ts';
import { LiveChart, type ChartSeries, type LiveChartProps } from '../../charts/LiveChart.tsx';
import { Panel } from '../../components/Panel.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { StreamGate } from '../../components/StreamGate.tsx';
import { Swatch } from '../../components/Swatch.tsx';
import { formatPercent, formatRate, formatSize } from '../../i18n/format.ts';
import { useWords } from '../../i18n/i18n.ts';
import type { StreamState } from '../../stores/stream-store.ts';
import styles from './CacheScreen.module.css';

/** Two rows of charts share the height there is. */
const CHART_HEIGHT = 'clamp(190px, 21vh, 340px)';

export interface CacheChartsProps {
  readonly stream: StreamState<HistoryState>;
  readonly window: HistoryWindow;
}

export function CacheCharts({ stream, window }: CacheChartsProps) {
  const t = useWords('cache');
  const goal = t('goal', { goal: formatPercent(HIT_RATIO_GOAL) });
  const maxBytes = latest(stream.data, { subject: 'cluster', figure: 'maxMemoryBytes' }) ?? 0;
  const limit = { value: maxBytes, label: formatSize(maxBytes), colour: 'var(--attention)' };
  const chart = (title: string, props: Omit<LiveChartProps, 'history' | 'window' | 'height'>) => (
    <ChartPanel title={title} stream={stream} window={window} {...props} />
  );
  return (
    <div className={styles.charts}>
      {chart(t('chartHitRate'), {
        label: t('chartHitRateLabel'),
        series: [line('hitRatio', t('chartHitRate'), 'var(--healthy)')],
        format: (value) => formatPercent(value, 0),
        mark: { value: HIT_RATIO_GOAL, label: goal, colour: 'var(--attention)' },
        highest: 1,
      })}
      {chart(t('chartOps'), {
        label: t('chartOpsLabel'),
        series: [
          line('opsPerSecond', t('all'), 'var(--shard-1)'),
          line('hitsPerSecond', t('hits'), 'var(--healthy)'),
          { ...line('missesPerSecond', t('misses'), 'var(--attention)'), dashed: true },
        ],
        format: formatRate,
        atLeast: 10,
      })}
      {chart(t('chartMemory'), {
        label: t('chartMemoryLabel'),
        series: [line('usedMemoryBytes', t('used'), 'var(--shard-1)')],
        format: formatSize,
        ...(maxBytes > 0 ? { mark: limit, atLeast: maxBytes * 1.1 } : {}),
      })}
      {chart(t('chartLoss'), {
        label: t('chartLossLabel'),
        series: [
          line('evictedPerSecond', t('evictedSeries'), 'var(--critical)'),
          { ...line('expiredPerSecond', t('expiredSeries'), 'var(--shard-2)'), dashed: true },
        ],
        format: formatRate,
        atLeast: 5,
      })}
    </div>
  );
}

interface ChartPanelProps extends Omit<LiveChartProps, 'history' | 'height'> {
  readonly title: string;
  readonly stream: StreamState<HistoryState>;
}

function ChartPanel({ title, stream, ...chart }: ChartPanelProps) {
  return (
    <Panel title={title} aside={chart.series.length > 1 && <Legend series={chart.series} />}>
      <StreamGate stream={stream} waiting={<Skeleton lines={1} height={CHART_HEIGHT} />}>
        {(history) => <LiveChart {...chart} history={history} height={CHART_HEIGHT} />}
      </StreamGate>
    </Panel>
  );
}

function Legend({ series }: { readonly series: readonly ChartSeries[] }) {
  return (
    <span style={{ display: 'inline-flex', gap: 14 }}>
      {series.map(({ figure, label, colour }) => (
        <Swatch key={figure} colour={colour}>
          {label}
        </Swatch>
      ))}
    </span>
  );
}

function line(figure: RedisFigure, label: string, colour: string): ChartSeries {
  return { subject: 'cluster', figure, label, colour };
}
