// The figures of a run, large, and the write probe of a failover drawn over time.

import type { Measure, RunState, RunbookInfo } from '../../../shared/model/run.ts';
import { Figure } from '../../components/Figure.tsx';
import { Panel } from '../../components/Panel.tsx';
import { durationParts, formatNumber, sizeParts, type FigureParts } from '../../i18n/format.ts';
import { sayText, useWords } from '../../i18n/i18n.ts';
import { handOverOf, inOrder, probeChart } from './probe-chart.ts';
import { ProbeChartView } from './ProbeChartView.tsx';
import styles from './Stopwatch.module.css';

export interface StopwatchProps {
  readonly state: RunState;
  readonly nowMs: number;
  readonly texts: RunbookInfo['texts'] | undefined;
}

export function Stopwatch({ state, nowMs, texts }: StopwatchProps) {
  const t = useWords('run');
  const { run, measures } = state;
  const elapsedMs = Math.max(0, (run.endedMs ?? nowMs) - run.startedMs);
  const chart = probeChart(inOrder(state.probe), handOverOf(state));
  return (
    <Panel title={t('stopwatch.title')}>
      <div className={styles.figures}>
        {run.status !== 'interrupted' && (
          <Figure
            parts={durationParts(elapsedMs)}
            label={t(run.endedMs === null ? 'stopwatch.elapsed' : 'stopwatch.took')}
          />
        )}
        {Object.entries(measures).map(([name, measure]) => (
          <Figure key={name} parts={partsOf(measure)} label={sayText(measure.label, texts)} />
        ))}
      </div>
      {(chart !== null || expectsProbe(state)) && <ProbeChartView chart={chart} />}
    </Panel>
  );
}

/** Failovers are probed; the place of their chart is kept from the start, so that nothing moves when it comes. */
function expectsProbe({ run }: RunState): boolean {
  return run.runbookId.endsWith('.failover');
}

function partsOf({ value, unit }: Measure): FigureParts {
  if (unit === 'ms') return durationParts(value);
  if (unit === 'bytes') return sizeParts(value);
  return { value: formatNumber(value, 0), unit: '' };
}
