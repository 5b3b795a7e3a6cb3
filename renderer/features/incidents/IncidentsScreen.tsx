// Every incident of this console, newest first, and the button that declares one.

import { useState } from 'react';
import { Siren } from 'lucide-react';
import type { IncidentSummary } from '../../../shared/model/incident.ts';
import { Button } from '../../components/Button.tsx';
import { DataTable } from '../../components/DataTable.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { Panel } from '../../components/Panel.tsx';
import { ScreenBody } from '../../components/ScreenBody.tsx';
import { ScreenHeader } from '../../components/ScreenHeader.tsx';
import { StreamGate } from '../../components/StreamGate.tsx';
import { formatDurationIn, formatWhen } from '../../i18n/format.ts';
import { sayText, useWords } from '../../i18n/i18n.ts';
import { href } from '../../route.ts';
import { useNow } from '../../stores/now-store.ts';
import { streamStore, useStream } from '../../stores/use-stream.ts';
import { DeclareDialog } from './DeclareDialog.tsx';
import { SeverityTag } from './SeverityTag.tsx';
import styles from './IncidentsScreen.module.css';

export function IncidentsScreen() {
  const t = useWords('incidents');
  const [isDeclaring, setIsDeclaring] = useState(false);
  const stream = useStream('incidents.watch', {});
  const declare = (
    <Button kind="primary" onPress={() => setIsDeclaring(true)}>
      <Siren size={15} aria-hidden />
      {t('declare.button')}
    </Button>
  );
  return (
    <ScreenBody>
      <ScreenHeader title={t('title')} subtitle={t('subtitle')} actions={declare} />
      <StreamGate stream={stream} onRetry={() => streamStore('incidents.watch', {}).retry()}>
        {({ incidents }) => {
          const newest = Object.values(incidents).sort((a, b) => b.declaredMs - a.declaredMs);
          return (
            <Panel title={t('list.all')} fill>
              {newest.length === 0 ? (
                <EmptyState icon={<Siren size={22} />} title={t('list.empty')} text={t('list.emptyText')} />
              ) : (
                <IncidentTable incidents={newest} />
              )}
            </Panel>
          );
        }}
      </StreamGate>
      {isDeclaring && <DeclareDialog onClose={() => setIsDeclaring(false)} />}
    </ScreenBody>
  );
}

function IncidentTable({ incidents }: { readonly incidents: readonly IncidentSummary[] }) {
  const t = useWords('incidents');
  return (
    <DataTable
      caption={t('list.all')}
      rows={incidents}
      rowKey={({ id }) => id}
      columns={[
        {
          id: 'declared',
          header: t('list.declared'),
          width: '130px',
          cell: ({ declaredMs }) => <time dateTime={new Date(declaredMs).toISOString()}>{formatWhen(declaredMs)}</time>,
        },
        { id: 'severity', header: t('list.severity'), width: '90px', cell: (one) => <SeverityTag incident={one} /> },
        {
          id: 'what',
          header: t('list.what'),
          isRowHeader: true,
          cell: ({ id, title }) => (
            <a className={styles.link} href={href('incidents', id)}>
              {title}
            </a>
          ),
        },
        {
          id: 'phase',
          header: t('list.phase'),
          width: '140px',
          cell: ({ phase, closedMs }) =>
            closedMs === null ? sayText({ key: `incident.phase.${phase}` }) : t('list.closed'),
        },
        {
          id: 'lasted',
          header: t('list.lasted'),
          numeric: true,
          width: '110px',
          cell: (one) => <Lasted incident={one} />,
        },
        { id: 'profile', header: t('list.profile'), width: '150px', cell: ({ profileName }) => profileName },
      ]}
    />
  );
}

/** From the declaration to its end; for open ones until now, in whole minutes. */
function Lasted({ incident: { declaredMs, closedMs } }: { readonly incident: IncidentSummary }) {
  const nowMs = useNow();
  if (closedMs !== null) return formatDurationIn(closedMs - declaredMs);
  const openMs = Math.max(0, nowMs - declaredMs);
  return formatDurationIn(openMs < 60_000 ? Math.floor(openMs / 1000) * 1000 : Math.floor(openMs / 60_000) * 60_000);
}
