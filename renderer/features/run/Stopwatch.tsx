// The figures of a run, large, and the write probe of a failover drawn over time.

import type { Measure, RunState, RunbookInfo } from '../../../shared/model/run.ts';
import { Facts } from '../../components/Facts.tsx';
import { Figure } from '../../components/Figure.tsx';
import { Panel } from '../../components/Panel.tsx';
import { durationParts, formatNumber, sizeParts, type FigureParts } from '../../i18n/format.ts';
import { sayText, useWords } from '../../i18n/i18n.ts';
import { splitMeasures } from './measures.ts';
import { isOver } from './run-list.ts';
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
  const { run } = state;
  const isFailover = run.runbookId.endsWith('.failover') && !run.dryRun;
  const elapsedMs = Math.max(0, (run.endedMs ?? nowMs) - run.startedMs);
  const { large, rows } = splitMeasures(state.measures, isFailover);
  const chart = probeChart(inOrder(state.probe), handOverOf(state));
  const labelOf = (name: string, measure: Measure | null): string => {
    if (measure !== null) return sayText(measure.label, texts);
    return texts?.en[`measure.${name}`] === undefined ? '' : sayText({ key: `measure.${name}` }, texts);
  };
  if (run.status === 'interrupted' && chart === null && Object.keys(state.measures).length === 0) return null;
  return (
    <Panel title={t('stopwatch.title')}>
      <div className={styles.figures}>
        {run.status !== 'interrupted' && (
          <Figure
            parts={durationParts(elapsedMs)}
            label={t(run.endedMs === null ? 'stopwatch.elapsed' : 'stopwatch.took')}
          />
        )}
        {large.map(({ name, measure }) => (
          <Figure
            key={name}
            parts={measure === null ? null : partsOf(measure)}
            label={labelOf(name, measure)}
            reason={t('stopwatch.notYet')}
          />
        ))}
      </div>
      {(chart !== null || isFailover) && <ProbeChartView chart={chart} isOver={isOver(run.status)} />}
      {(rows.length > 0 || (isFailover && !isOver(run.status))) && (
        <div className={styles.rows}>
          <Facts facts={rows.map(({ name, measure }) => [labelOf(name, measure), inWords(partsOf(measure))])} />
        </div>
      )}
    </Panel>
  );
}

function partsOf({ value, unit }: Measure): FigureParts {
  if (unit === 'ms') return durationParts(value);
  if (unit === 'bytes') return sizeParts(value);
  return { value: formatNumber(value, 0), unit: '' };
}

function inWords({ value, unit }: FigureParts): string {
  return unit === '' ? value : `${value} ${unit}`;
}
