// How far every replica is behind, as it moves, with the alert line; and where there is no figure, the reason.

import { useState } from 'react';
import type { FleetState, HistoryWindow } from '../../../shared/model/fleet.ts';
import { LAG_ALERT_MS } from '../../../shared/model/thresholds.ts';
import { WindowChoice } from '../../charts/WindowChoice.tsx';
import { ScreenBody } from '../../components/ScreenBody.tsx';
import { ScreenHeader } from '../../components/ScreenHeader.tsx';
import { StreamGate } from '../../components/StreamGate.tsx';
import { useWords } from '../../i18n/i18n.ts';
import { useFleet } from '../../stores/profile-store.ts';
import { LagPanel } from './LagPanel.tsx';
import { largestLag, mongoLagRows, redisLagRows } from './lag-rows.ts';
import styles from './LagScreen.module.css';

export function LagScreen() {
  const t = useWords('lag');
  const stream = useFleet((state) => state);
  const [window, setWindow] = useState<HistoryWindow>('5m');
  return (
    <ScreenBody>
      <ScreenHeader
        title={t('title')}
        subtitle={stream.data ? <Summary fleet={stream.data} /> : '\u00a0'}
        actions={<WindowChoice value={window} onChange={setWindow} />}
      />
      <StreamGate stream={stream}>
        {(fleet) => (
          <div className={styles.panels}>
            <LagPanel kind="redis" rows={redisLagRows(fleet)} window={window} />
            <LagPanel kind="mongo" rows={mongoLagRows(fleet)} window={window} />
          </div>
        )}
      </StreamGate>
    </ScreenBody>
  );
}

function Summary({ fleet }: { readonly fleet: FleetState }) {
  const t = useWords('lag');
  const worst = largestLag([...redisLagRows(fleet), ...mongoLagRows(fleet)]);
  if (worst?.lagMs === undefined || worst.lagMs === null) return t('summaryNone');
  const values = { address: worst.address, lag: worst.lagMs };
  return worst.lagMs > LAG_ALERT_MS ? t('summaryBehind', values) : t('summaryFine', values);
}
