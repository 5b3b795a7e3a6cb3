// What happened to a replica set between two readings: elections, members, their states.

import type { FleetState } from '../../../shared/model/fleet.ts';
import type { FleetEvent } from '../../../shared/model/health.ts';
import { event } from './event.ts';
import { presenceEvents, serverLabel, type PresenceKinds } from './presence-events.ts';

const MEMBER_KINDS: PresenceKinds = {
  added: 'mongo.member-new',
  down: 'mongo.member-down',
  back: 'mongo.member-back',
  gone: 'mongo.member-gone',
};

/** An election says these; as state changes they would only repeat it. */
const ELECTION_STATES: ReadonlySet<string> = new Set(['PRIMARY', 'SECONDARY']);

export function mongoEvents(before: FleetState, after: FleetState): FleetEvent[] {
  if (before.mongo === null || after.mongo === null || after.trouble.mongo !== null) return [];
  const atMs = after.clock.atMs;
  if (before.trouble.mongo !== null) {
    return [event(atMs, 'mongo', 'healthy', 'mongo.reachable', 'all', {}), ...electionEvents(before, after, atMs)];
  }
  return [
    ...presenceEvents(before.mongoMembers, after.mongoMembers, 'mongo', MEMBER_KINDS, () => 'attention', atMs),
    ...electionEvents(before, after, atMs),
    ...stateEvents(before, after, atMs),
  ];
}

function electionEvents(before: FleetState, after: FleetState, atMs: number): FleetEvent[] {
  const was = before.mongo;
  const is = after.mongo;
  if (was === null || is === null) return [];
  if (is.primary === null) {
    return was.primary === null
      ? []
      : [event(atMs, 'mongo', 'critical', 'mongo.no-primary', is.name, { from: labelOf(before, was.primary) })];
  }
  // A reading from hellos alone knows no term (0): a term that comes or goes is no election.
  const isSameTerm = is.term === was.term || is.term === 0 || was.term === 0;
  if (is.primary === was.primary && isSameTerm) return [];
  if (is.term === 0)
    return [event(atMs, 'mongo', 'attention', 'mongo.primary', is.primary, { primary: labelOf(after, is.primary) })];
  const values = { primary: labelOf(after, is.primary), term: is.term };
  return [event(atMs, 'mongo', 'attention', 'mongo.election', is.primary, values)];
}

function stateEvents(before: FleetState, after: FleetState, atMs: number): FleetEvent[] {
  return Object.values(after.mongoMembers).flatMap((member) => {
    const was = before.mongoMembers[member.key];
    if (was === undefined || was.state === member.state || member.presence !== 'live' || was.presence !== 'live')
      return [];
    if (ELECTION_STATES.has(was.state) && ELECTION_STATES.has(member.state)) return [];
    const health = ELECTION_STATES.has(member.state) ? 'healthy' : 'attention';
    const values = { server: serverLabel(member), from: was.state, to: member.state };
    return [event(atMs, 'mongo', health, 'mongo.member-state', member.key, values)];
  });
}

function labelOf(state: FleetState, key: string): string {
  const member = state.mongoMembers[key];
  return member === undefined ? key : serverLabel(member);
}
