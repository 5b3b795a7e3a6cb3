// The keys of one profile's sets, for as long as it is connected. Data keys live in memory only.

import { AppError } from '../../../shared/errors.ts';
import { newDataKey } from '../format/seal.ts';
import {
  derivePassphraseKey,
  newDerivation,
  unwrapKey,
  wrapKey,
  type Derivation,
  type WrappedKey,
} from './wrapped-key.ts';

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
  const known = (): string => {
    if (passphrase !== undefined) return passphrase;
    throw new AppError('denied', 'The backup passphrase is not known here.', {
      hint: 'Choose encryption in the profile’s backup section and type the passphrase on connecting; for schedules run by cron, set MARSAD_BACKUP_PASSPHRASE.',
    });
  };

  /** All sets of this session share one derivation; those of earlier ones have their own. */
  const own = newDerivation();
  const derived = new Map<string, Promise<Uint8Array>>();
  const keyOf = ({ by, salt, cost, blockSize, parallelization }: Derivation): Promise<Uint8Array> => {
    const place = JSON.stringify([by, salt, cost, blockSize, parallelization]);
    const key = derived.get(place) ?? derivePassphraseKey(known(), { by, salt, cost, blockSize, parallelization });
    derived.set(place, key);
    return key;
  };

  return {
    async create(setId) {
      if (!encrypts) return null;
      if (known().length < SHORTEST_PASSPHRASE) {
        throw new AppError('bad_request', `A backup passphrase has at least ${SHORTEST_PASSPHRASE} characters.`, {
          hint: 'Whoever has the files can try passphrases without end: take several words.',
        });
      }
      return wrapKey(newDataKey(), setId, own, await keyOf(own));
    },
    open: async (setId, wrapped) => unwrapKey(wrapped, setId, await keyOf(wrapped)),
  };
}
