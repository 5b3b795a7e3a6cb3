// Passwords from the environment, for cron and systemd, where nobody can be asked. Taken out of it at once, so that no child
// process inherits them.

import type { Secrets } from '../../shared/model/profile.ts';

const VARIABLES = {
  redisPassword: 'MARSAD_REDIS_PASSWORD',
  mongoPassword: 'MARSAD_MONGO_PASSWORD',
  backupPassphrase: 'MARSAD_BACKUP_PASSPHRASE',
  backupKey: 'MARSAD_BACKUP_KEY',
} as const;

/**
 * What is set for a profile: `MARSAD_REDIS_PASSWORD_SHOP_EU` for the profile `shop-eu`, else `MARSAD_REDIS_PASSWORD` for all.
 * Reads the environment once; ask the returned function for each profile.
 */
export function secretsFromEnvironment(environment: NodeJS.ProcessEnv = process.env): (profileId: string) => Secrets {
  const taken = new Map<string, string>();
  for (const [name, value] of Object.entries(environment)) {
    if (value === undefined || !Object.values(VARIABLES).some((variable) => name.startsWith(variable))) continue;
    taken.set(name, value);
    delete environment[name];
  }
  return (profileId) => {
    const suffix = `_${profileId.toUpperCase().replaceAll('-', '_')}`;
    const found = Object.entries(VARIABLES).flatMap(([secret, variable]) => {
      const value = taken.get(variable + suffix) ?? taken.get(variable);
      return value === undefined ? [] : [[secret, value]];
    });
    return Object.fromEntries(found) as Secrets;
  };
}
