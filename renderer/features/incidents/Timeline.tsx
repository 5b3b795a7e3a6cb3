// The main picture of an incident: everything that happened, oldest first, with a place to write at its end. It follows the newest
// line as long as that is in sight.

import { useEffect, useRef, useState, type RefObject } from 'react';
import {
  Activity,
  Flag,
  Gauge,
  ListChecks,
  MessageSquareText,
  Play,
  ScrollText,
  Siren,
  TriangleAlert,
  type LucideIcon,
} from 'lucide-react';
import { inOrder, type IncidentState, type TimelineEntry, type TimelineKind } from '../../../shared/model/incident.ts';
import { Panel } from '../../components/Panel.tsx';
import { Scrollable } from '../../components/Scrollable.tsx';
import { Segmented } from '../../components/Segmented.tsx';
import tones from '../../components/tone.module.css';
import { formatWhen } from '../../i18n/format.ts';
import { useWords } from '../../i18n/i18n.ts';
import { href } from '../../route.ts';
import { useRunbooks } from '../../stores/runbooks-store.ts';
import { NoteBox } from './NoteBox.tsx';
import { sayEntry, sayIncident } from './say-entry.ts';
import styles from './Timeline.module.css';

const ICONS: Readonly<Record<TimelineKind, LucideIcon>> = {
  event: Activity,
  problem: TriangleAlert,
  run: Play,
  audit: ScrollText,
  note: MessageSquareText,
  phase: Flag,
  severity: Gauge,
  task: ListChecks,
  incident: Siren,
};

const FILTERS = {
  all: null,
  servers: ['event', 'problem'],
  runs: ['run', 'audit'],
  people: ['note', 'phase', 'severity', 'task', 'incident'],
} as const satisfies Record<string, readonly TimelineKind[] | null>;
type Filter = keyof typeof FILTERS;

export function Timeline({ state }: { readonly state: IncidentState }) {
  const t = useWords('incidents');
  const [filter, setFilter] = useState<Filter>('all');
  const kinds: readonly TimelineKind[] | null = FILTERS[filter];
  const shown = inOrder(state.timeline).filter(({ kind }) => kinds === null || kinds.includes(kind));
  const list = useNewestInSight(shown.at(-1)?.id);
  const { declaredMs, id } = state.incident;
  return (
    <Panel
      title={t('timeline.title')}
      className={styles.panel}
      aside={
        <Segmented
          label={t('timeline.filter')}
          value={filter}
          onChange={setFilter}
          choices={(Object.keys(FILTERS) as Filter[]).map((value) => ({ value, label: t(`timeline.${value}`) }))}
        />
      }
    >
      <Scrollable label={t('timeline.title')} role="log" frame={list} className={styles.scroll}>
        {shown.length === 0 && <p className={styles.empty}>{t('timeline.empty')}</p>}
        <ol>
          {shown.map((entry) => (
            <Line key={entry.id} entry={entry} isBefore={entry.atMs < declaredMs} />
          ))}
        </ol>
      </Scrollable>
      <NoteBox incidentId={id} />
    </Panel>
  );
}

function Line({ entry, isBefore }: { readonly entry: TimelineEntry; readonly isBefore: boolean }) {
  const t = useWords('incidents');
  const { runbooks } = useRunbooks();
  const { atMs, kind, health, detail, detailText, by, runId } = entry;
  const Icon = ICONS[kind];
  const isNote = kind === 'note' && detail !== null;
  const more = isNote ? null : (detail ?? (detailText === null ? null : sayIncident(detailText)));
  return (
    <li className={styles.line} data-before={isBefore || undefined} data-kind={kind}>
      <time className={styles.time} dir="ltr" dateTime={new Date(atMs).toISOString()}>
        {formatWhen(atMs)}
      </time>
      <span className={`${styles.icon} ${tones[health]}`} title={t(`timeline.kind.${kind}`)}>
        <Icon size={14} aria-hidden />
        <span className="visually-hidden">{t(`timeline.kind.${kind}`)}</span>
      </span>
      <div className={styles.words}>
        <p className={isNote ? styles.note : styles.title}>{isNote ? detail : sayEntry(entry, runbooks)}</p>
        {more !== null && <p className={styles.more}>{more}</p>}
      </div>
      <span className={styles.aside}>
        {by !== null && <bdi>{by}</bdi>}
        {runId !== null && (
          <a className={styles.link} href={href('runs', runId)}>
            {t('timeline.run')}
          </a>
        )}
      </span>
    </li>
  );
}

const NEAR_PIXELS = 60;

/** Scrolls to the newest line when it comes, unless the reader has scrolled away. */
function useNewestInSight(newestId: string | undefined): RefObject<HTMLDivElement | null> {
  const list = useRef<HTMLDivElement>(null);
  const isFollowing = useRef(true);
  useEffect(() => {
    const element = list.current;
    if (element === null) return undefined;
    const onScroll = (): void => {
      isFollowing.current = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_PIXELS;
    };
    element.addEventListener('scroll', onScroll, { passive: true });
    return () => element.removeEventListener('scroll', onScroll);
  }, []);
  useEffect(() => {
    if (newestId !== undefined && isFollowing.current) list.current?.scrollTo({ top: list.current.scrollHeight });
  }, [newestId]);
  return list;
}
