// The charts' memory: what every figure was over the last five minutes, half hour and two hours, in three rings per chart.
// It lives as long as the session and is filled while the session polls; a time nobody watched is a gap, never a line.

import { HISTORY_WINDOWS, type FleetState, type HistoryState, type HistoryWindow } from '../../shared/model/fleet.ts';
import type { Live } from '../live.ts';
import { CHARTS, sampleOf, type Chart } from './history-charts.ts';
import { createRing, type Ring } from './history-ring.ts';

/** Points of a whole window. */
const CAPACITY: Readonly<Record<HistoryWindow, number>> = { '5m': 300, '30m': 360, '2h': 360 };
const WINDOWS = Object.keys(HISTORY_WINDOWS) as HistoryWindow[];

export interface History {
  add(state: FleetState): void;
  of(chart: Chart, window: HistoryWindow): Live<HistoryState>;
}

export function createHistory(): History {
  const rings = new Map<string, Ring>();
  const name = (chart: Chart, window: HistoryWindow): string => `${chart} ${window}`;
  for (const chart of CHARTS) {
    for (const window of WINDOWS) {
      rings.set(
        name(chart, window),
        createRing({ secondsPerPoint: HISTORY_WINDOWS[window], capacity: CAPACITY[window] }),
      );
    }
  }
  return {
    add(state) {
      for (const chart of CHARTS) {
        const sample = sampleOf(chart, state);
        for (const window of WINDOWS)
          rings.get(name(chart, window))?.add(state.clock.atMs, state.clock.intervalMs, sample);
      }
    },
    of: (chart, window) => rings.get(name(chart, window))!.live,
  };
}
