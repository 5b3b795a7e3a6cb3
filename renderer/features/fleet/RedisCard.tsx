// Redis in one card: does it hit, how busy, is it whole, can it fail over.

import type { FleetState } from '../../../shared/model/fleet.ts';
import { redisFigure } from '../../../shared/model/redis.ts';
import { SLOT_COUNT } from '../../../shared/slots.ts';
import { latest } from '../../charts/chart-series.ts';
import { Figure } from '../../components/Figure.tsx';
import { Sparkline } from '../../components/Sparkline.tsx';
import { durationParts, formatDurationIn, formatNumber, formatSize, rateParts } from '../../i18n/format.ts';
import { useWords } from '../../i18n/i18n.ts';
import { useStream } from '../../stores/use-stream.ts';
import { HIT_RATIO_GOAL, LAG_ALERT_MS } from '../../../shared/model/thresholds.ts';
import { cacheTotals } from '../cache/cache-totals.ts';
import { largestLag, redisLagRows } from '../lag/lag-rows.ts';
import { AreaCard, Details, Figures, type Detail } from './AreaCard.tsx';
import { redisFailoverReady } from './fleet-figures.ts';
import { seriesOf } from './history-series.ts';

const HIT_RATIO = { subject: 'cluster', figure: 'hitRatio' };

export function RedisCard({ fleet }: { readonly fleet: FleetState }) {
  const t = useWords('fleet');
  const name = fleet.redis?.mode === 'standalone' ? t('card.redisStandalone') : t('card.redis');
  return (
    <AreaCard
      area="redis"
      name={name}
      health={fleet.redis?.health ?? null}
      trouble={fleet.trouble.redis}
      problems={fleet.problems}
    >
      {() => <RedisFigures fleet={fleet} />}
    </AreaCard>
  );
}

function RedisFigures({ fleet }: { readonly fleet: FleetState }) {
  const t = useWords('fleet');
  const history = useStream(
    'history.watch',
    { profileId: fleet.profile.id, chart: 'cache-cluster', window: '5m' },
    ({ data }) => data,
  );
  const hitRatio = latest(history, HIT_RATIO);
  const totals = cacheTotals(fleet, hitRatio);
  return (
    <>
      <Figures>
        <Figure
          parts={hitRatio === null ? null : { value: formatNumber(hitRatio * 100), unit: '%' }}
          label={t('redis.hitRate', { goal: formatNumber(HIT_RATIO_GOAL * 100) })}
          reason={t('redis.noLookups')}
          tone={hitRatio !== null && hitRatio < HIT_RATIO_GOAL ? 'attention' : 'plain'}
        />
        <Figure parts={totals.opsPerSecond === null ? null : rateParts(totals.opsPerSecond)} label={t('redis.ops')} />
      </Figures>
      <Sparkline values={seriesOf(history, 'opsPerSecond')} label={t('redis.history')} colour="var(--shard-1)" />
      <Details details={useDetails(fleet, totals)} />
    </>
  );
}

function useDetails(fleet: FleetState, totals: ReturnType<typeof cacheTotals>): Detail[] {
  const t = useWords('fleet');
  const worst = largestLag(redisLagRows(fleet));
  const { ready, all } = redisFailoverReady(fleet);
  const covered = fleet.redis?.slotsCovered ?? 0;
  const { usedMemoryBytes, maxMemoryBytes, evictedPerSecond } = totals;
  const limit = maxMemoryBytes === 0 ? t('redis.noLimit') : formatSize(maxMemoryBytes);
  const memory = usedMemoryBytes === null ? '–' : `${formatSize(usedMemoryBytes)} / ${limit}`;
  if (fleet.redis?.mode === 'standalone') {
    const clients = Object.values(fleet.redisFigures).map((row) => redisFigure(row, 'clients'))[0] ?? null;
    return [
      { label: t('redis.memory'), value: memory },
      { label: t('redis.evicted'), value: figure(evictedPerSecond) },
      { label: t('redis.clients'), value: figure(clients) },
    ];
  }
  return [
    {
      label: t('redis.slots'),
      value: `${formatNumber(covered)} / ${formatNumber(SLOT_COUNT)}`,
      tone: covered < SLOT_COUNT ? 'critical' : undefined,
    },
    {
      label: t('redis.failover'),
      value: t('redis.shards', { ready: String(ready), all: String(all) }),
      tone: ready < all ? 'attention' : undefined,
    },
    {
      label: t('redis.lag'),
      value: worst?.lagMs == null ? '–' : lagWords(worst.lagMs),
      tone: (worst?.lagMs ?? 0) > LAG_ALERT_MS ? 'attention' : undefined,
    },
    { label: t('redis.memory'), value: memory },
    {
      label: t('redis.evicted'),
      value: figure(evictedPerSecond),
      tone: (evictedPerSecond ?? 0) >= 1 ? 'attention' : undefined,
    },
  ];
}

/** Whole milliseconds: an average of a microsecond tells nobody anything. */
function lagWords(lagMs: number): string {
  return lagMs < 1_000
    ? formatDurationIn(Math.round(lagMs))
    : `${durationParts(lagMs).value} ${durationParts(lagMs).unit}`;
}

function figure(value: number | null): string {
  return value === null ? '–' : formatNumber(value, Math.abs(value) < 10 ? 1 : 0);
}
