// Everything that happened between two consecutive states, oldest kind first. Pure.
// The first reading of a session is no news: nothing is reported before there was something to compare with.

import type { FleetState } from '../../../shared/model/fleet.ts';
import type { FleetEvent } from '../../../shared/model/health.ts';
import { event } from './event.ts';
import { mongoEvents } from './mongo-events.ts';
import { redisEvents } from './redis-events.ts';

export function eventsBetween(before: FleetState, after: FleetState): FleetEvent[] {
  return [
    ...unreachableEvents(before, after),
    ...redisEvents(before, after),
    ...mongoEvents(before, after),
    ...backupEvents(before, after),
  ];
}

function unreachableEvents(before: FleetState, after: FleetState): FleetEvent[] {
  return (['redis', 'mongo', 'backup'] as const).flatMap((area) => {
    const trouble = after.trouble[area];
    if (trouble === null || before.trouble[area] !== null || before.clock.tick === 0) return [];
    return [event(after.clock.atMs, area, 'critical', `${area}.unreachable`, 'all', { message: trouble.message })];
  });
}

function backupEvents(before: FleetState, after: FleetState): FleetEvent[] {
  const [was, is] = [before.backups, after.backups];
  if (was === null || is === null) return [];
  const atMs = after.clock.atMs;
  return [
    ...((is.lastSetMs ?? 0) > (was.lastSetMs ?? 0)
      ? [event(atMs, 'backup', 'healthy', 'backup.taken', 'set', { sets: is.sets })]
      : []),
    ...((is.lastVerifiedMs ?? 0) > (was.lastVerifiedMs ?? 0)
      ? [event(atMs, 'backup', 'healthy', 'backup.verified', 'set', {})]
      : []),
  ];
}
