// Who is where and follows whom, live: Redis shards, the replica set, the stores; beside them the slot map or the chosen node.

import { useRef, useState } from 'react';
import type { FleetState } from '../../../shared/model/fleet.ts';
import { ButtonLink } from '../../components/Button.tsx';
import { Panel } from '../../components/Panel.tsx';
import { ScreenBody } from '../../components/ScreenBody.tsx';
import { ScreenHeader } from '../../components/ScreenHeader.tsx';
import { Segmented } from '../../components/Segmented.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { StreamGate } from '../../components/StreamGate.tsx';
import { listWords } from '../../i18n/format.ts';
import { useWords } from '../../i18n/i18n.ts';
import { href, useRoute } from '../../route.ts';
import { useFleet, useShownProfileId } from '../../stores/profile-store.ts';
import { streamStore } from '../../stores/use-stream.ts';
import { FleetSections, type View } from './FleetSections.tsx';
import { MemberInspector } from './MemberInspector.tsx';
import { NodeInspector } from './NodeInspector.tsx';
import { SlotPanel } from './SlotPanel.tsx';
import { useMoves } from './use-moves.ts';
import styles from './TopologyScreen.module.css';

export function TopologyScreen() {
  const profileId = useShownProfileId();
  const stream = useFleet((state) => state);
  return (
    <ScreenBody>
      <StreamGate stream={stream} onRetry={() => streamStore('fleet.watch', { profileId }).retry()}>
        {(fleet) => <Topology fleet={fleet} />}
      </StreamGate>
    </ScreenBody>
  );
}

function Topology({ fleet }: { readonly fleet: FleetState }) {
  const t = useWords('topology');
  const { parameters } = useRoute();
  const [view, setView] = useState<View>('shards');
  const picture = useRef<HTMLDivElement>(null);
  useMoves(picture);
  const node = fleet.redisNodes[parameters['node'] ?? ''];
  const member = fleet.mongoMembers[parameters['member'] ?? ''];
  const isRead = fleet.clock.tick > 0;
  const side = node ? (
    <NodeInspector key={node.id} node={node} fleet={fleet} />
  ) : member ? (
    <MemberInspector key={member.key} member={member} fleet={fleet} />
  ) : fleet.redis?.mode === 'cluster' ? (
    <SlotPanel fleet={fleet} />
  ) : null;
  const canFailOver = fleet.redis?.mode === 'cluster';
  return (
    <>
      <ScreenHeader
        title={t('title')}
        subtitle={<Subtitle fleet={fleet} />}
        actions={
          <>
            <Segmented
              label={t('view')}
              value={view}
              onChange={setView}
              choices={[
                { value: 'shards', label: t('byShard') },
                { value: 'hosts', label: t('byHost') },
              ]}
            />
            {canFailOver && (
              <ButtonLink kind={node || member ? 'plain' : 'primary'} href={href('runbooks', 'redis.failover')}>
                {t('failOver')}
              </ButtonLink>
            )}
          </>
        }
      />
      <div className={styles.columns} data-side={side !== null || undefined}>
        <Panel fill className={styles.picture}>
          <div ref={picture} className={styles.sections}>
            {isRead ? (
              <FleetSections fleet={fleet} view={view} selected={node?.id ?? member?.key} />
            ) : (
              <Skeleton lines={6} height={60} />
            )}
          </div>
        </Panel>
        {side}
      </div>
    </>
  );
}

function Subtitle({ fleet }: { readonly fleet: FleetState }) {
  const t = useWords('topology');
  const nodes = Object.values(fleet.redisNodes).filter(({ presence }) => presence !== 'gone');
  const shards = nodes.filter(({ role, ranges }) => role === 'primary' && ranges.length > 0).length;
  const members = Object.values(fleet.mongoMembers).filter(({ presence }) => presence !== 'gone').length;
  const { redis } = fleet;
  const words = [
    nodes.length > 0 ? t('nodes', { count: nodes.length }) : null,
    redis?.mode === 'cluster' ? t('shards', { count: shards }) : null,
    redis?.mode === 'cluster'
      ? t('agreed', { epoch: String(redis.currentEpoch), agreeing: String(redis.agreeing), known: String(redis.known) })
      : null,
    members > 0 ? t('members', { count: members }) : null,
  ].filter((word) => word !== null);
  return <span>{listWords(words)}</span>;
}
