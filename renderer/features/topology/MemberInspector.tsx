// All of one MongoDB member.

import type { FleetState } from '../../../shared/model/fleet.ts';
import { mongoFigure, type MongoFigure, type MongoMember } from '../../../shared/model/mongo.ts';
import { Age } from '../../components/Age.tsx';
import { ButtonLink } from '../../components/Button.tsx';
import { formatDateTime, formatDurationIn, formatNumber, formatSize } from '../../i18n/format.ts';
import { useWords } from '../../i18n/i18n.ts';
import { href } from '../../route.ts';
import { Facts, Inspector, type Fact } from './Inspector.tsx';
import { StateWord } from './StateWord.tsx';

export function MemberInspector({ member, fleet }: { readonly member: MongoMember; readonly fleet: FleetState }) {
  const t = useWords('topology');
  return (
    <Inspector
      kind={t('mongo')}
      address={`${member.host}:${member.port}`}
      tag={<StateWord state={member.state} />}
      health={member.health}
      trouble={member.trouble}
      actions={<Actions member={member} />}
    >
      <Facts title={t('inspector.state')} facts={useStateFacts(member, fleet)} />
      <Facts title={t('inspector.figures')} facts={useFigureFacts(member, fleet)} />
      <Facts title={t('inspector.identity')} facts={useIdentityFacts(member)} />
    </Inspector>
  );
}

function Actions({ member }: { readonly member: MongoMember }) {
  const t = useWords('topology');
  const canLead = member.state === 'SECONDARY' && member.priority > 0;
  return (
    <>
      {canLead && (
        <ButtonLink kind="primary" href={href('runbooks', 'mongo.failover', { successor: member.key })}>
          {t('inspector.makePrimary')}
        </ButtonLink>
      )}
      {member.state === 'PRIMARY' && (
        <ButtonLink kind="primary" href={href('runbooks', 'mongo.failover')}>
          {t('inspector.stepDown')}
        </ButtonLink>
      )}
      {!member.arbiter && <ButtonLink href={href('lag')}>{t('inspector.showLag')}</ButtonLink>}
    </>
  );
}

function useStateFacts(member: MongoMember, fleet: FleetState): Fact[] {
  const t = useWords('topology');
  const source = member.syncSource === null ? undefined : fleet.mongoMembers[member.syncSource];
  return [
    [t('inspector.field.presence'), t(`inspector.presence.${member.presence}`)],
    [t('inspector.field.lastSeen'), member.presence === 'live' ? null : <Age key="age" atMs={member.lastSeenMs} />],
    [t('inspector.field.syncSource'), source ? `${source.host}:${source.port}` : null],
    [t('inspector.field.priority'), formatNumber(member.priority, 2)],
    [t('inspector.field.votes'), formatNumber(member.votes)],
    [t('inspector.field.hidden'), t(member.hidden ? 'inspector.yes' : 'inspector.no')],
    [t('inspector.field.delay'), member.delaySeconds === 0 ? null : formatDurationIn(member.delaySeconds * 1_000)],
    [t('inspector.field.elected'), member.electedMs === null ? null : formatDateTime(member.electedMs)],
  ];
}

function useFigureFacts(member: MongoMember, fleet: FleetState): Fact[] {
  const t = useWords('topology');
  if (member.arbiter) return [];
  const row = fleet.mongoFigures[member.key];
  const shown = (figure: MongoFigure, words: (value: number) => string): string => {
    const value = mongoFigure(row, figure);
    return value === null ? '–' : words(value);
  };
  const rate = (value: number): string => formatNumber(value, value < 10 ? 1 : 0);
  const pair = (some: MongoFigure, limit: MongoFigure): string =>
    `${shown(some, formatSize)} / ${shown(limit, formatSize)}`;
  return [
    [
      t('inspector.field.lagTime'),
      member.state === 'PRIMARY' ? null : shown('lagMs', (value) => formatDurationIn(Math.round(value))),
    ],
    [t('inspector.field.ops'), shown('opsPerSecond', rate)],
    [t('inspector.field.inserts'), shown('insertsPerSecond', rate)],
    [t('inspector.field.queries'), shown('queriesPerSecond', rate)],
    [t('inspector.field.updates'), shown('updatesPerSecond', rate)],
    [t('inspector.field.deletes'), shown('deletesPerSecond', rate)],
    [t('inspector.field.connections'), shown('connections', rate)],
    [t('inspector.field.cache'), pair('cacheUsedBytes', 'cacheMaxBytes')],
    [t('inspector.field.dirty'), shown('cacheDirtyBytes', formatSize)],
  ];
}

function useIdentityFacts(member: MongoMember): Fact[] {
  const t = useWords('topology');
  return [
    [t('inspector.field.version'), member.version],
    [t('inspector.field.memberId'), String(member.memberId)],
    [t('inspector.field.electionId'), member.electionId],
  ];
}
