// How the fleet opens what a profile names. The composition root gives the real makers; nothing here knows a driver.

import type { Clock } from '../../shared/clock.ts';
import type { Lifetime } from '../../shared/lifetime.ts';
import type { MongoTarget, Profile, RedisTarget, Secrets, StoreKeys } from '../../shared/model/profile.ts';
import type { BackupCatalogue } from '../backup/backup-catalogue.ts';
import type { MongoAccess } from '../mongo/mongo-access.ts';
import type { RedisAccess } from '../redis/redis-access.ts';

export interface AccessOptions<Target> {
  readonly target: Target;
  readonly password?: string;
  readonly lifetime: Lifetime;
  readonly clock: Clock;
}

export interface FleetFactories {
  createRedisAccess(options: AccessOptions<RedisTarget>): RedisAccess;
  createMongoAccess(options: AccessOptions<MongoTarget>): MongoAccess;
  createBackupCatalogue(options: {
    readonly profile: Profile;
    /** Of S3 stores, by id. */
    readonly storeKeys: Readonly<Record<string, StoreKeys>>;
    /** Of encrypted sets. */
    readonly passphrase: string | undefined;
    readonly backupKey: string | undefined;
    readonly clock: Clock;
    readonly lifetime: Lifetime;
  }): BackupCatalogue;
}

export interface Accesses {
  readonly redis: RedisAccess | null;
  readonly mongo: MongoAccess | null;
}

/** Everything opened ends with `lifetime`. */
export function openAccesses(
  factories: FleetFactories,
  profile: Profile,
  secrets: Secrets,
  lifetime: Lifetime,
  clock: Clock,
): Accesses {
  return {
    redis:
      profile.redis === undefined
        ? null
        : factories.createRedisAccess({ target: profile.redis, ...password(secrets.redisPassword), lifetime, clock }),
    mongo:
      profile.mongo === undefined
        ? null
        : factories.createMongoAccess({ target: profile.mongo, ...password(secrets.mongoPassword), lifetime, clock }),
  };
}

function password(secret: string | undefined): { readonly password?: string } {
  return secret === undefined ? {} : { password: secret };
}
