// The named backup keys of this machine: the keys themselves in the system's keystore, their names in a file of the settings
// folder. A key never leaves this module but into memory, and as the recovery text its owner asks for.

import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import type { BackupKeyInfo, BackupKeysHere, CreatedBackupKey } from '../../../shared/contract/backup-keys.ts';
import type { Clock } from '../../../shared/clock.ts';
import { AppError } from '../../../shared/errors.ts';
import type { SecretStore } from '../../host.ts';
import { storedFile } from '../../settings/stored-file.ts';
import type { KeyFinder } from './backup-keys.ts';
import { KEY_BYTES, keyIdOf, parseRecoveryText, recoveryTextOf, shownKeyId } from './recovery-text.ts';

export interface KeyRing extends KeyFinder {
  list(): Promise<BackupKeysHere>;
  /** Throws `conflict` where a key bears that name. Without a keystore the recovery text is all there is of it. */
  create(name: string): Promise<CreatedBackupKey>;
  /** Throws `not_found` where the key is not here. */
  export(keyId: string): Promise<string>;
  /** Puts a key back from its recovery text. Throws `bad_request` where that is mistyped, `unsupported` without a keystore. */
  import(name: string, recoveryText: string): Promise<BackupKeyInfo>;
  /** Holds a text that was typed against a key that is known by name. Throws `bad_request`. */
  check(keyId: string, recoveryText: string): Promise<void>;
  /** Forgets it on this machine. Sets that are encrypted by it stay as they are. */
  remove(keyId: string): Promise<void>;
}

export interface KeyRingOptions {
  readonly settingsFolder: string;
  readonly secrets: SecretStore;
  readonly clock: Clock;
  readonly report: (trouble: AppError) => void;
}

const KnownKeys = z.array(
  z.strictObject({
    keyId: z.string().regex(/^[0-9a-f]{16}$/),
    name: z.string(),
    createdMs: z.number(),
  }),
);
type KnownKey = z.infer<typeof KnownKeys>[number];

/** What a key is called in the keystore. */
export const keyPlace = (keyId: string): string => `backup-key/${keyId}`;

export function createKeyRing({ settingsFolder, secrets, clock, report }: KeyRingOptions): KeyRing {
  const file = storedFile({ path: join(settingsFolder, 'backup-keys.json'), schema: KnownKeys, initial: [], report });

  const find = async (keyId: string): Promise<Buffer | undefined> => {
    if (!secrets.available) return undefined;
    const text = await secrets.get(keyPlace(keyId));
    if (text === undefined) return undefined;
    const key = parseRecoveryText(text);
    if (keyIdOf(key) === keyId) return key;
    throw new AppError('damaged', `The keystore holds another key where ${shownKeyId(keyId)} was kept.`, {
      hint: 'Remove it here, and import it from its recovery text.',
    });
  };

  const infoOf = async (known: KnownKey): Promise<BackupKeyInfo> => ({
    ...known,
    isHere: secrets.available && (await secrets.get(keyPlace(known.keyId))) !== undefined,
  });

  const add = async (key: Buffer, name: string): Promise<BackupKeyInfo> => {
    const keyId = keyIdOf(key);
    const known = await file.read();
    const namesake = known.find((each) => each.name === name && each.keyId !== keyId);
    if (namesake) {
      throw new AppError('conflict', `There is a backup key “${name}” already (${shownKeyId(namesake.keyId)}).`, {
        hint: 'Take another name.',
        retryable: false,
      });
    }
    const added = { keyId, name, createdMs: known.find((each) => each.keyId === keyId)?.createdMs ?? clock.now() };
    // First the key, then its name: a name without its key would look like a key that was lost.
    if (secrets.available) await secrets.set(keyPlace(keyId), recoveryTextOf(key));
    await file.change((all) => [...all.filter((each) => each.keyId !== keyId), added]);
    return infoOf(added);
  };

  return {
    find,
    nameOf: async (keyId) => (await file.read()).find((known) => known.keyId === keyId)?.name,
    list: async () => ({
      keys: await Promise.all((await file.read()).map(infoOf)),
      keystore: { available: secrets.available, reason: secrets.reason },
    }),
    async create(name) {
      const key = randomBytes(KEY_BYTES);
      return { ...(await add(key, name)), recoveryText: recoveryTextOf(key) };
    },
    async export(keyId) {
      const key = await find(keyId);
      if (key) return recoveryTextOf(key);
      throw new AppError('not_found', `The backup key ${shownKeyId(keyId)} is not in a keystore of this machine.`, {
        hint: 'What was written down when it was made is all there is of it.',
      });
    },
    async import(name, recoveryText) {
      const key = parseRecoveryText(recoveryText);
      if (secrets.available) return add(key, name);
      throw new AppError('unsupported', 'Backup keys cannot be kept on this machine.', {
        hint: `${secrets.reason ?? 'There is no keystore.'} Type the recovery text on connecting, or set MARSAD_BACKUP_KEY.`,
      });
    },
    async check(keyId, recoveryText) {
      const typed = keyIdOf(parseRecoveryText(recoveryText));
      if (typed === keyId) return;
      throw new AppError('bad_request', `That is the recovery text of another key: ${shownKeyId(typed)}.`, {
        hint: `The key ${shownKeyId(keyId)} was asked for.`,
        details: { field: 'recoveryText' },
      });
    },
    async remove(keyId) {
      if (secrets.available) await secrets.remove(keyPlace(keyId));
      await file.change((all) => all.filter((each) => each.keyId !== keyId));
    },
  };
}
