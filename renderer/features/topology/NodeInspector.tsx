// All of one Redis node.

import type { FleetState } from '../../../shared/model/fleet.ts';
import { redisFigure, type RedisFigure, type RedisNode } from '../../../shared/model/redis.ts';
import { countSlots, formatRanges } from '../../../shared/slots.ts';
import { Age } from '../../components/Age.tsx';
import { ButtonLink } from '../../components/Button.tsx';
import { CopyButton } from '../../components/CopyButton.tsx';
import { formatDurationIn, formatNumber, formatPercent, formatSize, listWords } from '../../i18n/format.ts';
import { useWords } from '../../i18n/i18n.ts';
import { href } from '../../route.ts';
import { Facts, Inspector, type Fact } from './Inspector.tsx';
import styles from './Facts.module.css';

export function NodeInspector({ node, fleet }: { readonly node: RedisNode; readonly fleet: FleetState }) {
  const t = useWords('topology');
  return (
    <Inspector
      kind={t('redis')}
      address={`${node.host}:${node.port}`}
      tag={t(`role.${node.role}`)}
      health={node.health}
      trouble={node.trouble}
      actions={<Actions node={node} fleet={fleet} />}
    >
      <Facts title={t('inspector.state')} facts={useStateFacts(node, fleet)} />
      <Facts title={t('inspector.figures')} facts={useFigureFacts(node, fleet)} />
      <Facts title={t('inspector.identity')} facts={useIdentityFacts(node)} />
    </Inspector>
  );
}

function Actions({ node, fleet }: { readonly node: RedisNode; readonly fleet: FleetState }) {
  const t = useWords('topology');
  const isCluster = fleet.redis?.mode === 'cluster';
  const hasReplica = Object.values(fleet.redisNodes).some(
    ({ primary, presence }) => primary === node.id && presence !== 'gone',
  );
  return (
    <>
      {isCluster && node.role === 'replica' && node.presence !== 'gone' && (
        <ButtonLink kind="primary" href={href('runbooks', 'redis.failover', { replica: node.id })}>
          {t('inspector.failOverTo')}
        </ButtonLink>
      )}
      {isCluster && node.role === 'primary' && hasReplica && (
        <ButtonLink kind="primary" href={href('runbooks', 'redis.failover')}>
          {t('inspector.failOverFrom')}
        </ButtonLink>
      )}
      {node.ranges.length > 0 && <ButtonLink href={href('slots')}>{t('inspector.showSlots')}</ButtonLink>}
      {node.role === 'replica' && <ButtonLink href={href('lag')}>{t('inspector.showLag')}</ButtonLink>}
    </>
  );
}

function useStateFacts(node: RedisNode, fleet: FleetState): Fact[] {
  const t = useWords('topology');
  const primary = node.primary === null ? undefined : fleet.redisNodes[node.primary];
  const follows =
    node.role === 'replica'
      ? primary
        ? `${primary.host}:${primary.port}`
        : (node.primary ?? t('inspector.none'))
      : null;
  const open = listWords(node.open.map(({ slot, kind }) => t(`inspector.open.${kind}`, { slot })));
  return [
    [t('inspector.field.presence'), t(`inspector.presence.${node.presence}`)],
    [t('inspector.field.lastSeen'), node.presence === 'live' ? null : <Age key="age" atMs={node.lastSeenMs} />],
    [t('inspector.field.follows'), follows],
    [
      t('inspector.field.replicationLink'),
      node.replicationLink === null ? null : t(`inspector.link.${node.replicationLink}`),
    ],
    [
      t('inspector.field.slots'),
      node.role === 'primary' ? `${formatNumber(countSlots(node.ranges))} · ${formatRanges(node.ranges)}` : null,
    ],
    [t('inspector.field.openSlots'), open === '' ? null : open],
    [t('inspector.field.configEpoch'), String(node.configEpoch)],
    [t('inspector.field.busLink'), t(node.linkState === 'connected' ? 'inspector.link.up' : 'inspector.link.down')],
    [t('inspector.field.flags'), node.flags.length === 0 ? t('inspector.none') : node.flags.join(', ')],
    [t('inspector.field.policy'), node.maxMemoryPolicy === '' ? null : node.maxMemoryPolicy],
  ];
}

function useFigureFacts(node: RedisNode, fleet: FleetState): Fact[] {
  const t = useWords('topology');
  const row = fleet.redisFigures[node.id];
  const shown = (figure: RedisFigure, words: (value: number) => string): string => {
    const value = redisFigure(row, figure);
    return value === null ? '–' : words(value);
  };
  const count = (value: number): string => formatNumber(value, value < 10 ? 2 : 0);
  return [
    [t('inspector.field.ops'), shown('opsPerSecond', count)],
    [t('inspector.field.hitRate'), shown('hitRatio', formatPercent)],
    [t('inspector.field.memory'), shown('usedMemoryBytes', formatSize)],
    [
      t('inspector.field.maxMemory'),
      shown('maxMemoryBytes', (value) => (value === 0 ? t('inspector.none') : formatSize(value))),
    ],
    [t('inspector.field.keys'), shown('keys', count)],
    [t('inspector.field.keysWithTtl'), shown('keysWithTtl', count)],
    [t('inspector.field.evicted'), shown('evictedPerSecond', count)],
    [t('inspector.field.expired'), shown('expiredPerSecond', count)],
    [t('inspector.field.fragmentation'), shown('fragmentationRatio', (value) => formatNumber(value, 2))],
    [t('inspector.field.clients'), shown('clients', count)],
    [t('inspector.field.lagBytes'), node.role === 'replica' ? shown('lagBytes', formatSize) : null],
    [
      t('inspector.field.lagTime'),
      node.role === 'replica' ? shown('lagMs', (value) => formatDurationIn(Math.round(value))) : null,
    ],
  ];
}

function useIdentityFacts(node: RedisNode): Fact[] {
  const t = useWords('topology');
  return [
    [t('inspector.field.version'), node.version],
    [t('inspector.field.nodeId'), <Id key="node" id={node.id} />],
    [
      t('inspector.field.replicationId'),
      node.replicationId === '' ? null : <Id key="replication" id={node.replicationId} />,
    ],
  ];
}

function Id({ id }: { readonly id: string }) {
  return (
    <span className={styles.id}>
      <span dir="ltr">{id}</span>
      <CopyButton text={id} kind="quiet" iconOnly />
    </span>
  );
}
