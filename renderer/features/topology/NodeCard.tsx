// One Redis node. A link: it opens the node's inspector. A node that is silent stays, faded, with the time it was last seen.

import type { RedisNode, FiguresRow } from '../../../shared/model/redis.ts';
import { redisFigure } from '../../../shared/model/redis.ts';
import { shardColour } from '../../charts/shard-colour.ts';
import { Age } from '../../components/Age.tsx';
import { Code } from '../../components/Code.tsx';
import { HealthMark } from '../../components/Health.tsx';
import { Tag } from '../../components/Tag.tsx';
import { formatNumber, formatRate, formatSize } from '../../i18n/format.ts';
import { useWords } from '../../i18n/i18n.ts';
import { href } from '../../route.ts';
import { conditionOf } from './node-facts.ts';
import styles from './NodeCard.module.css';

export interface NodeCardProps {
  readonly node: RedisNode;
  readonly figures: FiguresRow | undefined;
  /** Index of its shard; null for a node without one. */
  readonly shard: number | null;
  readonly isSelected: boolean;
  /** The port alone, where all nodes are on one host. */
  readonly isPortEnough: boolean;
  /** One line, for large clusters. */
  readonly compact?: boolean;
}

export function NodeCard({ node, figures, shard, isSelected, isPortEnough, compact = false }: NodeCardProps) {
  const t = useWords('topology');
  const isPrimary = node.role === 'primary' && node.ranges.length > 0;
  const address = `${node.host}:${node.port}`;
  return (
    <a
      className={`${styles.card} ${compact ? styles.compact : ''}`}
      href={isSelected ? href('topology') : href('topology', undefined, { node: node.id })}
      aria-current={isSelected || undefined}
      title={address}
      data-card={node.id}
      data-presence={node.presence}
      style={isPrimary && shard !== null ? { borderColor: shardColour(shard) } : undefined}
    >
      <span className={styles.head}>
        <HealthMark health={node.health} />
        <Code className={styles.address!}>{isPortEnough ? `:${node.port}` : address}</Code>
        <span
          className={styles.tag}
          {...(isPrimary && shard !== null ? { 'data-tag': `primary of shard ${shard}` } : {})}
        >
          <Tag>{t(`role.${node.role}`)}</Tag>
        </span>
      </span>
      <span className={styles.words}>
        <bdi>
          <NodeWords node={node} figures={figures} />
        </bdi>
      </span>
    </a>
  );
}

function NodeWords({ node, figures }: Pick<NodeCardProps, 'node' | 'figures'>) {
  const t = useWords('topology');
  const condition = conditionOf(node, figures);
  if (condition === 'late' || condition === 'down' || condition === 'gone') {
    return (
      <>
        {t(`node.${condition}`)} · <Age atMs={node.lastSeenMs} />
      </>
    );
  }
  if (condition !== 'serving') return t(`node.${condition}`);
  const ops = redisFigure(figures, 'opsPerSecond');
  const memory = redisFigure(figures, 'usedMemoryBytes');
  const ratio = redisFigure(figures, 'hitRatio');
  return [
    ops === null ? null : t('node.ops', { rate: formatRate(ops) }),
    memory === null ? null : formatSize(memory),
    ratio === null ? null : t('node.hits', { ratio: formatNumber(ratio * 100, 0) }),
  ]
    .filter((word) => word !== null)
    .join(' · ');
}
