// Redis as a cache: does it hit, does it fit, what does it lose; the whole cluster first, then node by node.

import { useState } from 'react';
import type { FleetState, HistoryState, HistoryWindow } from '../../../shared/model/fleet.ts';
import { HIT_RATIO_GOAL } from '../../../shared/model/thresholds.ts';
import { latest } from '../../charts/chart-series.ts';
import { WindowChoice } from '../../charts/WindowChoice.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { Panel } from '../../components/Panel.tsx';
import { ScreenBody } from '../../components/ScreenBody.tsx';
import { ScreenHeader } from '../../components/ScreenHeader.tsx';
import { StreamGate } from '../../components/StreamGate.tsx';
import { formatPercent } from '../../i18n/format.ts';
import { useWords } from '../../i18n/i18n.ts';
import { useFleet, useShownProfileId } from '../../stores/profile-store.ts';
import type { StreamState } from '../../stores/stream-store.ts';
import { useStream } from '../../stores/use-stream.ts';
import { CacheCharts } from './CacheCharts.tsx';
import { CacheFigures } from './CacheFigures.tsx';
import { CacheNodes } from './CacheNodes.tsx';
import { cacheTotals } from './cache-totals.ts';

export function CacheScreen() {
  const t = useWords('cache');
  const profileId = useShownProfileId();
  const stream = useFleet((state) => state);
  const [window, setWindow] = useState<HistoryWindow>('5m');
  const history = useStream('history.watch', { profileId, chart: 'cache-cluster', window });
  const hitRatio = latest(history.data, { subject: 'cluster', figure: 'hitRatio' });
  return (
    <ScreenBody>
      <ScreenHeader
        title={t('title')}
        subtitle={stream.data?.redis ? <Summary hitRatio={hitRatio} /> : '\u00a0'}
        actions={<WindowChoice value={window} onChange={setWindow} />}
      />
      <StreamGate stream={stream}>
        {(fleet) => <Cache fleet={fleet} hitRatio={hitRatio} history={history} window={window} />}
      </StreamGate>
    </ScreenBody>
  );
}

interface CacheProps {
  readonly fleet: FleetState;
  readonly hitRatio: number | null;
  readonly history: StreamState<HistoryState>;
  readonly window: HistoryWindow;
}

function Cache({ fleet, hitRatio, history, window }: CacheProps) {
  const t = useWords('cache');
  if (fleet.redis === null) {
    return (
      <Panel fill>
        <EmptyState title={t('noRedisTitle')} text={fleet.trouble.redis?.message ?? t('noRedisText')} />
      </Panel>
    );
  }
  return (
    <>
      <CacheFigures totals={cacheTotals(fleet, hitRatio)} />
      <CacheCharts stream={history} window={window} />
      <CacheNodes fleet={fleet} />
    </>
  );
}

function Summary({ hitRatio }: { readonly hitRatio: number | null }) {
  const t = useWords('cache');
  if (hitRatio === null) return t('summaryQuiet');
  const words = { rate: formatPercent(hitRatio), goal: formatPercent(HIT_RATIO_GOAL) };
  return hitRatio >= HIT_RATIO_GOAL ? t('summaryGood', words) : t('summaryLow', words);
}
