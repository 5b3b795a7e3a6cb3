// What happened, newest first: failovers, nodes that came and went, sets, runs.

import { useState } from 'react';
import type { FleetState } from '../../../shared/model/fleet.ts';
import type { Area, FleetEvent } from '../../../shared/model/health.ts';
import type { RunbookInfo } from '../../../shared/model/run.ts';
import type { Text } from '../../../shared/text.ts';
import { EmptyState } from '../../components/EmptyState.tsx';
import { HealthMark } from '../../components/Health.tsx';
import { Panel } from '../../components/Panel.tsx';
import { Segmented } from '../../components/Segmented.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { formatWhen } from '../../i18n/format.ts';
import { sayText, useWords } from '../../i18n/i18n.ts';
import { href } from '../../route.ts';
import { useRunbook } from '../../stores/runbooks-store.ts';
import styles from './EventList.module.css';

type Filter = Area | 'all';
const FILTERS: readonly Filter[] = ['all', 'redis', 'mongo', 'backup'];

export function EventList({ events }: { readonly events: FleetState['events'] | undefined }) {
  const t = useWords('fleet');
  const [filter, setFilter] = useState<Filter>('all');
  const shown = Object.values(events ?? {})
    .filter(({ area }) => filter === 'all' || area === filter)
    .sort((a, b) => b.atMs - a.atMs || (a.id < b.id ? 1 : -1));
  const choices = FILTERS.map((value) => ({ value, label: t(`events.${value}`) }));
  return (
    <Panel
      title={t('events.title')}
      className={styles.panel}
      aside={<Segmented label={t('events.filter')} value={filter} onChange={setFilter} choices={choices} />}
    >
      {events === undefined && <Skeleton lines={3} height={18} />}
      {events !== undefined && shown.length === 0 && (
        <EmptyState title={filter === 'all' ? t('events.none') : t('events.noneOfArea')} text={t('events.noneText')} />
      )}
      {shown.length > 0 && (
        <ol className={styles.list}>
          {shown.map((event) => (
            <Line key={event.id} event={event} />
          ))}
        </ol>
      )}
    </Panel>
  );
}

function Line({ event }: { readonly event: FleetEvent }) {
  const t = useWords('fleet');
  const { atMs, health, runId } = event;
  const runbook = useRunbook(String(event.title.values?.['runbook'] ?? ''));
  const title = runbook ? withTitle(event.title, runbook) : event.title;
  return (
    <li className={styles.event}>
      <time className={styles.time} dir="ltr" dateTime={new Date(atMs).toISOString()}>
        {formatWhen(atMs)}
      </time>
      <HealthMark health={health} />
      <span className={styles.words}>{sayText(title)}</span>
      {runId !== undefined && (
        <a className={styles.link} href={href('runs', runId)}>
          {t('events.run')}
        </a>
      )}
    </li>
  );
}

/** The engine writes down a runbook's id; readers know it by its title. */
function withTitle({ key, values }: Text, { texts }: RunbookInfo): Text {
  return { key, values: { ...values, runbook: sayText({ key: 'title' }, texts) } };
}
