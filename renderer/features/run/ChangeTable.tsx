// Place by place what it is and what it will be: of a plan, and of a dry run's step.

import type { PlannedChange, RunbookInfo } from '../../../shared/model/run.ts';
import { Code } from '../../components/Code.tsx';
import { DataTable } from '../../components/DataTable.tsx';
import { sayText, useWords } from '../../i18n/i18n.ts';
import { unbroken } from './unbroken.ts';
import styles from './ChangeTable.module.css';

export interface ChangeTableProps {
  readonly caption: string;
  readonly changes: readonly PlannedChange[];
  readonly texts: RunbookInfo['texts'] | undefined;
}

export function ChangeTable({ caption, changes, texts }: ChangeTableProps) {
  const t = useWords('run');
  return (
    <DataTable
      caption={caption}
      rows={changes}
      rowKey={(row) => row.where}
      columns={[
        {
          id: 'node',
          header: t('plan.node'),
          width: '42%',
          cell: (row) => <Code className={styles.node!}>{row.where}</Code>,
          isRowHeader: true,
        },
        {
          id: 'now',
          header: t('plan.now'),
          cell: (row) => (
            <>
              {unbroken(sayText(row.now, texts))}
              {row.seen && <div className={styles.muted}>{unbroken(sayText(row.seen, texts))}</div>}
            </>
          ),
        },
        {
          id: 'after',
          header: t('plan.after'),
          cell: (row) => <strong>{unbroken(sayText(row.after, texts))}</strong>,
        },
      ]}
    />
  );
}
