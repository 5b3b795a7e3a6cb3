// Calls and streams about profiles and what their servers say.

import { fleetContract } from '../../../shared/contract/fleet.ts';
import type { Services } from '../../services.ts';
import type { Handlers } from '../handlers.ts';
import { readSlotKeys } from './slot-keys.ts';

export function fleetHandlers({ fleet, operator, audit }: Services): Handlers<typeof fleetContract> {
  return {
    'profiles.watch': () => ({ live: fleet.profiles }),
    'profiles.save': ({ profile, secrets, keepSecrets }) => fleet.saveProfile(profile, secrets, keepSecrets),
    'profiles.remove': async ({ id }) => {
      await fleet.removeProfile(id);
      return null;
    },
    'profiles.test': ({ profile, secrets }) => fleet.testProfile(profile, secrets),
    'profiles.connect': async ({ profileId, secrets }) => {
      await fleet.connect(profileId, secrets);
      return null;
    },
    'profiles.disconnect': async ({ profileId }) => {
      await fleet.disconnect(profileId);
      return null;
    },
    'profiles.setReadOnly': async ({ profileId, readOnly, confirmation }) => {
      fleet.setReadOnly(profileId, readOnly, confirmation);
      await audit.append({
        who: operator(),
        action: readOnly ? 'profile.lock' : 'profile.unlock',
        target: profileId,
        subject: 'profiles.setReadOnly',
        why: '',
        runId: null,
        planHash: null,
        result: 'done',
      });
      return null;
    },
    'fleet.watch': ({ profileId }) => {
      const session = fleet.session(profileId);
      return { live: session.fleet, ended: session.ended };
    },
    'history.watch': ({ profileId, chart, window }) => {
      const session = fleet.session(profileId);
      return { live: session.history(chart, window), ended: session.ended };
    },
    'redis.slotKeys': ({ profileId, slot, count }, { signal }) => readSlotKeys(fleet.session(profileId), slot, count, signal),
  };
}
