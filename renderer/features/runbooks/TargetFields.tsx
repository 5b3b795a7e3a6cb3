// The four choices among real things: replicas, members, collections, backup sets. Each row says what the choice hangs on.

import type { ReactNode } from 'react';
import { Age } from '../../components/Age.tsx';
import { ButtonLink } from '../../components/Button.tsx';
import { Code } from '../../components/Code.tsx';
import { HealthMark } from '../../components/Health.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { formatDateTime, formatSize } from '../../i18n/format.ts';
import { useWords } from '../../i18n/i18n.ts';
import { href } from '../../route.ts';
import { ChoiceRows, type ChoiceGroup, type ChoiceRow } from './ChoiceRows.tsx';
import type {
  CollectionOption,
  MemberOption,
  ReplicaGroup,
  ReplicaOption,
  SetOption,
  UnfinishedOption,
} from './field-options.ts';

export interface TargetFieldProps<Option> {
  readonly label: string;
  readonly help: string | undefined;
  readonly isRequired: boolean;
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** Null: still being read. */
  readonly offered: readonly Option[] | null;
}

type Words = ReturnType<typeof useWords<'runbooks'>>;

export function ReplicaField({ offered, ...field }: TargetFieldProps<ReplicaGroup>) {
  const t = useWords('runbooks');
  if (offered === null) return <Skeleton lines={3} height={30} />;
  const groups: ChoiceGroup[] = offered.map((group) => ({
    id: group.primary,
    heading: (
      <>
        {t('form.shard', { shard: group.shard })} <Code>{group.primary}</Code> ·{' '}
        {t('form.slots', { count: group.slots })}
      </>
    ),
    rows: group.replicas.map((replica) => ({
      value: replica.value,
      name: <Code>{replica.address}</Code>,
      search: replica.address,
      facts: replicaFacts(replica, t),
    })),
    empty: t('form.noReplica'),
  }));
  return <ChoiceRows {...field} groups={groups} empty={t('form.noReplicas')} />;
}

function replicaFacts(replica: ReplicaOption, t: Words): ReactNode[] {
  return [
    lagWords(replica.lagMs, replica.lagBytes, t),
    replica.link === null ? null : t(`form.link.${replica.link}`),
    replica.presence === 'live' ? null : t(`form.presence.${replica.presence}`),
    <HealthMark key="health" health={replica.health} />,
  ].filter((fact) => fact !== null);
}

function lagWords(lagMs: number | null, lagBytes: number | null, t: Words): string {
  if (lagMs === null && lagBytes === null) return t('form.noLag');
  if ((lagMs ?? 0) === 0 && (lagBytes ?? 0) === 0) return t('form.inSync');
  if (!lagMs) return t('form.lagBytes', { lag: lagBytes ?? 0 });
  return lagBytes ? t('form.lagBoth', { lag: lagMs, bytes: lagBytes }) : t('form.lag', { lag: lagMs });
}

export function MemberField({ offered, ...field }: TargetFieldProps<MemberOption>) {
  const t = useWords('runbooks');
  if (offered === null) return <Skeleton lines={3} height={30} />;
  const rows: ChoiceRow[] = offered.map((member) => ({
    value: member.value,
    name: <Code>{member.address}</Code>,
    search: `${member.address} ${member.state}`,
    facts: [
      member.isPrimary || !member.electable ? null : lagWords(member.lagMs, null, t),
      member.electable ? t('form.priority', { priority: member.priority }) : t('form.notElectable'),
      member.hidden ? t('form.hidden') : null,
      member.state,
      <HealthMark key="health" health={member.health} />,
    ].filter((fact) => fact !== null),
  }));
  return <ChoiceRows {...field} groups={[{ id: 'members', rows }]} empty={t('form.noMembers')} />;
}

export function CollectionField({ offered, ...field }: TargetFieldProps<CollectionOption>) {
  const t = useWords('runbooks');
  if (offered === null) return <Skeleton lines={3} height={30} />;
  const rows: ChoiceRow[] = offered.map((option) => ({
    value: option.value,
    name: (
      <Code>
        {option.database}.{option.collection}
      </Code>
    ),
    search: option.value,
    facts: [
      t('form.documents', { count: option.documents }),
      formatSize(option.dataBytes),
      `${t('form.indexes', { count: option.indexes })}, ${formatSize(option.indexBytes)}`,
    ],
  }));
  return <ChoiceRows {...field} groups={[{ id: 'collections', rows }]} empty={t('form.noCollections')} />;
}

const HEALTH_OF_VERIFICATION = { ok: 'healthy', failed: 'critical', never: 'unknown' } as const;

export function SetField({ offered, ...field }: TargetFieldProps<SetOption>) {
  const t = useWords('runbooks');
  if (offered === null) return <Skeleton lines={3} height={30} />;
  const rows: ChoiceRow[] = offered.map((set) => ({
    value: set.value,
    name: formatDateTime(set.finishedMs),
    search: `${set.value} ${formatDateTime(set.finishedMs)}`,
    facts: [
      <Age key="age" atMs={set.finishedMs} />,
      formatSize(set.sizeBytes),
      t(`form.holds.${holds(set)}`),
      isProven(set) ? t('form.proven') : t(`form.verification.${set.verification}`),
      <HealthMark key="health" health={isProven(set) ? 'healthy' : HEALTH_OF_VERIFICATION[set.verification]} />,
    ],
  }));
  const empty = (
    <>
      {t('form.noSets')} <ButtonLink href={href('runbooks', 'backup.take')}>{t('form.noSetsAction')}</ButtonLink>
    </>
  );
  return <ChoiceRows {...field} groups={[{ id: 'sets', rows }]} empty={empty} />;
}

export function UnfinishedField({ offered, ...field }: TargetFieldProps<UnfinishedOption>) {
  const t = useWords('runbooks');
  if (offered === null) return <Skeleton lines={2} height={30} />;
  const rows: ChoiceRow[] = offered.map(({ value, startedMs, sizeBytes, store }) => ({
    value,
    name: formatDateTime(startedMs),
    search: `${value} ${formatDateTime(startedMs)}`,
    facts: [<Age key="age" atMs={startedMs} />, formatSize(sizeBytes), store],
  }));
  return <ChoiceRows {...field} groups={[{ id: 'unfinished', rows }]} empty={t('form.noUnfinished')} />;
}

function holds(set: SetOption): 'both' | 'mongo' | 'redis' | 'none' {
  if (set.holdsMongo && set.holdsRedis) return 'both';
  if (set.holdsMongo) return 'mongo';
  return set.holdsRedis ? 'redis' : 'none';
}

/** Proven once is no comfort for a set that was found damaged since. */
function isProven({ proven, verification }: SetOption): boolean {
  return proven && verification !== 'failed';
}
