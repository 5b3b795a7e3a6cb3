// Where a profile's passwords come from: typed for this session, or the keystore. They are kept in memory or in the
// keystore, and nowhere else: never in a file of ours, a message or a log.

import { AppError } from '../../shared/errors.ts';
import { SECRET_NAMES, type Profile, type Secrets } from '../../shared/model/profile.ts';
import { isSame } from '../../shared/patch.ts';
import type { Host } from '../host.ts';

export type SecretName = keyof Secrets;

export interface ProfileSecrets {
  /** What is known now: typed before keystore. */
  of(profileId: string): Promise<Secrets>;
  /** The passwords the profile needs (it names a user) that are neither in the keystore nor typed. */
  missing(profile: Profile): Promise<readonly SecretName[]>;
  /** Remembers typed ones until `forget`. */
  hold(profileId: string, secrets: Secrets): void;
  forget(profileId: string): void;
  /** Throws `unsupported` where there is no keystore. */
  keep(profileId: string, secrets: Secrets): Promise<void>;
  /** Takes them out of the keystore and out of memory. */
  remove(profileId: string, names?: readonly SecretName[]): Promise<void>;
}

export function createProfileSecrets(host: Host): ProfileSecrets {
  const held = new Map<string, Secrets>();
  const place = (profileId: string, name: SecretName): string => `${profileId}/${name}`;

  async function of(profileId: string): Promise<Secrets> {
    const stored: Secrets = {};
    if (host.secrets.available) {
      for (const name of SECRET_NAMES) {
        const secret = await host.secrets.get(place(profileId, name));
        if (secret !== undefined) stored[name] = secret;
      }
    }
    return { ...stored, ...held.get(profileId) };
  }

  return {
    of,
    async missing(profile) {
      const known = await of(profile.id);
      return neededSecrets(profile).filter((name) => known[name] === undefined);
    },
    hold(profileId, secrets) {
      held.set(profileId, { ...held.get(profileId), ...withoutEmpty(secrets) });
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
      for (const name of SECRET_NAMES) {
        const secret = given[name];
        if (secret !== undefined) await host.secrets.set(place(profileId, name), secret);
      }
    },
    async remove(profileId, names = SECRET_NAMES) {
      const left = Object.entries(held.get(profileId) ?? {}).filter(([name]) => !names.includes(name as SecretName));
      held.set(profileId, Object.fromEntries(left));
      if (!host.secrets.available) return;
      for (const name of names) await host.secrets.remove(place(profileId, name));
    },
  };
}

const NEEDED: Readonly<Record<SecretName, (profile: Profile) => boolean>> = {
  redisPassword: ({ redis }) => redis?.username !== undefined,
  mongoPassword: ({ mongo }) => mongo?.username !== undefined,
  backupPassphrase: ({ backup }) => backup?.encryption === 'passphrase',
};

const NAMED: Readonly<Record<SecretName, string>> = {
  redisPassword: 'Redis password',
  mongoPassword: 'MongoDB password',
  backupPassphrase: 'backup passphrase',
};

export function neededSecrets(profile: Profile): SecretName[] {
  return SECRET_NAMES.filter((name) => NEEDED[name](profile));
}

/**
 * The passwords that are known for `before` and must not be sent to the servers of `after`: a password belongs to the servers
 * it was typed for, and does not follow a profile that is pointed elsewhere. The backup passphrase is sent to no server.
 */
export function foreignSecrets(before: Profile | undefined, after: Profile): SecretName[] {
  return (['redisPassword', 'mongoPassword'] as const).filter((name) => {
    const part = name === 'redisPassword' ? 'redis' : 'mongo';
    return !isSame(before?.[part] ?? null, after[part] ?? null);
  });
}

/** A form sends an empty field for "not typed". */
export function withoutEmpty(secrets: Secrets): Secrets {
  return Object.fromEntries(Object.entries(secrets).filter(([, secret]) => secret !== undefined && secret !== ''));
}

export function missingSecretsError(profile: Profile, missing: readonly SecretName[]): AppError {
  const names = missing.map((name) => NAMED[name]).join(' and the ');
  return new AppError('denied', `the ${names} of ${profile.name} is not known here`, {
    hint: 'Type it to connect, or keep it in the keystore when saving the profile.',
    details: { missing: missing.join(',') },
  });
}
