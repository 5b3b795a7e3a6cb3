// How an event is written down: an id that is the same whoever computes it, and the newest 200 kept.

import type { Area, FleetEvent, Health } from '../../../shared/model/health.ts';
import { text, type TextValue } from '../../../shared/text.ts';
import type { EventKind } from '../../../shared/texts/en.ts';

export const EVENTS_KEPT = 200;

/** `subject` tells events of one kind and moment apart. */
export function event(
  atMs: number,
  area: Area,
  health: Health,
  kind: EventKind,
  subject: string,
  values: Readonly<Record<string, TextValue>>,
): FleetEvent {
  return { id: `${atMs}-${kind}-${subject}`, atMs, area, health, title: text(`event.${kind}`, values) };
}

/** The table with `added` in it, without the oldest where they are too many. */
export function withEvents(
  events: Readonly<Record<string, FleetEvent>>,
  added: readonly FleetEvent[],
): Readonly<Record<string, FleetEvent>> {
  if (added.length === 0) return events;
  const all = { ...events, ...Object.fromEntries(added.map((one) => [one.id, one])) };
  const newest = Object.values(all)
    .sort((a, b) => a.atMs - b.atMs)
    .slice(-EVENTS_KEPT);
  return Object.fromEntries(newest.map((one) => [one.id, one]));
}
