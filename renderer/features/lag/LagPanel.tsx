// One kind of server: its lag chart and the table that says the same in figures.

import type { HistoryWindow } from '../../../shared/model/fleet.ts';
import { LAG_ALERT_MS } from '../../../shared/model/thresholds.ts';
import { LiveChart, type ChartSeries } from '../../charts/LiveChart.tsx';
import { shardColour } from '../../charts/shard-colour.ts';
import { Age } from '../../components/Age.tsx';
import { Code } from '../../components/Code.tsx';
import { DataTable, type Column } from '../../components/DataTable.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { Panel } from '../../components/Panel.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { StreamGate } from '../../components/StreamGate.tsx';
import { Swatch } from '../../components/Swatch.tsx';
import { Tag } from '../../components/Tag.tsx';
import { formatDurationIn, formatSize } from '../../i18n/format.ts';
import { useWords } from '../../i18n/i18n.ts';
import { useShownProfileId } from '../../stores/profile-store.ts';
import { useStream } from '../../stores/use-stream.ts';
import type { LagRow } from './lag-rows.ts';
import styles from './LagScreen.module.css';

const CHART_HEIGHT = 'clamp(240px, 32vh, 480px)';

export interface LagPanelProps {
  readonly kind: 'redis' | 'mongo';
  readonly rows: readonly LagRow[];
  readonly window: HistoryWindow;
}

export function LagPanel({ kind, rows, window }: LagPanelProps) {
  const t = useWords('lag');
  if (rows.length === 0) {
    return (
      <Panel title={t(kind)}>
        <EmptyState title={t(kind === 'redis' ? 'noneRedis' : 'noneMongo')} />
      </Panel>
    );
  }
  return (
    <Panel title={t(kind)}>
      <LagChart kind={kind} rows={rows} window={window} />
      <LagTable kind={kind} rows={rows} />
    </Panel>
  );
}

function LagChart({ kind, rows, window }: LagPanelProps) {
  const t = useWords('lag');
  const profileId = useShownProfileId();
  const stream = useStream('history.watch', { profileId, chart: `${kind}-lag`, window });
  const series: ChartSeries[] = rows
    .filter(({ role }) => role !== 'primary' && role !== 'arbiter')
    .map((row) => ({ subject: row.id, figure: 'lagMs', label: row.address, colour: colourOf(row, rows) }));
  return (
    <StreamGate stream={stream} waiting={<Skeleton lines={1} height={CHART_HEIGHT} />}>
      {(history) => (
        <LiveChart
          label={t(kind === 'redis' ? 'chartRedis' : 'chartMongo')}
          history={history}
          window={window}
          series={series}
          format={formatDurationIn}
          mark={{ value: LAG_ALERT_MS, label: t('alert'), colour: 'var(--attention)' }}
          atLeast={LAG_ALERT_MS * 1.2}
          height={CHART_HEIGHT}
        />
      )}
    </StreamGate>
  );
}

/** A replica has its shard's colour everywhere; members are coloured by their place in the set. */
function colourOf(row: LagRow, rows: readonly LagRow[]): string {
  return shardColour(row.shard ?? rows.indexOf(row));
}

function LagTable({ kind, rows }: { readonly kind: 'redis' | 'mongo'; readonly rows: readonly LagRow[] }) {
  const t = useWords('lag');
  const columns: Column<LagRow>[] = [
    {
      id: 'server',
      header: t('server'),
      isRowHeader: true,
      cell: (row) => (
        <Swatch colour={row.role === 'primary' || row.role === 'arbiter' ? 'var(--line-strong)' : colourOf(row, rows)}>
          <Code>{row.address}</Code>
        </Swatch>
      ),
    },
    { id: 'role', header: t('role'), cell: ({ role }) => <Tag>{t(`roles.${role}`)}</Tag> },
    { id: 'follows', header: t('follows'), cell: ({ follows }) => (follows === null ? '–' : <Code>{follows}</Code>) },
    ...(kind === 'redis'
      ? [
          {
            id: 'bytes',
            header: t('lagBytes'),
            numeric: true,
            cell: ({ lagBytes }: LagRow) => (lagBytes === null ? '–' : formatSize(lagBytes)),
          },
        ]
      : []),
    { id: 'lag', header: t('lagTime'), numeric: true, cell: (row) => <Lag row={row} /> },
  ];
  return <DataTable caption={t(kind)} columns={columns} rows={rows} rowKey={({ id }) => id} />;
}

function Lag({ row }: { readonly row: LagRow }) {
  const t = useWords('lag');
  if (row.lagMs !== null) {
    return (
      <span className={`${styles.lag} ${row.lagMs > LAG_ALERT_MS ? styles.behind : ''}`}>
        {formatDurationIn(row.lagMs)}
      </span>
    );
  }
  const unseen = row.reason === 'down' || row.reason === 'late' || row.reason === 'gone';
  return (
    <span className={styles.reason}>
      {t(`reason.${row.reason ?? 'unknown'}`)}
      {unseen && row.lastSeenMs > 0 && (
        <>
          {' · '}
          {t('lastSeen')} <Age atMs={row.lastSeenMs} />
        </>
      )}
    </span>
  );
}
