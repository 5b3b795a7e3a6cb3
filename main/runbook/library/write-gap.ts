// What a client saw during a failover, from the writes a probe tried: how long none was acknowledged, and how many
// acknowledged ones were lost. Pure.

export interface ProbeReport {
  /** The longest time between two acknowledged writes. Null: fewer than two were. */
  readonly gapMs: number | null;
  readonly acknowledged: number;
  readonly failed: number;
  /** Acknowledged writes that the server no longer had when the next one came. */
  readonly lost: number;
  /** When the first write failed, was redirected or came late, on the caller's time line. Null: none did. */
  readonly firstTroubleAtMs: number | null;
}

export interface WriteGap {
  acknowledge(atMs: number): void;
  fail(atMs: number): void;
  lose(writes: number): void;
  report(nowMs: number): ProbeReport;
}

/** A write that takes longer than this is trouble a client feels. */
const LATE_MS = 50;

export function createWriteGap(): WriteGap {
  let lastMs: number | null = null;
  let gapMs: number | null = null;
  let firstTroubleAtMs: number | null = null;
  const counts = { acknowledged: 0, failed: 0, lost: 0 };

  function trouble(atMs: number): void {
    firstTroubleAtMs ??= atMs;
  }

  return {
    acknowledge(atMs) {
      counts.acknowledged += 1;
      if (lastMs !== null) {
        gapMs = Math.max(gapMs ?? 0, atMs - lastMs);
        if (atMs - lastMs > LATE_MS) trouble(lastMs + LATE_MS);
      }
      lastMs = atMs;
    },
    fail(atMs) {
      counts.failed += 1;
      trouble(atMs);
    },
    lose(writes) {
      counts.lost += writes;
    },
    report(nowMs) {
      const stillOpenMs = lastMs !== null && counts.failed > 0 ? nowMs - lastMs : 0;
      return {
        ...counts,
        firstTroubleAtMs,
        gapMs: gapMs === null ? null : Math.max(gapMs, stillOpenMs > LATE_MS ? stillOpenMs : 0),
      };
    },
  };
}
