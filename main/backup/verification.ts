// What was learnt about a set after it was written: whether it verified, whether a restore of it was compared equal, what the
// last drill found. Stands beside the manifest and goes where the set goes; may be lost without harm.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { z } from 'zod';
import { storeError } from './store-errors.ts';

export const VERIFICATION_FILE = 'verification.json';

const Verification = z.object({
  verified: z
    .object({
      atMs: z.number(),
      ok: z.boolean(),
      by: z.string(),
      faults: z.array(z.object({ file: z.string(), reason: z.string() })),
    })
    .nullable(),
  proven: z.object({ atMs: z.number(), by: z.string(), tookMs: z.number() }).nullable(),
  drill: z
    .object({
      startedMs: z.number(),
      endedMs: z.number(),
      ok: z.boolean(),
      by: z.string(),
      runId: z.string(),
      restoredMs: z.number(),
      compared: z.object({
        collections: z.number(),
        documents: z.number(),
        indexes: z.number(),
        accounts: z.number(),
        families: z.number(),
        keys: z.number(),
      }),
      differences: z.number(),
    })
    .nullable()
    .default(null),
});
export type Verification = z.infer<typeof Verification>;

export const NOTHING_LEARNT: Verification = { verified: null, proven: null, drill: null };

/** What is known; nothing where the file is missing or not readable. */
export async function readVerification(setFolder: string): Promise<Verification> {
  return parseVerification(await readFile(join(setFolder, VERIFICATION_FILE), 'utf8').catch(() => ''));
}

/** Nothing is known where it cannot be read. */
export function parseVerification(content: string): Verification {
  try {
    return Verification.parse(JSON.parse(content));
  } catch {
    return NOTHING_LEARNT;
  }
}

export function verificationText(verification: Verification): string {
  return `${JSON.stringify(verification, null, 1)}\n`;
}

/** Replaces what is named in `change` and keeps the rest. */
export async function writeVerification(setFolder: string, change: Partial<Verification>): Promise<void> {
  const next = { ...(await readVerification(setFolder)), ...change };
  try {
    await writeFileAtomic(join(setFolder, VERIFICATION_FILE), verificationText(next));
  } catch (error) {
    throw storeError(error, `writing ${VERIFICATION_FILE}`);
  }
}
