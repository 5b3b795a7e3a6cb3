// The MongoDB replica set: its members in the order of the configuration, and arrows from what each copies.

import type { FleetState } from '../../../shared/model/fleet.ts';
import type { FiguresRow } from '../../../shared/model/redis.ts';
import { mongoFigure, type MongoMember } from '../../../shared/model/mongo.ts';
import { Age } from '../../components/Age.tsx';
import { Code } from '../../components/Code.tsx';
import { HealthMark } from '../../components/Health.tsx';
import { Tag } from '../../components/Tag.tsx';
import { useWords } from '../../i18n/i18n.ts';
import { href } from '../../route.ts';
import { memberIsBehind, membersInOrder } from './node-facts.ts';
import { StateWord } from './StateWord.tsx';
import { SyncArrows, type SyncArrow } from './SyncArrows.tsx';
import card from './NodeCard.module.css';
import styles from './MemberSet.module.css';

/** More members than this stand in several lines, where arrows would cross everything. */
const IN_ONE_LINE = 5;

export interface MemberSetProps {
  readonly fleet: FleetState;
  readonly selected: string | undefined;
  readonly isPortEnough: boolean;
}

export function MemberSet({ fleet, selected, isPortEnough }: MemberSetProps) {
  const members = membersInOrder(fleet.mongoMembers);
  const isLine = members.length <= IN_ONE_LINE;
  const arrows = members.flatMap((member, to): SyncArrow[] => {
    const from = members.findIndex(({ key }) => key === member.syncSource);
    return from < 0 ? [] : [{ from, to, isBehind: memberIsBehind(member, fleet.mongoFigures[member.key]) }];
  });
  return (
    <div>
      <div
        className={styles.members}
        style={{
          gridTemplateColumns: isLine
            ? `repeat(${members.length}, minmax(0, 1fr))`
            : 'repeat(auto-fill, minmax(190px, 1fr))',
        }}
      >
        {members.map((member) => (
          <MemberCard
            key={member.key}
            member={member}
            source={member.syncSource === null ? undefined : fleet.mongoMembers[member.syncSource]}
            figures={fleet.mongoFigures[member.key]}
            isSelected={selected === member.key}
            isPortEnough={isPortEnough}
          />
        ))}
      </div>
      {isLine && members.length > 1 && <SyncArrows count={members.length} arrows={arrows} />}
    </div>
  );
}

export interface MemberCardProps {
  readonly member: MongoMember;
  readonly source: MongoMember | undefined;
  readonly figures: FiguresRow | undefined;
  readonly isSelected: boolean;
  readonly isPortEnough: boolean;
}

export function MemberCard({ member, source, figures, isSelected, isPortEnough }: MemberCardProps) {
  const isPrimary = member.state === 'PRIMARY';
  const addressOf = ({ host, port }: MongoMember): string => (isPortEnough ? `:${port}` : `${host}:${port}`);
  return (
    <a
      className={`${card.card} ${styles.member}`}
      href={isSelected ? href('topology') : href('topology', undefined, { member: member.key })}
      aria-current={isSelected || undefined}
      title={`${member.host}:${member.port}`}
      data-card={member.key}
      data-presence={member.presence}
      data-primary={isPrimary || undefined}
    >
      <span className={card.head}>
        <HealthMark health={member.health} />
        <Code className={card.address!}>{addressOf(member)}</Code>
        <span className={card.tag} {...(isPrimary ? { 'data-tag': 'primary of the set' } : {})}>
          <Tag>
            <StateWord state={member.state} />
          </Tag>
        </span>
      </span>
      <span className={styles.words}>
        <MemberWords member={member} figures={figures} source={source && addressOf(source)} />
      </span>
    </a>
  );
}

function MemberWords({
  member,
  figures,
  source,
}: {
  readonly member: MongoMember;
  readonly figures: FiguresRow | undefined;
  readonly source: string | undefined;
}) {
  const t = useWords('topology');
  if (member.presence !== 'live') {
    return (
      <>
        {t(`node.${member.presence}`)} · <Age atMs={member.lastSeenMs} />
      </>
    );
  }
  if (member.arbiter) return t('set.arbiter');
  const lagMs = mongoFigure(figures, 'lagMs');
  const words = [
    member.state === 'PRIMARY' ? t('set.writes') : null,
    lagMs === null ? null : t('set.behind', { lag: Math.round(lagMs) }),
    t('set.priority', { priority: String(member.priority) }),
    member.votes === 0 ? t('set.noVote') : null,
    member.hidden ? t('set.hidden') : null,
    member.delaySeconds > 0 ? t('set.delayed', { delay: member.delaySeconds * 1_000 }) : null,
  ].filter((word) => word !== null);
  return (
    <>
      {words.join(' · ')}
      {source !== undefined && (
        <>
          {' · '}
          {t('set.syncsFrom')} <Code>{source}</Code>
        </>
      )}
    </>
  );
}
