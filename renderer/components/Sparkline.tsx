// A small line of what a figure did lately. It takes the width it is given and keeps its height while there is nothing yet.

import { useMemo } from 'react';
import styles from './Sparkline.module.css';

export interface SparklineProps {
  /** Oldest first; null where there was no figure: the line breaks there. */
  readonly values: readonly (number | null)[];
  /** What it shows, for screen readers. */
  readonly label: string;
  readonly colour: string;
  readonly height?: number;
}

const WIDTH = 300;
const PADDING = 3;

export function Sparkline({ values, label, colour, height = 40 }: SparklineProps) {
  const { line, area } = useMemo(() => pathsOf(values, height), [values, height]);
  return (
    <svg
      className={styles.sparkline}
      role="img"
      aria-label={label}
      viewBox={`0 0 ${WIDTH} ${height}`}
      preserveAspectRatio="none"
      style={{ blockSize: height, color: colour }}
    >
      <line className={styles.floor} x1={0} y1={height} x2={WIDTH} y2={height} vectorEffect="non-scaling-stroke" />
      <path className={styles.area} d={area} />
      <path className={styles.line} d={line} vectorEffect="non-scaling-stroke" />
    </svg>
  );
}

function pathsOf(values: readonly (number | null)[], height: number): { line: string; area: string } {
  const figures = values.filter((value) => value !== null);
  if (figures.length < 2) return { line: '', area: '' };
  const lowest = Math.min(...figures);
  const highest = Math.max(...figures);
  const spread = highest - lowest || Math.max(Math.abs(highest), 1);
  const floor = highest === lowest ? lowest - spread / 2 : lowest;
  const x = (index: number): number => (index / (values.length - 1)) * WIDTH;
  const y = (value: number): number => height - PADDING - ((value - floor) / spread) * (height - 2 * PADDING);
  let line = '';
  let area = '';
  let start: number | undefined;
  const finish = (end: number): void => {
    if (start !== undefined) area += `L${x(end).toFixed(1)} ${height}L${x(start).toFixed(1)} ${height}Z`;
    start = undefined;
  };
  values.forEach((value, index) => {
    if (value === null) return finish(index - 1);
    const point = `${x(index).toFixed(1)} ${y(value).toFixed(1)}`;
    line += `${start === undefined ? 'M' : 'L'}${point}`;
    area += `${start === undefined ? 'M' : 'L'}${point}`;
    start ??= index;
  });
  finish(values.length - 1);
  return { line, area };
}
