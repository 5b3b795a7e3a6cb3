// The entries, newest first: when, who, what, where, how it ended.

import type { AuditEntry } from '../../../shared/model/audit.ts';
import { Code } from '../../components/Code.tsx';
import { DataTable } from '../../components/DataTable.tsx';
import { formatDateTime, formatNumber } from '../../i18n/format.ts';
import { useWords } from '../../i18n/i18n.ts';
import { ResultWord } from './ResultWord.tsx';
import styles from './audit.module.css';

export interface AuditTableProps {
  readonly entries: readonly AuditEntry[];
  readonly selected: number | undefined;
  readonly onSelect: (number: number) => void;
}

export function AuditTable({ entries, selected, onSelect }: AuditTableProps) {
  const t = useWords('audit');
  return (
    <DataTable
      caption={t('entries')}
      rows={entries}
      rowKey={({ hash }) => hash}
      selectedKey={entries.find(({ number }) => number === selected)?.hash}
      columns={[
        { id: 'number', header: t('column.number'), numeric: true, cell: ({ number }) => formatNumber(number) },
        {
          id: 'when',
          header: t('column.when'),
          isRowHeader: true,
          cell: ({ at, number }) => (
            <button
              type="button"
              className={styles.select}
              aria-pressed={number === selected}
              aria-label={`${formatDateTime(Date.parse(at))}, ${t('column.show', { number })}`}
              onClick={() => onSelect(number)}
            >
              {formatDateTime(Date.parse(at))}
            </button>
          ),
        },
        { id: 'who', header: t('column.who'), cell: ({ who }) => <bdi>{who}</bdi> },
        {
          id: 'what',
          header: t('column.what'),
          cell: ({ action, subject }) => (
            <span className={styles.what}>
              <Code>{action}</Code>
              <span className={styles.muted}>
                <bdi>{subject}</bdi>
              </span>
            </span>
          ),
        },
        { id: 'where', header: t('column.where'), cell: ({ target }) => target !== '' && <Code>{target}</Code> },
        { id: 'why', header: t('column.why'), cell: ({ why }) => <bdi className={styles.why}>{why}</bdi> },
        { id: 'result', header: t('column.result'), cell: ({ result }) => <ResultWord result={result} /> },
      ]}
    />
  );
}
