// What comes when, as a picture: one strip per schedule, from now on. A circle reads only, a diamond changes servers.

import { useState } from 'react';
import type { ScheduleRow } from '../../../shared/model/schedule.ts';
import { Code } from '../../components/Code.tsx';
import { Panel } from '../../components/Panel.tsx';
import { Segmented } from '../../components/Segmented.tsx';
import { StepMark } from '../../components/StepMark.tsx';
import { useWords } from '../../i18n/i18n.ts';
import { useRunbooks } from '../../stores/runbooks-store.ts';
import { useNow } from '../../stores/now-store.ts';
import { formatDue, formatTick, hereZone } from './format-due.ts';
import { ticksOf, tracksOf, type Span, type Track } from './timeline.ts';
import styles from './Timeline.module.css';

const MINUTE_MS = 60_000;

export interface TimelineProps {
  readonly rows: readonly ScheduleRow[];
  readonly selectedId: string | undefined;
  readonly onSelect: (id: string) => void;
}

export function Timeline({ rows, selectedId, onSelect }: TimelineProps) {
  const t = useWords('schedules');
  const [span, setSpan] = useState<Span>('day');
  const { runbooks } = useRunbooks();
  const fromMs = Math.floor(useNow() / MINUTE_MS) * MINUTE_MS;
  const tracks = tracksOf(rows, fromMs, span);
  const isReading = ({ row }: Track): boolean =>
    runbooks.find(({ id }) => id === row.schedule.runbookId)?.effect === 'read';
  return (
    <Panel
      title={t(`timeline.${span}`)}
      aside={
        <Segmented
          label={t('timeline.window')}
          value={span}
          onChange={setSpan}
          choices={[
            { value: 'day', label: t('timeline.day') },
            { value: 'week', label: t('timeline.week') },
          ]}
        />
      }
    >
      {tracks.length === 0 ? (
        <p className={styles.none}>{t('timeline.none')}</p>
      ) : (
        <div className={styles.timeline}>
          <Axis fromMs={fromMs} span={span} />
          <ul className={styles.tracks}>
            {tracks.map((track) => (
              <li key={track.row.id} className={styles.row} data-selected={track.row.id === selectedId || undefined}>
                <button type="button" className={styles.name} onClick={() => onSelect(track.row.id)}>
                  {track.row.schedule.name}
                </button>
                <Strip track={track} fromMs={fromMs} span={span} isReading={isReading(track)} />
              </li>
            ))}
          </ul>
          <p className={styles.legend}>
            <span className={styles.key}>
              <span className={styles.sample} data-reads aria-hidden /> {t('timeline.reads')}
            </span>
            <span className={styles.key}>
              <span className={styles.sample} aria-hidden /> {t('timeline.changes')}
            </span>
            <span className={styles.zone}>{t('timeline.zone', { zone: hereZone() })}</span>
          </p>
        </div>
      )}
    </Panel>
  );
}

function Axis({ fromMs, span }: { readonly fromMs: number; readonly span: Span }) {
  const t = useWords('schedules');
  return (
    <div className={styles.row} aria-hidden>
      <span />
      <div className={styles.axis} dir="ltr">
        <span className={styles.tick} style={{ left: 0 }}>
          {t('timeline.now')}
        </span>
        {ticksOf(fromMs, span)
          .filter(({ share }) => share > 0.08 && share < 0.97)
          .map(({ atMs, share }) => (
            <span key={atMs} className={styles.tick} data-inside style={{ left: `${share * 100}%` }}>
              {formatTick(atMs, span)}
            </span>
          ))}
      </div>
    </div>
  );
}

interface StripProps {
  readonly track: Track;
  readonly fromMs: number;
  readonly span: Span;
  readonly isReading: boolean;
}

/** Time goes from left to right in every language. */
function Strip({ track: { row, marks, band, nextMs, count }, fromMs, span, isReading }: StripProps) {
  const t = useWords('schedules');
  const name = row.schedule.name;
  const when = nextMs === null ? '' : formatDue(nextMs);
  const summary = count === 0 ? t('timeline.summaryNone', { name }) : t('timeline.summary', { name, count, when });
  return (
    <div className={styles.strip} dir="ltr" role="img" aria-label={summary}>
      {ticksOf(fromMs, span).map(({ atMs, share }) => (
        <span key={atMs} className={styles.grid} style={{ left: `${share * 100}%` }} />
      ))}
      {row.current !== null && (
        <span className={styles.running}>
          <StepMark sign="running" />
        </span>
      )}
      {band !== null && (
        <span
          className={styles.band}
          title={row.inWords.en}
          style={{ left: `${band[0] * 100}%`, width: `${(band[1] - band[0]) * 100}%` }}
        />
      )}
      {marks.map((share, index) => (
        <span
          key={row.nextMs[index]}
          className={styles.mark}
          data-reads={isReading || undefined}
          data-next={index === 0 || undefined}
          title={formatDue(row.nextMs[index] ?? 0)}
          style={{ left: `${share * 100}%` }}
        />
      ))}
      {count === 0 && nextMs !== null && (
        <span className={styles.later}>
          <Code>{t('timeline.later', { when })}</Code>
        </span>
      )}
    </div>
  );
}
