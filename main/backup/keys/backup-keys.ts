// What opens one profile's sets, for as long as it is connected: its passphrase, and the backup keys at hand. Data keys live in
// memory only.

import { AppError } from '../../../shared/errors.ts';
import type { BackupSettings } from '../../../shared/model/profile.ts';
import { newDataKey } from '../format/seal.ts';
import { keyIdOf, parseRecoveryText, shownKeyId } from './recovery-text.ts';
import {
  derivePassphraseKey,
  newDerivation,
  unwrapByKey,
  unwrapByPassphrase,
  wrapByKey,
  wrapByPassphrase,
  type Derivation,
  type WrappedKey,
} from './wrapped-key.ts';

export interface BackupKeys {
  /** A new data key, wrapped; null where the profile does not encrypt. Throws `denied` without the passphrase or the key. */
  create(setId: string): Promise<WrappedKey | null>;
  /** The data key of a set. Throws `denied` without the passphrase or the key, naming it, or with a wrong passphrase. */
  open(setId: string, wrapped: WrappedKey): Promise<Uint8Array>;
  /** Wraps the data key of a set anew, with what the profile encrypts by now. Throws `denied`, `bad_request` where it encrypts by nothing. */
  rewrap(setId: string, wrapped: WrappedKey): Promise<WrappedKey>;
  /** Whether the profile would wrap it so now. */
  isCurrent(wrapped: WrappedKey): boolean;
  /** Of the key the profile encrypts by: its name here, and its id. Null where it does not encrypt by one. */
  keyName(): Promise<string | null>;
}

/** Named keys, wherever they are kept. */
export interface KeyFinder {
  find(keyId: string): Promise<Uint8Array | undefined>;
  /** As it is called here; undefined where nobody here knows it. */
  nameOf(keyId: string): Promise<string | undefined>;
}

export interface BackupKeysOptions {
  /** Undefined: the profile does not encrypt. */
  readonly settings: BackupSettings | undefined;
  readonly passphrase?: string | undefined;
  /** Recovery texts that were typed for this session, parted by blanks. */
  readonly recoveryTexts?: string | undefined;
  /** Default: no key is kept. */
  readonly ring?: KeyFinder | undefined;
}

const NO_RING: KeyFinder = { find: async () => undefined, nameOf: async () => undefined };
const SHORTEST_PASSPHRASE = 12;

export function createBackupKeys({
  settings,
  passphrase,
  recoveryTexts,
  ring = NO_RING,
}: BackupKeysOptions): BackupKeys {
  const encryption = settings?.encryption ?? 'none';

  const knownPassphrase = (): string => {
    if (passphrase !== undefined) return passphrase;
    throw new AppError('denied', 'The backup passphrase is not known here.', {
      hint: 'Choose encryption in the profile’s backup section and type the passphrase on connecting; for schedules run by cron, set MARSAD_BACKUP_PASSPHRASE.',
    });
  };

  /** All sets of this session share one derivation, since deriving takes long on purpose; those of earlier ones have their own. */
  const own = newDerivation();
  const derived = new Map<string, Promise<Uint8Array>>();
  const passphraseKey = ({ by, salt, cost, blockSize, parallelization }: Derivation): Promise<Uint8Array> => {
    const how = { by, salt, cost, blockSize, parallelization };
    const place = JSON.stringify(how);
    const key = derived.get(place) ?? derivePassphraseKey(knownPassphrase(), how);
    derived.set(place, key);
    return key;
  };

  const requireLength = (): void => {
    if (knownPassphrase().length >= SHORTEST_PASSPHRASE) return;
    throw new AppError('bad_request', `A backup passphrase has at least ${SHORTEST_PASSPHRASE} characters.`, {
      hint: 'Whoever has the files can try passphrases without end: take several words.',
    });
  };

  const knownKey = async (keyId: string, what: string): Promise<Uint8Array> => {
    const typed = typedKeys(recoveryTexts).find((key) => keyIdOf(key) === keyId);
    const key = typed ?? (await ring.find(keyId));
    if (key) return key;
    throw new AppError('denied', `${what} the backup key ${await nameOfKey(keyId)}, which is not at hand here.`, {
      hint: 'Import its recovery text: `marsad backup-key import`, or the profile’s backup section. Where there is no keystore, type it on connecting or set MARSAD_BACKUP_KEY.',
      details: { keyId },
    });
  };

  const nameOfKey = async (keyId: string): Promise<string> => {
    const name = await ring.nameOf(keyId);
    return name === undefined ? shownKeyId(keyId) : `“${name}” (${shownKeyId(keyId)})`;
  };

  const wrap = async (setId: string, dataKey: Uint8Array): Promise<WrappedKey> => {
    switch (encryption) {
      case 'passphrase':
        requireLength();
        return wrapByPassphrase(dataKey, setId, own, await passphraseKey(own));
      case 'key':
        return wrapByKey(dataKey, setId, await knownKey(settings?.keyId ?? '', 'The profile encrypts by'));
      case 'none':
        throw new AppError('bad_request', 'The profile does not encrypt its sets.', {
          hint: 'Choose a passphrase or a backup key in the profile’s backup section.',
        });
    }
  };

  const open = async (setId: string, wrapped: WrappedKey): Promise<Uint8Array> =>
    wrapped.by === 'passphrase'
      ? unwrapByPassphrase(wrapped, setId, await passphraseKey(wrapped))
      : unwrapByKey(wrapped, setId, await knownKey(wrapped.keyId, `The set ${setId} is encrypted by`));

  return {
    create: async (setId) => (encryption === 'none' ? null : wrap(setId, newDataKey())),
    open,
    rewrap: async (setId, wrapped) => wrap(setId, await open(setId, wrapped)),
    isCurrent: (wrapped) => wrapped.by === encryption && (wrapped.by !== 'key' || wrapped.keyId === settings?.keyId),
    keyName: async () => (settings?.keyId === undefined ? null : nameOfKey(settings.keyId)),
  };
}

/** Throws `bad_request` where one is mistyped. */
export function typedKeys(recoveryTexts: string | undefined): readonly Buffer[] {
  return (recoveryTexts ?? '')
    .split(/[\s,;]+(?=MK1)/i)
    .filter((text) => text.trim() !== '')
    .map(parseRecoveryText);
}
