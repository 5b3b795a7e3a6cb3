// How far a replica is behind its primary, in bytes and in time. Pure: it only remembers where a primary was, and when.

/**
 * Where one primary's replication stream stood, over the last ticks.
 *
 * Redis tells offsets, not times. A replica's lag in time is therefore measured as: now, minus the moment at which its
 * primary stood where the replica stands now. That moment lies between two readings of the primary and is interpolated
 * between them (a stream that grows evenly within one tick is assumed; the error is never larger than one tick).
 * A replica that has everything is 0 behind, however long the primary has been idle.
 */
export class OffsetHistory {
  readonly #limit: number;
  #streamId = '';
  #times: number[] = [];
  #offsets: number[] = [];

  /** 900 readings are a quarter of an hour at 1 Hz: a replica further behind has bytes but no time. */
  constructor(limit = 900) {
    this.#limit = limit;
  }

  /** Adds a reading. Another stream (`master_replid`), or one that went back, makes all earlier readings worthless. */
  add(streamId: string, atMs: number, offset: number): void {
    const newest = this.#offsets.at(-1);
    if (streamId !== this.#streamId || (newest !== undefined && offset < newest)) this.#forget(streamId);
    const lastAtMs = this.#times.at(-1);
    if (lastAtMs !== undefined && atMs <= lastAtMs) return;
    this.#times.push(atMs);
    this.#offsets.push(offset);
    if (this.#times.length > this.#limit * 2) {
      this.#times = this.#times.slice(-this.#limit);
      this.#offsets = this.#offsets.slice(-this.#limit);
    }
  }

  /** The newest reading. */
  get offset(): number | null {
    return this.#offsets.at(-1) ?? null;
  }

  get streamId(): string {
    return this.#streamId;
  }

  /** When the stream last stood at `offset`; null when that was before the first reading. */
  reachedAt(offset: number): number | null {
    const index = this.#lastNotAfter(offset);
    if (index < 0) return null;
    const atMs = this.#times[index]!;
    const nextMs = this.#times[index + 1];
    if (nextMs === undefined) return atMs;
    const from = this.#offsets[index]!;
    const to = this.#offsets[index + 1]!;
    return atMs + ((offset - from) / (to - from)) * (nextMs - atMs);
  }

  /** Index of the last reading at or before `offset` (offsets never fall), -1 when there is none. */
  #lastNotAfter(offset: number): number {
    let low = 0;
    let high = this.#offsets.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#offsets[middle]! <= offset) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  #forget(streamId: string): void {
    this.#streamId = streamId;
    this.#times = [];
    this.#offsets = [];
  }
}

export interface Lag {
  readonly lagBytes: number | null;
  readonly lagMs: number | null;
}

export const NO_LAG_FIGURE: Lag = { lagBytes: null, lagMs: null };

/** Lag of a replica that stood at `offset` of its primary's stream at `atMs`. */
export function lagBehind(primary: OffsetHistory, offset: number, atMs: number): Lag {
  const newest = primary.offset;
  if (newest === null) return NO_LAG_FIGURE;
  const lagBytes = Math.max(0, newest - offset);
  if (lagBytes === 0) return { lagBytes: 0, lagMs: 0 };
  const reachedAtMs = primary.reachedAt(offset);
  return { lagBytes, lagMs: reachedAtMs === null ? null : Math.max(0, Math.round(atMs - reachedAtMs)) };
}
