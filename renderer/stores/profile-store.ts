// Which connection profile the page shows. Screens take the id from here and their data from streams.

import { createStore } from 'zustand/vanilla';
import { useStore } from 'zustand';
import type { FleetState } from '../../shared/model/fleet.ts';
import type { ProfileRow } from '../../shared/contract/fleet.ts';
import type { StreamState } from './stream-store.ts';
import { useStream } from './use-stream.ts';

export interface SelectedProfile {
  /** Null until profiles are known, or where there is none. */
  readonly profileId: string | null;
}

export const profileStore = createStore<SelectedProfile>(() => ({ profileId: null }));

export function selectProfile(profileId: string | null): void {
  profileStore.setState({ profileId });
}

export function useProfileId(): string | null {
  return useStore(profileStore, (state) => state.profileId);
}

/** The id of the shown profile. Screens are only rendered while there is one. */
export function useShownProfileId(): string {
  const profileId = useProfileId();
  if (profileId === null) throw new Error('A screen was rendered without a profile.');
  return profileId;
}

/** What `selector` takes from the fleet of the shown profile. */
export function useFleet<Selected>(selector: (fleet: StreamState<FleetState>) => Selected): Selected {
  return useStream('fleet.watch', { profileId: useShownProfileId() }, selector);
}

/** The shown profile's row (environment, colour, read-only, connection), while profiles are known. */
export function useProfileRow(): ProfileRow | undefined {
  const profileId = useProfileId();
  return useStream('profiles.watch', {}, ({ data }) => (profileId === null ? undefined : data?.profiles[profileId]));
}
