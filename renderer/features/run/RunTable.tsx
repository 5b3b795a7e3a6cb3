// Runs in a table: when, what, how it ended, how long it took, who and why.

import type { RunSummary } from '../../../shared/model/run.ts';
import { DataTable } from '../../components/DataTable.tsx';
import { Tag } from '../../components/Tag.tsx';
import { formatDurationIn, formatWhen } from '../../i18n/format.ts';
import { sayText, useWords } from '../../i18n/i18n.ts';
import { href } from '../../route.ts';
import { useRunbooks } from '../../stores/runbooks-store.ts';
import { RunStatusWord } from './RunStatusWord.tsx';
import styles from './RunTable.module.css';

export function RunTable({ caption, runs }: { readonly caption: string; readonly runs: readonly RunSummary[] }) {
  const t = useWords('run');
  const { runbooks } = useRunbooks();
  const textsOf = (run: RunSummary) => runbooks.find((runbook) => runbook.id === run.runbookId)?.texts;
  return (
    <DataTable
      caption={caption}
      rows={runs}
      rowKey={(run) => run.id}
      columns={[
        {
          id: 'started',
          header: t('list.started'),
          width: '120px',
          cell: (run) => <time dateTime={new Date(run.startedMs).toISOString()}>{formatWhen(run.startedMs)}</time>,
        },
        {
          id: 'what',
          header: t('list.what'),
          isRowHeader: true,
          cell: (run) => (
            <>
              <a className={styles.link} href={href('runs', run.id)}>
                {sayText(run.title, textsOf(run))}
              </a>{' '}
              {run.dryRun && <Tag tone="information">{t('dryRun')}</Tag>}
            </>
          ),
        },
        { id: 'result', header: t('list.result'), width: '190px', cell: (run) => <Result run={run} /> },
        {
          id: 'took',
          header: t('list.took'),
          numeric: true,
          width: '90px',
          cell: (run) => (run.endedMs === null ? '' : formatDurationIn(Math.max(0, run.endedMs - run.startedMs))),
        },
        { id: 'operator', header: t('list.operator'), width: '120px', cell: (run) => run.operator },
        {
          id: 'reason',
          header: t('list.reason'),
          cell: (run) => (run.reason === '' ? <span className={styles.none}>{t('list.noReason')}</span> : run.reason),
        },
      ]}
    />
  );
}

function Result({ run }: { readonly run: RunSummary }) {
  return (
    <span title={run.error === null ? undefined : [run.error.message, run.error.hint].filter(Boolean).join(' ')}>
      <RunStatusWord status={run.status} />
    </span>
  );
}
