// Which profile the page shows at start: the last one used, else the running lab's, else the first. A profile that is removed
// makes room for the next.

import { useEffect } from 'react';
import type { ProfileRow } from '../../../shared/contract/fleet.ts';
import { saveSettings, useSettings } from '../shell/use-settings.ts';
import { selectProfile, useProfileId } from '../../stores/profile-store.ts';
import { useStream } from '../../stores/use-stream.ts';

export function useChosenProfile(): void {
  const profiles = useStream('profiles.watch', {}, ({ data }) => data?.profiles);
  const lastProfile = useSettings()?.lastProfile;
  const profileId = useProfileId();
  const isKnown = profiles !== undefined && lastProfile !== undefined;
  const stillThere = profileId !== null && profiles?.[profileId] !== undefined;
  useEffect(() => {
    if (isKnown && !stillThere) selectProfile(firstChoice(profiles, lastProfile));
  }, [isKnown, stillThere, profiles, lastProfile]);
}

/** Shows another profile, now and at the next start. */
export function chooseProfile(profileId: string): void {
  selectProfile(profileId);
  saveSettings({ lastProfile: profileId });
}

export function firstChoice(profiles: Readonly<Record<string, ProfileRow>>, lastProfile: string | null): string | null {
  if (lastProfile !== null && profiles[lastProfile]) return lastProfile;
  const rows = Object.values(profiles).sort((a, b) => a.profile.name.localeCompare(b.profile.name));
  return (rows.find(({ fromLab }) => fromLab) ?? rows[0])?.profile.id ?? null;
}
