// The picture's parts: Redis, MongoDB, stores. A part that cannot be read says why and keeps its place.

import type { ReactNode } from 'react';
import type { AreaTrouble, FleetState } from '../../../shared/model/fleet.ts';
import { HealthMark } from '../../components/Health.tsx';
import { useWords } from '../../i18n/i18n.ts';
import { HostGroups } from './HostGroups.tsx';
import { MemberSet } from './MemberSet.tsx';
import { isOneHost } from './node-facts.ts';
import { ShardRows } from './ShardRows.tsx';
import { StoreCards } from './StoreCards.tsx';
import styles from './TopologyScreen.module.css';

export type View = 'shards' | 'hosts';

export interface FleetSectionsProps {
  readonly fleet: FleetState;
  readonly view: View;
  readonly selected: string | undefined;
}

export function FleetSections({ fleet, view, selected }: FleetSectionsProps) {
  const t = useWords('topology');
  const isPortEnough = isOneHost(fleet);
  const { redis, mongo, trouble } = fleet;
  const stores = (
    <Section title={t('stores')} trouble={trouble.backup}>
      <StoreCards profileId={fleet.profile.id} />
    </Section>
  );
  if (view === 'hosts') {
    return (
      <>
        <HostGroups fleet={fleet} selected={selected} />
        {stores}
      </>
    );
  }
  return (
    <>
      <Section title={redis?.mode === 'standalone' ? t('redis') : t('redisCluster')} trouble={trouble.redis}>
        {redis ? (
          <ShardRows fleet={fleet} selected={selected} isPortEnough={isPortEnough} />
        ) : (
          <Absent kind={t('redis')} />
        )}
      </Section>
      <Section title={t('mongo')} aside={mongo && <SetWords fleet={fleet} />} trouble={trouble.mongo}>
        {mongo ? (
          <MemberSet fleet={fleet} selected={selected} isPortEnough={isPortEnough} />
        ) : (
          <Absent kind={t('mongo')} />
        )}
      </Section>
      {stores}
    </>
  );
}

interface SectionProps {
  readonly title: string;
  readonly aside?: ReactNode;
  readonly trouble: AreaTrouble | null;
  readonly children: ReactNode;
}

function Section({ title, aside, trouble, children }: SectionProps) {
  return (
    <section className={styles.section} aria-label={title}>
      <div className={styles.heading}>
        <h2 className={styles.name}>{title}</h2>
        {aside}
      </div>
      {trouble && (
        <p className={styles.trouble}>
          <HealthMark health="critical" /> {trouble.message} {trouble.hint}
        </p>
      )}
      {children}
    </section>
  );
}

function SetWords({ fleet }: { readonly fleet: FleetState }) {
  const t = useWords('topology');
  const { mongo } = fleet;
  if (!mongo || mongo.mode === 'standalone') return null;
  const majority = Math.floor(mongo.voters / 2) + 1;
  return (
    <span className={styles.set}>
      <strong>{mongo.name}</strong>
      {' · '}
      {t('set.term', { term: String(mongo.term) })}
      {' · '}
      {t('set.majority', { majority: String(majority), voters: String(mongo.voters), up: String(mongo.votersUp) })}
      {mongo.primary === null && <span className={styles.missing}> · {t('set.noPrimary')}</span>}
    </span>
  );
}

function Absent({ kind }: { readonly kind: string }) {
  const t = useWords('topology');
  return <p className={styles.absent}>{t('absent', { kind })}</p>;
}
