// What watchers of one run see. Journal entries show at once; progress and probe points, which may come a thousand times
// a second, are gathered and shown at most every 60 ms. Probe points are thinned to the worst of each 20 ms.

import type { Live } from '../live.ts';
import { live } from '../live.ts';
import { RUN_TABLES, type Measure, type ProbePoint, type Progress, type RunState } from '../../shared/model/run.ts';
import type { Text } from '../../shared/text.ts';
import { withStep, type RunRecord } from './run-record.ts';
import { applyEntry } from './run-state.ts';
import type { JournalEntry } from './journal.ts';

export interface RunView {
  readonly live: Live<RunState>;
  record(): RunRecord;
  apply(entry: JournalEntry): void;
  /** Changes that the journal does not hold: what an interrupted run looks like after the servers were read. */
  change(change: (record: RunRecord) => RunRecord): void;
  note(stepId: string, reading: Text): void;
  progress(stepId: string, progress: Progress): void;
  measure(name: string, measure: Measure): void;
  probe(point: ProbePoint): void;
  /** Shows what is gathered now. */
  flush(): void;
}

const SHOW_EVERY_MS = 60;
const PROBE_BUCKET_MS = 20;

export function createRunView(initial: RunRecord): RunView {
  let record = initial;
  let timer: NodeJS.Timeout | undefined;
  const shown = live<RunState>(initial.state, RUN_TABLES);

  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    shown.update(() => record.state);
  }

  function change(next: (record: RunRecord) => RunRecord): void {
    record = next(record);
    flush();
  }

  function gather(next: (record: RunRecord) => RunRecord): void {
    record = next(record);
    timer ??= setTimeout(flush, SHOW_EVERY_MS);
  }

  return {
    live: shown,
    record: () => record,
    change,
    flush,
    apply: (entry) => change((before) => applyEntry(before, entry)),
    note: (stepId, reading) => gather((before) => withStep(before, stepId, { reading })),
    progress: (stepId, progress) => gather((before) => withStep(before, stepId, { progress })),
    measure: (name, measure) =>
      gather((before) => ({
        ...before,
        state: { ...before.state, measures: { ...before.state.measures, [name]: measure } },
      })),
    probe: (point) =>
      gather((before) => ({ ...before, state: { ...before.state, probe: withProbePoint(before.state.probe, point) } })),
  };
}

/** Keeps the worst point of each bucket: a failed write beats every latency. */
function withProbePoint(probe: RunState['probe'], point: ProbePoint): RunState['probe'] {
  const bucket = String(Math.floor(point[0] / PROBE_BUCKET_MS));
  const before = probe[bucket];
  const isWorse = !before || (before[1] !== null && (point[1] === null || point[1] > before[1]));
  return isWorse ? { ...probe, [bucket]: point } : probe;
}
