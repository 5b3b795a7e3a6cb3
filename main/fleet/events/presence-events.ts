// Servers that came, went and came back: the same four sentences for Redis nodes and MongoDB members.

import type { Area, FleetEvent, Health } from '../../../shared/model/health.ts';
import type { EventKind } from '../../../shared/texts/en.ts';
import type { Rows, Seen } from '../presence.ts';
import { event } from './event.ts';

export interface PresenceKinds {
  readonly added: EventKind;
  readonly down: EventKind;
  readonly back: EventKind;
  readonly gone: EventKind;
}

export function presenceEvents<Row extends Seen & { readonly host: string; readonly port: number }>(
  before: Rows<Row>,
  after: Rows<Row>,
  area: Area,
  kinds: PresenceKinds,
  downHealth: (row: Row) => Health,
  atMs: number,
): FleetEvent[] {
  const events: FleetEvent[] = [];
  for (const [id, row] of Object.entries(after)) {
    const was = before[id];
    const values = { server: serverLabel(row) };
    if (was === undefined || was.presence === 'gone') {
      if (row.presence !== 'gone') events.push(event(atMs, area, 'healthy', kinds.added, id, values));
    } else if (row.presence === 'gone') {
      events.push(event(atMs, area, 'attention', kinds.gone, id, values));
    } else if (row.presence === 'down' && was.presence !== 'down') {
      events.push(event(atMs, area, downHealth(row), kinds.down, id, values));
    } else if (row.presence === 'live' && was.presence === 'down') {
      events.push(event(atMs, area, 'healthy', kinds.back, id, values));
    }
  }
  return events;
}

/** `host:port`, as people name a server. */
export function serverLabel(row: { readonly host: string; readonly port: number }): string {
  return `${row.host.includes(':') ? `[${row.host}]` : row.host}:${row.port}`;
}
