// Choices the console remembers.

import { z } from 'zod';

export const Settings = z.strictObject({
  theme: z.enum(['system', 'dark', 'light']),
  language: z.enum(['en', 'ar']),
  /** Polling interval. 250 ms is the fastest that is kind to a server. */
  pollIntervalMs: z.number().int().min(250).max(60_000),
  /** Written into audit entries and verifications; free text. */
  operator: z.string().max(80),
  lastProfile: z.string().nullable(),
  /** A backup set that was proven counts as proven for so long. */
  proofDays: z.number().int().min(1).max(365),
});
export type Settings = z.infer<typeof Settings>;

export const DEFAULT_SETTINGS: Settings = {
  theme: 'system',
  language: 'en',
  pollIntervalMs: 1000,
  operator: '',
  lastProfile: null,
  proofDays: 7,
};
