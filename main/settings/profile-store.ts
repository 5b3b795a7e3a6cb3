// The connection profiles, in profiles.json. Never a secret: the schema has no place for one and refuses unknown fields.

import { join } from 'node:path';
import { z } from 'zod';
import { AppError } from '../../shared/errors.ts';
import { Profile } from '../../shared/model/profile.ts';
import { live, type Live } from '../live.ts';
import { parseInput } from './parse-input.ts';
import type { StoreOptions } from './settings-store.ts';
import { storedFile } from './stored-file.ts';

export interface StoredProfiles {
  readonly profiles: Readonly<Record<string, Profile>>;
}

export interface ProfileStore {
  readonly state: Live<StoredProfiles>;
  get(id: string): Profile | undefined;
  /** Adds it, or replaces the one of the same id. What other consoles stored meanwhile stays. Throws `bad_request`. */
  save(profile: Profile): Promise<void>;
  /** Throws `not_found`. */
  remove(id: string): Promise<void>;
  /** Reads again what other consoles may have written. */
  reload(): Promise<void>;
}

const ProfilesFile = z.strictObject({ version: z.literal(1), profiles: z.array(Profile) });
type ProfilesFile = z.infer<typeof ProfilesFile>;

export async function createProfileStore({ folder, lifetime, report }: StoreOptions): Promise<ProfileStore> {
  const path = join(folder, 'profiles.json');
  const file = storedFile<ProfilesFile>({ path, schema: ProfilesFile, initial: { version: 1, profiles: [] }, report });
  lifetime.add(file.idle);
  const state = live<StoredProfiles>({ profiles: byId(await file.read()) }, ['profiles']);

  return {
    state,
    get: (id) => state.get().state.profiles[id],
    async save(input) {
      const profile = parseInput(Profile, input, 'the profile');
      const stored = await file.change(({ profiles }) => {
        const known = profiles.some(({ id }) => id === profile.id);
        return {
          version: 1,
          profiles: known
            ? profiles.map((other) => (other.id === profile.id ? profile : other))
            : [...profiles, profile],
        };
      });
      state.update(() => ({ profiles: byId(stored) }));
    },
    async remove(id) {
      const stored = await file.change(({ profiles }) => {
        if (!profiles.some((profile) => profile.id === id)) {
          throw new AppError('not_found', `there is no stored profile ${id}`, {
            hint: 'It may have been removed by another console.',
          });
        }
        return { version: 1, profiles: profiles.filter((profile) => profile.id !== id) };
      });
      state.update(() => ({ profiles: byId(stored) }));
    },
    async reload() {
      const stored = await file.read();
      state.update(() => ({ profiles: byId(stored) }));
    },
  };
}

function byId({ profiles }: ProfilesFile): Record<string, Profile> {
  return Object.fromEntries(profiles.map((profile) => [profile.id, profile]));
}
