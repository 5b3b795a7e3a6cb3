// Every schedule in a line: whether it is on, when in words, what comes next, and how the last one ended.

import type { ScheduleRow } from '../../../shared/model/schedule.ts';
import { DataTable } from '../../components/DataTable.tsx';
import { useWords } from '../../i18n/i18n.ts';
import { useUi } from '../../stores/ui-store.ts';
import { href } from '../../route.ts';
import { EnabledSwitch } from './EnabledSwitch.tsx';
import { formatDue, hereZone } from './format-due.ts';
import { OutcomeWord } from './OutcomeWord.tsx';
import styles from './ScheduleTable.module.css';

export interface ScheduleTableProps {
  readonly rows: readonly ScheduleRow[];
  readonly selectedId: string | undefined;
}

export function ScheduleTable({ rows, selectedId }: ScheduleTableProps) {
  const t = useWords('schedules');
  const language = useUi((ui) => ui.language);
  return (
    <DataTable
      caption={t('table.title')}
      rows={rows}
      rowKey={({ id }) => id}
      selectedKey={selectedId}
      columns={[
        {
          id: 'on',
          header: t('table.on'),
          width: '48px',
          cell: ({ schedule }) => <EnabledSwitch schedule={schedule} />,
        },
        {
          id: 'name',
          header: t('table.name'),
          isRowHeader: true,
          width: '24%',
          cell: ({ id, schedule }) => (
            <a
              className={styles.name}
              href={href('schedules', id)}
              aria-label={t('table.show', { name: schedule.name })}
            >
              {schedule.name}
            </a>
          ),
        },
        {
          id: 'when',
          header: t('table.when'),
          cell: ({ inWords, schedule }) => (
            <>
              {inWords[language]}
              {schedule.timeZone !== hereZone() && <bdi className={styles.zone}>{schedule.timeZone}</bdi>}
            </>
          ),
        },
        {
          id: 'next',
          header: t('table.next'),
          width: '148px',
          cell: ({ schedule, nextMs }) =>
            schedule.enabled && nextMs[0] !== undefined ? (
              <time dateTime={new Date(nextMs[0]).toISOString()}>{formatDue(nextMs[0])}</time>
            ) : (
              <span className={styles.none}>{t('table.off')}</span>
            ),
        },
        {
          id: 'last',
          header: t('table.last'),
          width: '150px',
          cell: ({ last, current }) => {
            const shown = current ?? last;
            return shown === null ? (
              <span className={styles.none}>{t('table.never')}</span>
            ) : (
              <span title={shown.error?.message}>
                <OutcomeWord outcome={shown} />
              </span>
            );
          },
        },
        {
          id: 'missed',
          header: t('table.missed'),
          width: '92px',
          cell: ({ schedule }) => <span className={styles.none}>{t(`missed.${schedule.missed}`)}</span>,
        },
      ]}
    />
  );
}
