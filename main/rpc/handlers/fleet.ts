// Calls and streams about profiles and what their servers say.

import { fleetContract } from '../../../shared/contract/fleet.ts';
import type { Profile } from '../../../shared/model/profile.ts';
import { changedFields, type Change } from '../../audit/changed-fields.ts';
import type { Services } from '../../services.ts';
import { audited } from '../audited.ts';
import type { Handlers } from '../handlers.ts';
import { readSlotKeys } from './slot-keys.ts';

export function fleetHandlers({ fleet, operator, audit }: Services): Handlers<typeof fleetContract> {
  const log = { operator, audit };
  /** Profiles hold no secret. */
  const changeOf = (id: string, after: Profile | null): Change =>
    changedFields(fleet.profiles.get().state.profiles[id]?.profile ?? null, after);

  return {
    'profiles.watch': () => ({ live: fleet.profiles }),
    'profiles.save': ({ profile, secrets, keepSecrets }) =>
      // Its environment decides what is asked before a change: that is what the log must tell.
      audited(
        log,
        {
          action: 'profile.save',
          profileId: profile.id,
          subject: profile.environment,
          ...changeOf(profile.id, profile),
        },
        () => fleet.saveProfile(profile, secrets, keepSecrets),
      ),
    'profiles.remove': async ({ id }) => {
      const action = { action: 'profile.remove', profileId: id, subject: 'profiles.remove', ...changeOf(id, null) };
      await audited(log, action, () => fleet.removeProfile(id));
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
    'profiles.setReadOnly': async ({ profileId, readOnly, confirmation, reason }) => {
      const entry = {
        action: readOnly ? 'profile.lock' : 'profile.unlock',
        profileId,
        subject: 'profiles.setReadOnly',
        why: reason,
        before: { readOnly: fleet.profiles.get().state.profiles[profileId]?.readOnly ?? null },
        after: { readOnly },
      };
      await audited(log, entry, async () => fleet.setReadOnly(profileId, readOnly, confirmation));
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
    'redis.slotKeys': ({ profileId, slot, count }, { signal }) =>
      readSlotKeys(fleet.session(profileId), slot, count, signal),
  };
}
