// A live line chart over a fixed window: time runs left to right in every language, the axis keeps its place while points arrive,
// and nothing is animated, because the data already moves. A thin layer over recharts; it must know no domain.

import {
  CartesianGrid,
  Line,
  LineChart,
  ReferenceArea,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts';
import type { HistoryState, HistoryWindow } from '../../shared/model/fleet.ts';
import { formatTime } from '../i18n/format.ts';
import { useWords } from '../i18n/i18n.ts';
import { useNow } from '../stores/now-store.ts';
import { axisTicks } from './axis-ticks.ts';
import { rowsOf, WINDOW_MS, type ChartRow, type SeriesChoice } from './chart-series.ts';
import styles from './LiveChart.module.css';

export interface ChartSeries extends SeriesChoice {
  readonly label: string;
  readonly colour: string;
  /** A second cue beside colour. */
  readonly dashed?: boolean;
}

export interface LiveChartProps {
  /** What the chart shows, for screen readers; the table beside it holds the figures. */
  readonly label: string;
  readonly history: HistoryState;
  readonly window: HistoryWindow;
  readonly series: readonly ChartSeries[];
  readonly format: (value: number) => string;
  /** A line that means something: an alert, a goal. */
  readonly mark?: { readonly value: number; readonly label: string; readonly colour: string };
  /** The axis always reaches at least to here, so that small noise does not look like a storm. */
  readonly atLeast?: number;
  readonly highest?: number;
  /** Pixels, or a length of CSS. */
  readonly height?: number | string;
}

const TICKS = 5;
/** From this share of the window on, the time before the first reading is marked as such. */
const UNSEEN_SHARE = 0.25;

export function LiveChart({
  label,
  history,
  window,
  series,
  format,
  mark,
  atLeast = 0,
  highest,
  height = 220,
}: LiveChartProps) {
  const t = useWords('common');
  const nowMs = useNow();
  const rows = rowsOf(history, series, window);
  const endMs = Math.max(nowMs, rows.at(-1)?.atMs ?? 0);
  const startMs = endMs - WINDOW_MS[window];
  const firstMs = rows[0]?.atMs ?? endMs;
  const isYoung = firstMs - startMs > WINDOW_MS[window] * UNSEEN_SHARE;
  const levels = axisTicks(highest ?? Math.max(highestOf(rows, series.length), atLeast));
  const ticks = Array.from({ length: TICKS }, (_, index) => startMs + (WINDOW_MS[window] * index) / (TICKS - 1));
  return (
    <figure className={styles.chart} dir="ltr" aria-label={label} role="img" style={{ blockSize: height }}>
      <ResponsiveContainer width="100%" height="100%">
        <LineChart data={rows} margin={{ top: 14, right: 14, bottom: 0, left: 0 }} accessibilityLayer={false}>
          <CartesianGrid stroke="var(--line)" vertical={false} />
          {isYoung && (
            <ReferenceArea
              x1={startMs}
              x2={firstMs}
              fill="var(--raised)"
              fillOpacity={0.55}
              label={{ value: t('notWatchedYet'), position: 'center', fill: 'var(--muted)', fontSize: 11 }}
            />
          )}
          <XAxis
            dataKey="atMs"
            type="number"
            domain={[startMs, endMs]}
            ticks={ticks}
            tickFormatter={formatTime}
            stroke="var(--line-strong)"
            tick={{ fill: 'var(--muted)', fontSize: 11 }}
            tickLine={false}
            allowDataOverflow
          />
          <YAxis
            width={68}
            domain={[0, levels.at(-1) ?? 1]}
            ticks={levels}
            interval={0}
            tickFormatter={format}
            stroke="var(--line-strong)"
            tick={{ fill: 'var(--muted)', fontSize: 11 }}
            tickLine={false}
            axisLine={false}
          />
          <Tooltip
            content={({ active, payload }) => (
              <Readout active={active} rows={payload} series={series} format={format} />
            )}
            isAnimationActive={false}
          />
          {mark && (
            <ReferenceLine
              y={mark.value}
              stroke={mark.colour}
              strokeDasharray="4 4"
              label={{ value: mark.label, position: 'insideTopRight', fill: mark.colour, fontSize: 11 }}
            />
          )}
          {series.map(({ subject, figure, colour, dashed }, index) => (
            <Line
              key={`${subject} ${figure}`}
              dataKey={`s${index}`}
              stroke={colour}
              strokeWidth={1.6}
              {...(dashed ? { strokeDasharray: '5 3' } : {})}
              dot={false}
              isAnimationActive={false}
              type="linear"
            />
          ))}
        </LineChart>
      </ResponsiveContainer>
    </figure>
  );
}

function highestOf(rows: readonly ChartRow[], seriesCount: number): number {
  let highest = 0;
  for (const row of rows)
    for (let index = 0; index < seriesCount; index += 1) highest = Math.max(highest, row[`s${index}`] ?? 0);
  return highest;
}

interface ReadoutProps {
  readonly active: boolean;
  readonly rows:
    | readonly { readonly dataKey?: unknown; readonly value?: unknown; readonly payload?: { readonly atMs: number } }[]
    | undefined;
  readonly series: readonly ChartSeries[];
  readonly format: (value: number) => string;
}

function Readout({ active, rows, series, format }: ReadoutProps) {
  const atMs = rows?.[0]?.payload?.atMs;
  if (!active || atMs === undefined) return null;
  return (
    <div className={styles.readout}>
      <div className={styles.time}>{formatTime(atMs)}</div>
      {series.map(({ subject, figure, label, colour }, index) => {
        const value = rows?.find((row) => row.dataKey === `s${index}`)?.value;
        return (
          <div key={`${subject} ${figure}`} className={styles.line}>
            <span className={styles.swatch} style={{ background: colour }} />
            <span>{label}</span>
            <b>{typeof value === 'number' ? format(value) : '–'}</b>
          </div>
        );
      })}
    </div>
  );
}
