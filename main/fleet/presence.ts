// When something was last seen, without a change at every tick. The rule: while a row is live, `lastSeenMs` is the moment it
// became live and stays; once it is late, down or gone, it is the last moment it was live. A row that vanishes stays, as gone.

import type { Health } from '../../shared/model/health.ts';

/** The part of a Redis node and of a MongoDB member this is about. */
export interface Seen {
  readonly presence: 'live' | 'late' | 'down' | 'gone';
  readonly lastSeenMs: number;
  readonly health: Health;
  readonly trouble: string | null;
}

export type Rows<Row> = Readonly<Record<string, Row>>;

/** How long a row that vanished is kept. */
export const GONE_KEPT_MS = 24 * 3_600_000;

export function withPresence<Row extends Seen>(
  before: Rows<Row>,
  after: Rows<Row>,
  beforeMs: number,
  nowMs: number,
): Rows<Row> {
  const rows: Record<string, Row> = {};
  for (const [id, row] of Object.entries(after))
    rows[id] = { ...row, lastSeenMs: lastSeenMs(before[id], row, beforeMs, nowMs) };
  for (const [id, row] of Object.entries(before)) {
    if (Object.hasOwn(after, id)) continue;
    const seenMs = row.presence === 'live' ? beforeMs : row.lastSeenMs;
    if (nowMs - seenMs > GONE_KEPT_MS) continue;
    rows[id] = { ...row, presence: 'gone', health: 'unknown', trouble: null, lastSeenMs: seenMs };
  }
  return rows;
}

function lastSeenMs(before: Seen | undefined, row: Seen, beforeMs: number, nowMs: number): number {
  if (row.presence === 'live') return before?.presence === 'live' ? before.lastSeenMs : nowMs;
  if (before === undefined) return row.lastSeenMs;
  return before.presence === 'live' ? beforeMs : before.lastSeenMs;
}

/** Every row of an area that did not answer: what was live is `late` or `down` now, what was gone stays gone. */
export function withoutAnswer<Row extends Seen>(
  rows: Rows<Row>,
  presence: 'late' | 'down',
  trouble: string | null,
  beforeMs: number,
): Rows<Row> {
  return Object.fromEntries(
    Object.entries(rows).map(([id, row]): [string, Row] => {
      if (row.presence === 'gone' || (presence === 'late' && row.presence === 'down')) return [id, row];
      const seenMs = row.presence === 'live' ? beforeMs : row.lastSeenMs;
      return [id, { ...row, presence, health: 'unknown', trouble, lastSeenMs: seenMs }];
    }),
  );
}
