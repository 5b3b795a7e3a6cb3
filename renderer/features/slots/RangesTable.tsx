// The map as text: every range in slot order with its owner, holes included. What a screen reader reads instead of the picture.

import type { Shard } from '../../../shared/model/redis.ts';
import { shardColour } from '../../charts/shard-colour.ts';
import { Code } from '../../components/Code.tsx';
import { DataTable, type Column } from '../../components/DataTable.tsx';
import { Swatch } from '../../components/Swatch.tsx';
import { Tag } from '../../components/Tag.tsx';
import { formatNumber } from '../../i18n/format.ts';
import { useWords } from '../../i18n/i18n.ts';
import { addressOf, rangesInOrder, type OwnedRange } from './slot-facts.ts';

/** A cluster that was reshaped often has hundreds of ranges; beyond this the list says how many more there are. */
const LONGEST_LIST = 200;

export function RangesTable({ shards }: { readonly shards: readonly Shard[] }) {
  const t = useWords('slots');
  const ranges = rangesInOrder(shards);
  const columns: Column<OwnedRange>[] = [
    { id: 'from', header: t('from'), isRowHeader: true, cell: ({ from }) => <Code>{from}</Code> },
    { id: 'to', header: t('to'), cell: ({ to }) => <Code>{to}</Code> },
    { id: 'count', header: t('count'), numeric: true, cell: ({ from, to }) => formatNumber(to - from + 1) },
    {
      id: 'owner',
      header: t('owner'),
      cell: ({ shard }) =>
        shard ? (
          <Swatch colour={shardColour(shard.index)}>
            <Code>{addressOf(shard)}</Code>
          </Swatch>
        ) : (
          <Tag tone="critical">{t('nobody')}</Tag>
        ),
    },
  ];
  return (
    <>
      <DataTable
        caption={t('list')}
        columns={columns}
        rows={ranges.slice(0, LONGEST_LIST)}
        rowKey={({ from }) => String(from)}
      />
      {ranges.length > LONGEST_LIST && <p>{t('moreKeys', { shown: LONGEST_LIST, count: ranges.length })}</p>}
    </>
  );
}
