// The Redis shards, one row each: primary, links, replicas. Large clusters get small tiles instead.

import { useEffect, useState } from 'react';
import type { FleetState } from '../../../shared/model/fleet.ts';
import type { Shard } from '../../../shared/model/redis.ts';
import { formatRanges } from '../../../shared/slots.ts';
import { shardColour } from '../../charts/shard-colour.ts';
import { Code } from '../../components/Code.tsx';
import { useWords } from '../../i18n/i18n.ts';
import { NodeCard } from './NodeCard.tsx';
import { arrangementOf, companionsOf, movingSlots, replicationLink } from './node-facts.ts';
import { ReplicationLink } from './ReplicationLink.tsx';
import styles from './ShardRows.module.css';

/** More nodes than this are drawn as tiles. */
const ROOMY = 24;
/** More ranges than this are counted, not listed. */
const LISTED_RANGES = 4;

export interface ShardRowsProps {
  readonly fleet: FleetState;
  readonly selected: string | undefined;
  readonly isPortEnough: boolean;
}

export function ShardRows({ fleet, selected, isPortEnough }: ShardRowsProps) {
  const t = useWords('topology');
  const [companions] = useState(() => new Map<string, readonly string[]>());
  const { shards, strays } = arrangementOf(fleet.redisNodes, companions);
  useEffect(() => {
    for (const [id, replicas] of companionsOf({ shards, strays })) companions.set(id, replicas);
  });
  const compact = Object.keys(fleet.redisNodes).length > ROOMY;
  const cardOf = (node: Shard['primary'], shard: number | null) => (
    <NodeCard
      key={node.id}
      node={node}
      figures={fleet.redisFigures[node.id]}
      shard={shard}
      isSelected={selected === node.id}
      isPortEnough={isPortEnough}
      compact={compact}
    />
  );
  return (
    <>
      <ul className={compact ? styles.tiles : styles.rows}>
        {shards.map((shard) => (
          <li key={shard.index} className={styles.shard}>
            <ShardHead shard={shard} shards={shards} />
            {compact ? (
              <div className={styles.tile}>
                {[shard.primary, ...shard.replicas].map((node) => cardOf(node, shard.index))}
              </div>
            ) : (
              <div className={styles.row}>
                {cardOf(shard.primary, shard.index)}
                <div className={styles.replicas}>
                  {shard.replicas.map((replica) => (
                    <div key={replica.id} className={styles.replica}>
                      <ReplicationLink link={replicationLink(replica, fleet.redisFigures[replica.id])} />
                      {cardOf(replica, shard.index)}
                    </div>
                  ))}
                </div>
              </div>
            )}
          </li>
        ))}
      </ul>
      {strays.length > 0 && (
        <div className={styles.shard}>
          <h3 className={styles.head}>{t('strays')}</h3>
          <div className={styles.strays}>{strays.map((node) => cardOf(node, null))}</div>
        </div>
      )}
    </>
  );
}

function ShardHead({ shard, shards }: { readonly shard: Shard; readonly shards: readonly Shard[] }) {
  const t = useWords('topology');
  const { ranges, open } = shard.primary;
  const moving = movingSlots(shard, shards);
  const importing = open.filter(({ kind }) => kind === 'importing').length;
  const shown = formatRanges(ranges.slice(0, LISTED_RANGES)) + (ranges.length > LISTED_RANGES ? ', …' : '');
  return (
    <h3 className={styles.head}>
      <span className={styles.swatch} style={{ background: shardColour(shard.index) }} aria-hidden />
      <span>{t('shard', { shard: String(shard.index + 1) })}</span>
      <span className={styles.slots}>
        {ranges.length === 0 ? (
          t('noSlots')
        ) : (
          <>
            {t('slots')} <Code>{shown}</Code>
          </>
        )}
      </span>
      {moving.count > 0 && (
        <span className={styles.moving}>
          {t('migrating', { count: moving.count })} {moving.to !== null && t('to', { shard: String(moving.to + 1) })}
        </span>
      )}
      {moving.count === 0 && importing > 0 && (
        <span className={styles.moving}>{t('importing', { count: importing })}</span>
      )}
    </h3>
  );
}
