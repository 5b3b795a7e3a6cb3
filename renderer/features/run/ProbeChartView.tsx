// The write probe as bars: height is latency on a logarithmic scale, failed writes stand in the critical colour with a
// shape of their own. Time runs left to right in every language.

import { formatDurationIn } from '../../i18n/format.ts';
import { useWords } from '../../i18n/i18n.ts';
import { heightOf, type ProbeBar, type ProbeChart } from './probe-chart.ts';
import styles from './ProbeChartView.module.css';

const HEIGHT = 96;
const FAILED_HEIGHT = 14;

export interface ProbeChartViewProps {
  readonly chart: ProbeChart | null;
  /** No probe will come any more. */
  readonly isOver: boolean;
}

export function ProbeChartView({ chart, isOver }: ProbeChartViewProps) {
  const t = useWords('run');
  const summarise = useSummary();
  if (chart === null)
    return (
      <p className={`${styles.chart} ${styles.none}`}>{t(isOver ? 'stopwatch.probeNone' : 'stopwatch.probeToCome')}</p>
    );
  const summary = summarise(chart);
  return (
    <figure className={styles.chart}>
      <div className={styles.plot} dir="ltr">
        {chart.scale.linesMs.map((lineMs) => (
          <div key={lineMs} className={styles.line} style={{ insetBlockEnd: heightOf(lineMs, chart.scale) * HEIGHT }}>
            <span>{formatDurationIn(lineMs)}</span>
          </div>
        ))}
        <svg
          className={styles.bars}
          viewBox={`0 0 ${chart.barCount} ${HEIGHT}`}
          preserveAspectRatio="none"
          role="img"
          aria-label={summary}
        >
          {chart.bars.map((bar) => (
            <Bar key={bar.index} bar={bar} chart={chart} />
          ))}
        </svg>
        {chart.handOverShare !== null && (
          <div className={styles.handOver} style={{ insetInlineStart: `${chart.handOverShare * 100}%` }}>
            <span>{t('stopwatch.handOver')}</span>
          </div>
        )}
      </div>
      <div className={styles.axis} dir="ltr">
        <span>{timeLabel(chart.fromMs, chart.handOverShare !== null)}</span>
        <span>{timeLabel(chart.toMs, chart.handOverShare !== null)}</span>
      </div>
      <figcaption className={styles.caption}>
        <span className={styles.written}>{t('stopwatch.written')}</span>
        <span className={styles.failed}>{t('stopwatch.failed')}</span>
        <span>{summary}</span>
      </figcaption>
    </figure>
  );
}

function Bar({ bar, chart }: { readonly bar: ProbeBar; readonly chart: ProbeChart }) {
  const answered = bar.latencyMs === null ? 0 : Math.max(3, heightOf(bar.latencyMs, chart.scale) * HEIGHT);
  return (
    <>
      {bar.latencyMs !== null && (
        <rect className={styles.answeredBar} x={bar.index + 0.15} width={0.7} y={HEIGHT - answered} height={answered} />
      )}
      {bar.failed > 0 && (
        <rect className={styles.failedBar} x={bar.index} width={1} y={HEIGHT - FAILED_HEIGHT} height={FAILED_HEIGHT} />
      )}
    </>
  );
}

function useSummary(): (chart: ProbeChart) => string {
  const t = useWords('run');
  return ({ readings, failed, slowestMs }) =>
    slowestMs === null
      ? t('stopwatch.summaryNoAnswer', { readings })
      : t('stopwatch.summary', { readings, failed, slowest: formatDurationIn(slowestMs) });
}

/** `−1 s`, `+120 ms` around the hand-over; the time of the run before there was one. */
function timeLabel(ms: number, isRelative: boolean): string {
  const sign = !isRelative || ms === 0 ? '' : ms < 0 ? '\u2212' : '+';
  return `${sign}${formatDurationIn(Math.abs(ms))}`;
}
