// The engine's way to MongoDB: one direct client per member for reading (the console must see every member as it is), and one
// that follows the primary. It only reads; what changes a server goes through the access of a run, on clients of the run's own.

import type { MongoClient, MongoClientOptions } from 'mongodb';
import type { Clock } from '../../shared/clock.ts';
import { AppError } from '../../shared/errors.ts';
import type { Lifetime } from '../../shared/lifetime.ts';
import type { MongoTarget } from '../../shared/model/profile.ts';
import type { ReadFile } from '../tls-files.ts';
import { clientSettings, uriOf, type ClientSettings } from './client-settings.ts';
import { closeClient } from './close-client.ts';
import { notArmedError } from './guard.ts';
import { guardedClient } from './guarded-connection.ts';
import { OWN_DATABASE, type MongoAccess, type MongoReading, type MongoRunOptions } from './mongo-access.ts';
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
  let hasRead = false;
  let running: Promise<MongoReading> | undefined;

  /** Opened when first asked for, closed with its owner. */
  function openedOnce(owner: Lifetime, permit: (database: string) => void) {
    const opened = new Map<string, MongoClient>();
    return (hosts: readonly string[], options: MongoClientOptions): MongoClient => {
      if (owner.ended || own.ended) throw closedError();
      const uri = uriOf(hosts);
      const known = opened.get(uri);
      if (known !== undefined) return known;
      const client = guardedClient(uri, options, permit);
      opened.set(uri, client);
      owner.add(() => closeClient(client));
      return client;
    };
  }

  const readOnly = openedOnce(own, refuse);
  const follower = (): MongoClient => readOnly(target.seeds, settings().follower);
  const lease = openedOnce(own, (database) => {
    if (database !== OWN_DATABASE) throw notArmedError();
  });
  const leaseClient = (): MongoClient => lease(target.seeds, { ...settings().follower, maxPoolSize: 3 });
  const collections = new CollectionReader(follower, target.replicaSet ?? target.seeds[0]!);

  async function read({ timeoutMs }: { readonly timeoutMs?: number } = {}): Promise<MongoReading> {
    if (own.ended) throw closedError();
    running ??= poller
      .read(timeoutMs ?? (hasRead ? READ_TIMEOUT_MS : FIRST_READ_TIMEOUT_MS))
      .finally(() => (running = undefined));
    const reading = await running;
    hasRead = true;
    const missing = [...reading.summary.missing, ...collections.missing];
    return { ...reading, summary: { ...reading.summary, missing } };
  }

  function required<T>(key: string, found: T | undefined): T {
    if (found !== undefined) return found;
    throw new AppError('not_found', `No MongoDB member ${key} is known here`, {
      hint: 'Read the topology again: the member may have been removed from the set.',
    });
  }

  const readCollections = () => collections.read();

  function forRun({ lifetime: run, permit }: MongoRunOptions): MongoAccess {
    // A follower and a direct client may have one and the same address: they are kept apart.
    const [following, direct] = [openedOnce(run, permit), openedOnce(run, permit)];
    return {
      read,
      readCollections,
      client: () => following(target.seeds, settings().follower),
      member: (key) => direct([required(key, poller.host(key))], settings().direct),
      leaseClient,
      forRun,
    };
  }

  return {
    read,
    readCollections,
    client: follower,
    member: (key) => required(key, poller.client(key)),
    leaseClient,
    forRun,
  };
}

function refuse(): never {
  throw notArmedError();
}

function closedError(): AppError {
  return new AppError('cancelled', 'The connection to MongoDB was closed');
}
