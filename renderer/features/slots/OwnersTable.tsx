// Shard by shard: how many slots and keys it holds. Pointing at a row shows the shard alone on the map.

import { redisFigure, type Shard } from '../../../shared/model/redis.ts';
import type { FleetState } from '../../../shared/model/fleet.ts';
import { countSlots, SLOT_COUNT } from '../../../shared/slots.ts';
import { shardColour } from '../../charts/shard-colour.ts';
import { Code } from '../../components/Code.tsx';
import { DataTable, type Column } from '../../components/DataTable.tsx';
import { Swatch } from '../../components/Swatch.tsx';
import { formatNumber, formatPercent } from '../../i18n/format.ts';
import { useWords } from '../../i18n/i18n.ts';
import { addressOf, coveredSlots, openSlots } from './slot-facts.ts';
import styles from './OwnersTable.module.css';

interface Row {
  readonly id: string;
  readonly shard: Shard | null;
  readonly colour: string;
  readonly name: string;
  readonly slots: number;
  readonly keys: number | null;
}

export interface OwnersTableProps {
  readonly shards: readonly Shard[];
  readonly fleet: FleetState;
  readonly onPoint: (shardIndex: number | null) => void;
}

export function OwnersTable({ shards, fleet, onPoint }: OwnersTableProps) {
  const t = useWords('slots');
  // A primary without slots owns nothing: right after a failover the old primary is one for a moment.
  const owners = shards.filter(({ primary }) => primary.ranges.length > 0 || primary.open.length > 0);
  const rows: Row[] = owners.map((shard) => ({
    id: shard.primary.id,
    shard,
    colour: shardColour(shard.index),
    name: addressOf(shard),
    slots: countSlots(shard.primary.ranges),
    keys: redisFigure(fleet.redisFigures[shard.primary.id], 'keys'),
  }));
  const missing = SLOT_COUNT - coveredSlots(shards);
  if (missing > 0)
    rows.push({ id: 'nobody', shard: null, colour: 'var(--line)', name: t('nobody'), slots: missing, keys: null });
  const moving = openSlots(shards);
  if (moving > 0)
    rows.push({ id: 'moving', shard: null, colour: 'var(--attention)', name: t('moving'), slots: moving, keys: null });

  const columns: Column<Row>[] = [
    {
      id: 'owner',
      header: t('owner'),
      isRowHeader: true,
      cell: ({ shard, colour, name }) =>
        shard ? (
          <button
            type="button"
            className={styles.owner}
            onPointerEnter={() => onPoint(shard.index)}
            onPointerLeave={() => onPoint(null)}
            onFocus={() => onPoint(shard.index)}
            onBlur={() => onPoint(null)}
          >
            <Swatch colour={colour}>
              <span className={styles.number}>{shard.index + 1}</span>
              <Code>{name}</Code>
            </Swatch>
            <span className="visually-hidden">{t('highlight')}</span>
          </button>
        ) : (
          <Swatch colour={colour}>{name}</Swatch>
        ),
    },
    { id: 'slots', header: t('slots'), numeric: true, cell: ({ slots }) => formatNumber(slots) },
    { id: 'keys', header: t('keys'), numeric: true, cell: ({ keys }) => (keys === null ? '–' : formatNumber(keys)) },
    { id: 'share', header: t('share'), numeric: true, cell: ({ slots }) => formatPercent(slots / SLOT_COUNT) },
  ];
  return <DataTable caption={t('owners')} columns={columns} rows={rows} rowKey={({ id }) => id} />;
}
