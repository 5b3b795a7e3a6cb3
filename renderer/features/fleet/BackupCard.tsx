// Backups in one card: how old the last set is, how old the last proof, and what the newest sets are like.

import { newestFirst } from '../../../shared/model/backup.ts';
import type { FleetState } from '../../../shared/model/fleet.ts';
import { Figure } from '../../components/Figure.tsx';
import { durationParts, formatNumber, formatSize } from '../../i18n/format.ts';
import { useWords } from '../../i18n/i18n.ts';
import { useNow } from '../../stores/now-store.ts';
import { useStream } from '../../stores/use-stream.ts';
import { PromiseLine } from '../backups/PromiseLine.tsx';
import { stripBars, summariseSets } from '../backups/set-strip.ts';
import { AreaCard, Details, Figures } from './AreaCard.tsx';
import styles from './BackupCard.module.css';

const SHOWN_SETS = 28;

export function BackupCard({ fleet }: { readonly fleet: FleetState }) {
  const t = useWords('fleet');
  const { backups } = fleet;
  return (
    <AreaCard
      area="backup"
      name={t('card.backup')}
      health={backups?.health ?? null}
      trouble={fleet.trouble.backup}
      problems={fleet.problems}
    >
      {() => <BackupFigures profileId={fleet.profile.id} isRunning={backups?.running ?? false} />}
    </AreaCard>
  );
}

function BackupFigures({ profileId, isRunning }: { readonly profileId: string; readonly isRunning: boolean }) {
  const t = useWords('fleet');
  const nowMs = useNow();
  const { sets, stores } = useStream('backups.watch', { profileId }, ({ data }) => ({
    sets: data?.sets,
    stores: data?.stores,
  }));
  const all = Object.values(sets ?? {});
  const { count, verified, proven, totalBytes, lastSetMs, lastProvenMs } = summariseSets(all);
  const newest = newestFirst(all)[0];
  const free = Object.values(stores ?? {}).map(({ freeBytes }) => freeBytes)[0] ?? null;
  const age = (ms: number | null) => (ms === null ? null : durationParts(Math.max(0, nowMs - ms)));
  return (
    <>
      <Figures>
        <Figure parts={age(lastSetMs)} label={t('backup.last')} reason={t('backup.never')} />
        <Figure parts={age(lastProvenMs)} label={t('backup.proven')} reason={t('backup.neverProven')} />
      </Figures>
      {sets !== undefined && (
        <p className={styles.promise}>
          <PromiseLine sets={all} />
        </p>
      )}
      <p className="visually-hidden">{t('backup.strip', { count: Math.min(count, SHOWN_SETS) })}</p>
      <div className={styles.strip} aria-hidden>
        {stripBars(all, SHOWN_SETS).map(({ id, height, trust }) => (
          <span key={id} className={styles.bar} data-trust={trust} style={{ blockSize: `${height * 100}%` }} />
        ))}
        {isRunning && <span className={styles.bar} data-trust="running" title={t('backup.running')} />}
      </div>
      <Details
        details={[
          { label: t('backup.size'), value: newest ? formatSize(newest.sizeBytes) : '–' },
          { label: t('backup.verified'), value: `${formatNumber(verified)} / ${formatNumber(count)}` },
          { label: t('backup.provenSets'), value: `${formatNumber(proven)} / ${formatNumber(count)}` },
          { label: t('backup.total'), value: formatSize(totalBytes) },
          { label: t('backup.free'), value: free === null ? '–' : formatSize(free) },
        ]}
      />
    </>
  );
}
