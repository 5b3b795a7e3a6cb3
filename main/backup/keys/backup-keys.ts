// The keys of one profile's sets, for as long as it is connected. Data keys live in memory only.

import { AppError } from '../../../shared/errors.ts';
import { newDataKey } from '../format/seal.ts';
import { unwrapKey, wrapKey, type WrappedKey } from './wrapped-key.ts';

export interface BackupKeys {
  /** A new data key, wrapped; null where the profile does not encrypt. Throws `denied` without the passphrase. */
  create(setId: string): Promise<WrappedKey | null>;
  /** The data key of a set. Throws `denied` without the passphrase, or with a wrong one. */
  open(setId: string, wrapped: WrappedKey): Promise<Uint8Array>;
}

const SHORTEST_PASSPHRASE = 12;

export function createBackupKeys({
  encrypts,
  passphrase,
}: {
  readonly encrypts: boolean;
  readonly passphrase: string | undefined;
}): BackupKeys {
  /** By what is wrapped: deriving a key takes long, on purpose. */
  const opened = new Map<string, Uint8Array>();

  const known = (): string => {
    if (passphrase !== undefined) return passphrase;
    throw new AppError('denied', 'The backup passphrase is not known here.', {
      hint: 'Choose encryption in the profile’s backup section and type the passphrase on connecting, or set MARSAD_BACKUP_PASSPHRASE.',
    });
  };

  return {
    async create(setId) {
      if (!encrypts) return null;
      if (known().length < SHORTEST_PASSPHRASE) {
        throw new AppError('bad_request', `A backup passphrase has at least ${SHORTEST_PASSPHRASE} characters.`, {
          hint: 'Whoever has the files can try passphrases without end: take several words.',
        });
      }
      return wrapKey(newDataKey(), setId, known());
    },
    async open(setId, wrapped) {
      const place = placeOf(setId, wrapped);
      const dataKey = opened.get(place) ?? (await unwrapKey(wrapped, setId, known()));
      opened.set(place, dataKey);
      return dataKey;
    },
  };
}

function placeOf(setId: string, wrapped: WrappedKey): string {
  return JSON.stringify([setId, wrapped]);
}
