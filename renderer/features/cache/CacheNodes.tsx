// Node by node, replicas under their primary: where the cluster's sum comes from.

import { redisFigure, shardsOf, type RedisFigure, type RedisNode } from '../../../shared/model/redis.ts';
import type { FleetState } from '../../../shared/model/fleet.ts';
import { shardColour } from '../../charts/shard-colour.ts';
import { Code } from '../../components/Code.tsx';
import { DataTable, type Column } from '../../components/DataTable.tsx';
import { HealthMark } from '../../components/Health.tsx';
import { Panel } from '../../components/Panel.tsx';
import { Swatch } from '../../components/Swatch.tsx';
import { Tag } from '../../components/Tag.tsx';
import { formatNumber, formatPercent, formatRate, formatSize } from '../../i18n/format.ts';
import { useWords } from '../../i18n/i18n.ts';

interface Row {
  readonly node: RedisNode;
  readonly shard: number;
  readonly figure: (name: RedisFigure) => number | null;
}

export function CacheNodes({ fleet }: { readonly fleet: FleetState }) {
  const t = useWords('cache');
  const rows: Row[] = shardsOf(fleet.redisNodes).flatMap(({ index, primary, replicas }) =>
    [primary, ...replicas].map((node) => ({
      node,
      shard: index,
      figure: (name: RedisFigure) => redisFigure(fleet.redisFigures[node.id], name),
    })),
  );
  const figures: [id: RedisFigure, header: string, format: (value: number) => string][] = [
    ['hitRatio', t('hitRateColumn'), (value) => formatPercent(value)],
    ['opsPerSecond', t('ops'), formatRate],
    ['keys', t('keys'), (value) => formatNumber(value)],
    ['usedMemoryBytes', t('memoryColumn'), formatSize],
    ['maxMemoryBytes', t('maxColumn'), (value) => (value === 0 ? t('none') : formatSize(value))],
    ['fragmentationRatio', t('fragmentation'), (value) => formatNumber(value, 2)],
    ['evictedPerSecond', t('evicted'), formatRate],
    ['expiredPerSecond', t('expired'), formatRate],
    ['clients', t('clients'), (value) => formatNumber(value)],
  ];
  const columns: Column<Row>[] = [
    {
      id: 'node',
      header: t('node'),
      isRowHeader: true,
      cell: ({ node, shard }) => (
        <Swatch colour={shardColour(shard)}>
          <HealthMark health={node.health} />
          <Code>{`${node.host}:${node.port}`}</Code>
        </Swatch>
      ),
    },
    { id: 'role', header: t('role'), cell: ({ node }) => <Tag>{t(`roles.${node.role}`)}</Tag> },
    ...figures.map(([id, header, format]): Column<Row> => ({
      id,
      header,
      numeric: true,
      cell: ({ figure }) => {
        const value = figure(id);
        return value === null ? '–' : format(value);
      },
    })),
    {
      id: 'ttl',
      header: t('ttlColumn'),
      numeric: true,
      cell: ({ figure }) => {
        const keys = figure('keys');
        return keys === null || keys === 0 ? '–' : formatPercent((figure('keysWithTtl') ?? 0) / keys, 0);
      },
    },
    { id: 'policy', header: t('policy'), cell: ({ node }) => <Code>{node.maxMemoryPolicy}</Code> },
  ];
  return (
    <Panel title={t('nodes')}>
      <DataTable caption={t('nodes')} columns={columns} rows={rows} rowKey={({ node }) => node.id} />
    </Panel>
  );
}
