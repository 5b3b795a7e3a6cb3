// The preferences, in settings.json. A file from another version is read as far as it is understood, the rest is the default.

import { join } from 'node:path';
import { z } from 'zod';
import type { AppError } from '../../shared/errors.ts';
import type { Lifetime } from '../../shared/lifetime.ts';
import type { SettingsState } from '../../shared/contract/app.ts';
import { DEFAULT_SETTINGS, Settings } from '../../shared/model/settings.ts';
import { live, type Live } from '../live.ts';
import { parseInput } from './parse-input.ts';
import { storedFile } from './stored-file.ts';

export interface SettingsStore {
  readonly state: Live<SettingsState>;
  get(): Settings;
  /** Changes the given settings, keeps the others. Throws `bad_request` naming the setting that is wrong. */
  save(change: Partial<Settings>): Promise<Settings>;
}

export interface StoreOptions {
  readonly folder: string;
  readonly lifetime: Lifetime;
  /** Hears of a file that could not be understood and was kept aside. */
  readonly report: (trouble: AppError) => void;
}

const SettingsFile = z.record(z.string(), z.unknown()).transform((stored): Settings => {
  const understood: Record<string, unknown> = { ...DEFAULT_SETTINGS };
  for (const [name, schema] of Object.entries(Settings.shape)) {
    const parsed = schema.safeParse(stored[name]);
    if (parsed.success) understood[name] = parsed.data;
  }
  return Settings.parse(understood);
});

export async function createSettingsStore({ folder, lifetime, report }: StoreOptions): Promise<SettingsStore> {
  const path = join(folder, 'settings.json');
  const file = storedFile({ path, schema: SettingsFile, initial: DEFAULT_SETTINGS, report });
  lifetime.add(file.idle);
  const state = live<SettingsState>({ settings: await file.read() }, []);
  return {
    state,
    get: () => state.get().state.settings,
    async save(change) {
      const wanted = parseInput(Settings.partial(), change, 'the settings');
      const settings = await file.change((stored) => Settings.parse({ ...stored, ...wanted }));
      state.update(() => ({ settings }));
      return settings;
    },
  };
}
