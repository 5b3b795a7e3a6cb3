// The sets, newest first: when, how large, what is inside, whether it was checked, and what can be done with it.

import type { BackupSet } from '../../../shared/model/backup.ts';
import type { StoreFates } from '../../../shared/retention.ts';
import { Age } from '../../components/Age.tsx';
import { DataTable } from '../../components/DataTable.tsx';
import { formatDateTime, formatSize } from '../../i18n/format.ts';
import { useWords } from '../../i18n/i18n.ts';
import { href } from '../../route.ts';
import { storesItLeaves } from './use-retention.ts';
import { TrustWord } from './TrustWord.tsx';
import styles from './SetTable.module.css';

export interface SetTableProps {
  readonly sets: readonly BackupSet[];
  readonly retention: readonly StoreFates[];
  readonly selectedId: string | undefined;
  readonly onSelect: (id: string) => void;
}

export function SetTable({ sets, retention, selectedId, onSelect }: SetTableProps) {
  const t = useWords('backups');
  return (
    <DataTable
      caption={t('sets.title')}
      rows={sets}
      rowKey={(set) => set.id}
      selectedKey={selectedId}
      columns={[
        {
          id: 'finished',
          header: t('sets.finished'),
          isRowHeader: true,
          cell: (set) => (
            <button
              type="button"
              className={styles.select}
              aria-label={t('sets.show', { when: formatDateTime(set.finishedMs) })}
              aria-pressed={set.id === selectedId}
              onClick={() => onSelect(set.id)}
            >
              {formatDateTime(set.finishedMs)}
            </button>
          ),
        },
        {
          id: 'age',
          header: t('sets.age'),
          cell: (set) => (
            <span className={styles.age}>
              <Age atMs={set.finishedMs} />
              {storesItLeaves(retention, set.id).length > 0 && <span className={styles.over}>{t('keep.isOver')}</span>}
            </span>
          ),
        },
        { id: 'size', header: t('sets.size'), numeric: true, cell: (set) => <bdi>{formatSize(set.sizeBytes)}</bdi> },
        { id: 'content', header: t('sets.content'), cell: (set) => <Content set={set} /> },
        { id: 'trust', header: t('sets.trust'), cell: (set) => <TrustWord set={set} /> },
        {
          id: 'actions',
          header: <span className="visually-hidden">{t('sets.actions')}</span>,
          cell: (set) => (
            <span className={styles.actions}>
              <a href={href('runbooks', 'backup.verify', { set: set.id })}>{t('sets.verify')}</a>
              <a href={href('runbooks', 'backup.drill', { set: set.id })}>{t('sets.drill')}</a>
              <a href={href('runbooks', 'backup.restore', { set: set.id })}>{t('sets.restore')}</a>
            </span>
          ),
        },
      ]}
    />
  );
}

function Content({ set: { mongo, redis } }: { readonly set: BackupSet }) {
  const t = useWords('backups');
  return (
    <span className={styles.content}>
      <span>{mongo === null ? t('sets.noMongo') : t('sets.mongo', { count: mongo.documents })}</span>
      <span>{redis === null ? t('sets.noRedis') : t('sets.redis', { count: redis.keys })}</span>
    </span>
  );
}
