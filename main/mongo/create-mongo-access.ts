// The engine's way to MongoDB: one client that follows the primary for acting, one direct client per member for reading
// (the console must see every member as it is). Everything ends with the given lifetime.

import { MongoClient } from 'mongodb';
import type { Clock } from '../../shared/clock.ts';
import { AppError } from '../../shared/errors.ts';
import type { Lifetime } from '../../shared/lifetime.ts';
import type { MongoTarget } from '../../shared/model/profile.ts';
import type { ReadFile } from '../tls-files.ts';
import { clientSettings, uriOf, type ClientSettings } from './client-settings.ts';
import { closeClient } from './close-client.ts';
import type { MongoAccess, MongoReading } from './mongo-access.ts';
import { CollectionReader } from './read-collections.ts';
import { SetPoller } from './set-poller.ts';

export interface MongoAccessOptions {
  readonly target: MongoTarget;
  readonly password?: string | undefined;
  readonly lifetime: Lifetime;
  readonly clock: Clock;
  /** How PEM files are read; default: from disk. */
  readonly readFile?: ReadFile;
}

/** A tick waits no longer for its slowest member; what answers later counts in the next tick. */
const READ_TIMEOUT_MS = 1000;
/** The first reading also looks for the members, connects and signs in. */
const FIRST_READ_TIMEOUT_MS = 5000;

/** Connects when first asked. */
export function createMongoAccess({ target, password, lifetime, clock, readFile }: MongoAccessOptions): MongoAccess {
  let loaded: ClientSettings | undefined;
  const settings = (): ClientSettings => (loaded ??= clientSettings(target, password, readFile));
  const own = lifetime.child('mongo');
  const poller = new SetPoller({ target, settings, clock });
  own.add(() => poller.close());
  let follower: MongoClient | undefined;
  let hasRead = false;
  let running: Promise<MongoReading> | undefined;

  function client(): MongoClient {
    if (own.ended) throw new AppError('cancelled', 'The connection to MongoDB was closed');
    if (follower === undefined) {
      const opened = new MongoClient(uriOf(target.seeds), settings().follower);
      follower = opened;
      own.add(() => closeClient(opened));
    }
    return follower;
  }

  const collections = new CollectionReader(client, target.replicaSet ?? target.seeds[0]!);

  async function read({ timeoutMs }: { readonly timeoutMs?: number } = {}): Promise<MongoReading> {
    if (own.ended) throw new AppError('cancelled', 'The connection to MongoDB was closed');
    running ??= poller
      .read(timeoutMs ?? (hasRead ? READ_TIMEOUT_MS : FIRST_READ_TIMEOUT_MS))
      .finally(() => (running = undefined));
    const reading = await running;
    hasRead = true;
    const missing = [...reading.summary.missing, ...collections.missing];
    return { ...reading, summary: { ...reading.summary, missing } };
  }

  function member(key: string): MongoClient {
    const known = poller.client(key);
    if (known === undefined) {
      throw new AppError('not_found', `No MongoDB member ${key} is known here`, {
        hint: 'Read the topology again: the member may have been removed from the set.',
      });
    }
    return known;
  }

  return { read, readCollections: () => collections.read(), client, member };
}
