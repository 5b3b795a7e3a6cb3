// One good snapshot of the chosen profile for the commands that only read: rates need two ticks, so two are waited for.

import type { FleetState } from '../../shared/model/fleet.ts';
import { connectProfile } from './choose-profile.ts';
import { stateOf, type AppSession } from './session.ts';

export async function readFleet(session: AppSession): Promise<FleetState> {
  const { profile } = await connectProfile(session);
  return stateOf(session, 'fleet.watch', { profileId: profile.id }, isComplete);
}

/** Two ticks read, or an area that cannot be read and says why. */
function isComplete({ clock, trouble }: FleetState): boolean {
  return clock.tick >= 2 || (clock.tick >= 1 && [trouble.redis, trouble.mongo].some((each) => each !== null));
}
