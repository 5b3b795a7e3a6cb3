// MongoDB in one card: how far behind, how busy, who is primary, can it fail over.

import type { FleetState } from '../../../shared/model/fleet.ts';
import { Figure } from '../../components/Figure.tsx';
import { Sparkline } from '../../components/Sparkline.tsx';
import { durationParts, formatDurationIn, formatNumber, formatPercent, rateParts } from '../../i18n/format.ts';
import { useWords } from '../../i18n/i18n.ts';
import { useStream } from '../../stores/use-stream.ts';
import { LAG_ALERT_MS } from '../../../shared/model/thresholds.ts';
import { largestLag, mongoLagRows } from '../lag/lag-rows.ts';
import { AreaCard, Details, Figures, type Detail } from './AreaCard.tsx';
import { mongoFailoverReady, mongoPrimaryFigure, mongoSum } from './fleet-figures.ts';
import { seriesOf } from './history-series.ts';

const SHORT_OPLOG_MS = 24 * 3_600_000;

export function MongoCard({ fleet }: { readonly fleet: FleetState }) {
  const t = useWords('fleet');
  const { mongo } = fleet;
  const name = mongo && mongo.name !== '' ? t('card.mongo', { name: mongo.name }) : t('card.mongoStandalone');
  return (
    <AreaCard
      area="mongo"
      name={name}
      health={mongo?.health ?? null}
      trouble={fleet.trouble.mongo}
      problems={fleet.problems}
    >
      {() => <MongoFigures fleet={fleet} />}
    </AreaCard>
  );
}

function MongoFigures({ fleet }: { readonly fleet: FleetState }) {
  const t = useWords('fleet');
  const history = useStream(
    'history.watch',
    { profileId: fleet.profile.id, chart: 'mongo-ops', window: '5m' },
    ({ data }) => data,
  );
  const lagMs = largestLag(mongoLagRows(fleet))?.lagMs ?? null;
  const ops = mongoSum(fleet, 'opsPerSecond');
  return (
    <>
      <Figures>
        <Figure
          parts={lagMs === null ? null : durationParts(Math.round(lagMs))}
          label={t('mongo.lag')}
          reason={t('mongo.noLag')}
          tone={(lagMs ?? 0) > LAG_ALERT_MS ? 'attention' : 'plain'}
        />
        <Figure parts={ops === null ? null : rateParts(ops)} label={t('mongo.ops')} />
      </Figures>
      <Sparkline values={seriesOf(history, 'opsPerSecond')} label={t('mongo.history')} colour="var(--shard-3)" />
      <Details details={useDetails(fleet)} />
    </>
  );
}

function useDetails(fleet: FleetState): Detail[] {
  const t = useWords('fleet');
  const { mongo, mongoMembers } = fleet;
  const primary = mongo?.primary ? mongoMembers[mongo.primary] : undefined;
  const { ready, all } = mongoFailoverReady(fleet);
  const windowMs = mongo?.oplogWindowMs ?? null;
  const connections = mongoPrimaryFigure(fleet, 'connections');
  const available = mongoPrimaryFigure(fleet, 'connectionsAvailable');
  const used = mongoPrimaryFigure(fleet, 'cacheUsedBytes');
  const limit = mongoPrimaryFigure(fleet, 'cacheMaxBytes');
  const common: Detail[] = [
    {
      label: t('mongo.connections'),
      value:
        connections === null
          ? '–'
          : `${formatNumber(connections, 0)} / ${formatNumber(connections + (available ?? 0), 0)}`,
    },
    { label: t('mongo.cache'), value: used === null || !limit ? '–' : formatPercent(used / limit, 0) },
  ];
  if (mongo?.mode === 'standalone') return common;
  return [
    {
      label: t('mongo.primary'),
      value: primary ? `${primary.host}:${primary.port}` : t('mongo.noPrimary'),
      tone: primary ? undefined : 'critical',
    },
    {
      label: t('mongo.failover'),
      value: t('mongo.of', { some: String(ready), all: String(all) }),
      tone: ready === 0 ? 'attention' : undefined,
    },
    {
      label: t('mongo.oplog'),
      value: windowMs === null ? '–' : formatDurationIn(windowMs),
      tone:
        windowMs !== null && windowMs < SHORT_OPLOG_MS && fleet.problems['mongo.oplog-window']
          ? 'attention'
          : undefined,
    },
    ...common,
  ];
}
