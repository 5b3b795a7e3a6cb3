// Where a profile's passwords come from: typed for this session, or the keystore. They are kept in memory or in the
// keystore, and nowhere else: never in a file of ours, a message or a log.

import { AppError } from '../../shared/errors.ts';
import { z } from 'zod';
import {
  SECRET_NAMES,
  StoreKeys,
  type PasswordName,
  type Profile,
  type Secrets,
  type StoreTarget,
} from '../../shared/model/profile.ts';
import { isSame } from '../../shared/patch.ts';
import { keyPlace } from '../backup/keys/key-ring.ts';
import type { Host } from '../host.ts';

/** The keys of all S3 stores of a profile are one entry of the keystore. */
const STORES = 'stores';
const KeptStores = z.record(z.string(), StoreKeys);

export interface ProfileSecrets {
  /** What is known now: typed before keystore. */
  of(profileId: string): Promise<Secrets>;
  /** The passwords the profile needs (it names a user) that are neither in the keystore nor typed. */
  missing(profile: Profile): Promise<readonly PasswordName[]>;
  /** Remembers typed ones until `forget`. */
  hold(profileId: string, secrets: Secrets): void;
  forget(profileId: string): void;
  /** Throws `unsupported` where there is no keystore. */
  keep(profileId: string, secrets: Secrets): Promise<void>;
  /** Takes everything out of the keystore and out of memory. */
  remove(profileId: string): Promise<void>;
  /**
   * Takes away what is known for `before` and must not be sent to the servers of `after`: a password belongs to the servers it
   * was typed for, and does not follow a profile that is pointed elsewhere.
   */
  removeForeign(before: Profile | undefined, after: Profile): Promise<void>;
}

export function createProfileSecrets(host: Host): ProfileSecrets {
  const held = new Map<string, Secrets>();
  const place = (profileId: string, name: PasswordName | typeof STORES): string => `${profileId}/${name}`;

  async function stored(profileId: string): Promise<Secrets> {
    if (!host.secrets.available) return {};
    const secrets: Secrets = {};
    for (const name of SECRET_NAMES) {
      const secret = await host.secrets.get(place(profileId, name));
      if (secret !== undefined) secrets[name] = secret;
    }
    const stores = await host.secrets.get(place(profileId, STORES));
    if (stores !== undefined) secrets.stores = KeptStores.parse(JSON.parse(stores));
    return secrets;
  }

  async function of(profileId: string): Promise<Secrets> {
    return mergeSecrets(await stored(profileId), held.get(profileId) ?? {});
  }

  /** A named key is kept once for all profiles. */
  async function hasBackupKey({ backup }: Profile): Promise<boolean> {
    if (backup?.keyId === undefined || !host.secrets.available) return false;
    return (await host.secrets.get(keyPlace(backup.keyId))) !== undefined;
  }

  async function write(profileId: string, secrets: Secrets): Promise<void> {
    for (const name of SECRET_NAMES) {
      const secret = secrets[name];
      if (secret !== undefined) await host.secrets.set(place(profileId, name), secret);
    }
    if (secrets.stores) await host.secrets.set(place(profileId, STORES), JSON.stringify(secrets.stores));
  }

  return {
    of,
    async missing(profile) {
      const known = await of(profile.id);
      const isInRing = await hasBackupKey(profile);
      return neededSecrets(profile).filter((name) => known[name] === undefined && !(name === 'backupKey' && isInRing));
    },
    hold(profileId, secrets) {
      held.set(profileId, mergeSecrets(held.get(profileId) ?? {}, secrets));
    },
    forget: (profileId) => void held.delete(profileId),
    async keep(profileId, secrets) {
      const given = withoutEmpty(secrets);
      if (Object.keys(given).length === 0) return;
      if (!host.secrets.available) {
        throw new AppError('unsupported', 'passwords cannot be kept on this machine', {
          hint: `${host.secrets.reason ?? 'There is no keystore.'} They can be typed in each session instead.`,
        });
      }
      const stores = given.stores && { ...(await stored(profileId)).stores, ...given.stores };
      await write(profileId, { ...given, ...(stores ? { stores } : {}) });
    },
    async remove(profileId) {
      held.delete(profileId);
      if (!host.secrets.available) return;
      for (const name of [...SECRET_NAMES, STORES] as const) await host.secrets.remove(place(profileId, name));
    },
    async removeForeign(before, after) {
      held.set(after.id, withoutForeign(held.get(after.id) ?? {}, before, after));
      const kept = await stored(after.id);
      const own = withoutForeign(kept, before, after);
      if (isSame(kept, own)) return;
      for (const name of [...SECRET_NAMES, STORES] as const)
        if (kept[name] !== undefined) await host.secrets.remove(place(after.id, name));
      await write(after.id, own);
    },
  };
}

/** Sent to no server; what they open can wait until they are typed. */
export const OPENS_SETS: readonly PasswordName[] = ['backupPassphrase', 'backupKey'];

const NEEDED: Readonly<Record<PasswordName, (profile: Profile) => boolean>> = {
  redisPassword: ({ redis }) => redis?.username !== undefined,
  mongoPassword: ({ mongo }) => mongo?.username !== undefined,
  backupPassphrase: ({ backup }) => backup?.encryption === 'passphrase',
  backupKey: ({ backup }) => backup?.encryption === 'key',
};

const NAMED: Readonly<Record<PasswordName, string>> = {
  redisPassword: 'Redis password',
  mongoPassword: 'MongoDB password',
  backupPassphrase: 'backup passphrase',
  backupKey: 'backup key',
};

export function neededSecrets(profile: Profile): PasswordName[] {
  return SECRET_NAMES.filter((name) => NEEDED[name](profile));
}

/** `secrets` of `before` without those that are not for the servers of `after`; the backup passphrase is sent to no server. */
export function withoutForeign(secrets: Secrets, before: Profile | undefined, after: Profile): Secrets {
  const { redisPassword, mongoPassword, stores = {}, ...others } = secrets;
  const isKept = (part: 'redis' | 'mongo'): boolean => isSame(before?.[part] ?? null, after[part] ?? null);
  const kept = Object.entries(stores).filter(([id]) => isSame(addressOf(before, id), addressOf(after, id)));
  return {
    ...others,
    ...(redisPassword !== undefined && isKept('redis') ? { redisPassword } : {}),
    ...(mongoPassword !== undefined && isKept('mongo') ? { mongoPassword } : {}),
    ...(kept.length > 0 ? { stores: Object.fromEntries(kept) } : {}),
  };
}

/** What the keys of a store are good for; null where it has none. */
function addressOf(profile: Profile | undefined, storeId: string): unknown {
  const store: StoreTarget | undefined = profile?.stores.find(({ id }) => id === storeId);
  return store?.kind === 's3'
    ? { endpoint: store.endpoint ?? null, bucket: store.bucket, caFile: store.caFile ?? null }
    : null;
}

/** What is `given` counts before what is known. */
export function mergeSecrets(known: Secrets, given: Secrets): Secrets {
  const { stores, ...passwords } = withoutEmpty(given);
  const merged = { ...known, ...passwords };
  return stores ? { ...merged, stores: { ...known.stores, ...stores } } : merged;
}

/** Whether `known` already says what `given` says. */
export function hasSecrets(known: Secrets, given: Secrets): boolean {
  return isSame(mergeSecrets(known, given), known);
}

/** A form sends an empty field for "not typed". */
export function withoutEmpty(secrets: Secrets): Secrets {
  const { stores, ...passwords } = secrets;
  const typed = Object.entries(passwords).filter(([, secret]) => secret !== undefined && secret !== '');
  return {
    ...Object.fromEntries(typed),
    ...(stores && Object.keys(stores).length > 0 ? { stores } : {}),
  };
}

export function missingSecretsError(profile: Profile, missing: readonly PasswordName[]): AppError {
  const names = missing.map((name) => NAMED[name]).join(' and the ');
  return new AppError('denied', `the ${names} of ${profile.name} is not known here`, {
    hint: 'Type it to connect, or keep it in the keystore when saving the profile.',
    details: { missing: missing.join(',') },
  });
}
