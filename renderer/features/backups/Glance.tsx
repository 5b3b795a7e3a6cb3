// How well one could sleep: the newest set, the last one proven, how many are verified, and all of them over time.

import type { BackupSet } from '../../../shared/model/backup.ts';
import { Figure } from '../../components/Figure.tsx';
import { Panel } from '../../components/Panel.tsx';
import { durationParts, formatDateTime, formatNumber, sizeParts, type FigureParts } from '../../i18n/format.ts';
import { useWords } from '../../i18n/i18n.ts';
import { useNow } from '../../stores/now-store.ts';
import { stripBars, summariseSets, type Trust } from './set-strip.ts';
import styles from './Glance.module.css';

export interface GlanceProps {
  /** Newest first. */
  readonly sets: readonly BackupSet[];
  readonly selectedId: string | undefined;
  readonly onSelect: (id: string) => void;
}

const TRUSTS: readonly Trust[] = ['proven', 'verified', 'unverified', 'damaged'];

export function Glance({ sets, selectedId, onSelect }: GlanceProps) {
  const t = useWords('backups');
  const nowMs = useNow();
  const summary = summariseSets(sets);
  const age = (atMs: number | null): FigureParts | null =>
    atMs === null ? null : durationParts(Math.max(0, nowMs - atMs));
  return (
    <Panel title={t('glance.title')}>
      <div className={styles.figures}>
        <Figure parts={age(summary.lastSetMs)} label={t('glance.lastSet')} reason={t('glance.noSet')} />
        <Figure parts={age(summary.lastProvenMs)} label={t('glance.lastProven')} reason={t('glance.neverProven')} />
        <Figure parts={{ value: `${summary.verified}`, unit: `/ ${summary.count}` }} label={t('glance.verified')} />
        {summary.damaged > 0 && (
          <Figure
            parts={{ value: formatNumber(summary.damaged), unit: '' }}
            label={t('glance.damaged', { count: summary.damaged })}
            tone="critical"
          />
        )}
        <Figure parts={sizeParts(summary.totalBytes)} label={t('glance.total')} />
      </div>
      {sets.length > 0 && <Strip sets={sets} selectedId={selectedId} onSelect={onSelect} />}
    </Panel>
  );
}

function Strip({ sets, selectedId, onSelect }: GlanceProps) {
  const t = useWords('backups');
  const bars = stripBars(sets);
  const summary = summariseSets(sets);
  const { verified, proven, damaged, count } = summary;
  return (
    <figure className={styles.strip}>
      <p className="visually-hidden">{t('glance.strip', { count, verified, proven, damaged })}</p>
      {/* A picture of the table below, which is what the keyboard and a screen reader use. */}
      <div className={styles.bars} dir="ltr" aria-hidden>
        {bars.map((bar) => (
          <button
            key={bar.id}
            type="button"
            tabIndex={-1}
            className={`${styles.bar} ${styles[bar.trust]}`}
            data-selected={bar.id === selectedId || undefined}
            title={formatDateTime(bar.finishedMs)}
            aria-label={formatDateTime(bar.finishedMs)}
            onClick={() => onSelect(bar.id)}
          >
            <span style={{ blockSize: `${bar.height * 100}%` }} />
          </button>
        ))}
      </div>
      <figcaption className={styles.caption}>
        {TRUSTS.map((trust) => (
          <span key={trust} className={styles.key}>
            <i className={`${styles.swatch} ${styles[trust]}`} />
            {t(`trust.${trust}`)}
          </span>
        ))}
      </figcaption>
    </figure>
  );
}
