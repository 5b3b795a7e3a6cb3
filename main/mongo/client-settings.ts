// How the driver is set up for one profile: small pools, short timeouts, signed in, TLS always checked.

import type { MongoClientOptions } from 'mongodb';
import type { MongoTarget } from '../../shared/model/profile.ts';
import { loadTlsOptions, type ReadFile } from '../tls-files.ts';

export interface ClientSettings {
  /** Follows the primary of the set. */
  readonly follower: MongoClientOptions;
  /** Talks to one member, whatever its state. (The driver does not sign in to an arbiter, which has no users.) */
  readonly direct: MongoClientOptions;
}

export function clientSettings(target: MongoTarget, password: string | undefined, readFile?: ReadFile): ClientSettings {
  const common: MongoClientOptions = {
    appName: 'marsad',
    serverSelectionTimeoutMS: 5000,
    connectTimeoutMS: 5000,
    minPoolSize: 0,
    maxIdleTimeMS: 60_000,
    ...(target.tls === undefined ? {} : { tls: true, ...loadTlsOptions(target.tls, readFile) }),
  };
  const login: MongoClientOptions =
    target.username === undefined
      ? {}
      : { auth: { username: target.username, password: password ?? '' }, authSource: target.authSource ?? 'admin' };
  const direct: MongoClientOptions = {
    ...common,
    directConnection: true,
    maxPoolSize: 5,
    // Polled, not streamed: one connection less on every member.
    serverMonitoringMode: 'poll',
  };
  return {
    follower: {
      ...common,
      ...login,
      maxPoolSize: 10,
      ...(target.replicaSet === undefined ? {} : { replicaSet: target.replicaSet }),
    },
    direct: { ...direct, ...login },
  };
}

/** A URI without credentials: those travel as options, so that no text ever holds them. */
export function uriOf(hosts: readonly string[]): string {
  return `mongodb://${hosts.join(',')}/`;
}
