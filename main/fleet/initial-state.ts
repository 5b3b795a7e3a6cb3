// What a session's state is before anything was read: nothing is claimed, not even that something is wrong.
// `clock.tick` is 0 exactly until the first reading is in.

import type { FleetProfile, FleetState } from '../../shared/model/fleet.ts';
import type { Profile } from '../../shared/model/profile.ts';

export function initialState(profile: Profile, readOnly: boolean, intervalMs: number): FleetState {
  return {
    profile: profileRow(profile, readOnly),
    clock: { tick: 0, atMs: 0, intervalMs, tookMs: 0 },
    redis: null,
    mongo: null,
    backups: null,
    trouble: { redis: null, mongo: null, backup: null },
    redisNodes: {},
    redisFigures: {},
    mongoMembers: {},
    mongoFigures: {},
    mongoCollections: {},
    problems: {},
    events: {},
  };
}

export function profileRow({ id, name, environment, colour }: Profile, readOnly: boolean): FleetProfile {
  return { id, name, environment, colour, readOnly };
}
