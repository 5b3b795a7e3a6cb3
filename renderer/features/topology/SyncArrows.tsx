// Who copies from whom, drawn under the members: an arrow from the source to the one that copies. Words on the cards say the same.

import styles from './SyncArrows.module.css';

export interface SyncArrow {
  /** Places in the row of members. */
  readonly from: number;
  readonly to: number;
  readonly isBehind: boolean;
}

/** Units of the drawing per member; the browser stretches it over the row. */
const UNIT = 100;
const HEIGHT = 34;
const FAN = 10;

export function SyncArrows({ count, arrows }: { readonly count: number; readonly arrows: readonly SyncArrow[] }) {
  return (
    <div className={styles.arrows} aria-hidden>
      <svg viewBox={`0 0 ${count * UNIT} ${HEIGHT}`} preserveAspectRatio="none" className={styles.lines}>
        {arrows.map((arrow) => (
          <path
            key={arrow.to}
            d={pathOf(arrow)}
            data-behind={arrow.isBehind || undefined}
            vectorEffect="non-scaling-stroke"
          />
        ))}
      </svg>
      {arrows.map(({ from, to, isBehind }) => (
        <span
          key={to}
          className={styles.head}
          data-behind={isBehind || undefined}
          style={{ insetInlineStart: `${(endOf(from, to) / (count * UNIT)) * 100}%` }}
        />
      ))}
    </div>
  );
}

const middle = (place: number): number => (place + 0.5) * UNIT;
const startOf = (from: number, to: number): number => middle(from) + (to > from ? FAN : -FAN);
const endOf = (from: number, to: number): number => middle(to) + (to > from ? -FAN : FAN);

/** Down, along, and up again; the further, the deeper. */
function pathOf({ from, to }: SyncArrow): string {
  const depth = Math.min(HEIGHT - 2, 14 + Math.abs(from - to) * 9);
  const start = startOf(from, to);
  const end = endOf(from, to);
  return `M${start} 0C${start} ${depth} ${end} ${depth} ${end} 6`;
}
