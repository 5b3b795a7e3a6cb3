// A connection profile: which servers, which environment. It never holds a secret; passwords live in the keystore
// or are typed for the session (see Secrets).

import { z } from 'zod';

export const Environment = z.enum(['lab', 'staging', 'production']);
export type Environment = z.infer<typeof Environment>;

/** `host:port`; IPv6 hosts in brackets. */
export const HostPort = z
  .string()
  .regex(/^(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9_.-]+):\d{1,5}$/, 'write host:port, for example redis-1.example:7000');

/** Paths of PEM files on this machine; without `caFile` the system's authorities count. */
export const Tls = z.strictObject({
  caFile: z.string().optional(),
  certFile: z.string().optional(),
  keyFile: z.string().optional(),
  /** The name expected in the certificate, when it differs from the host. */
  serverName: z.string().optional(),
});
export type Tls = z.infer<typeof Tls>;

export const RedisTarget = z.strictObject({
  /** Any nodes of the cluster, or the one standalone server. */
  seeds: z.array(HostPort).min(1),
  username: z.string().optional(),
  tls: Tls.optional(),
  /** `announced host:port` → `host:port` reachable from here (NAT, tunnels, containers). */
  addressMap: z.record(z.string(), HostPort).optional(),
});
export type RedisTarget = z.infer<typeof RedisTarget>;

export const MongoTarget = z.strictObject({
  seeds: z.array(HostPort).min(1),
  /** Absent: a standalone server. */
  replicaSet: z.string().optional(),
  username: z.string().optional(),
  authSource: z.string().optional(),
  tls: Tls.optional(),
});
export type MongoTarget = z.infer<typeof MongoTarget>;

export const LocalStore = z.strictObject({
  kind: z.literal('local'),
  id: z.string().min(1),
  folder: z.string().min(1),
});
/** Further kinds (S3) join this union. */
export const StoreTarget = z.discriminatedUnion('kind', [LocalStore]);
export type StoreTarget = z.infer<typeof StoreTarget>;

/** How sets of this profile are written. `passphrase`: encrypted, with a passphrase that is asked for on connecting. */
export const BackupSettings = z.strictObject({ encryption: z.enum(['none', 'passphrase']) });
export type BackupSettings = z.infer<typeof BackupSettings>;

/** A second person's public key: Ed25519, SPKI, base64. */
export const Approver = z.strictObject({
  name: z.string().min(1).max(80),
  publicKey: z.string().min(1).max(500),
});
export type Approver = z.infer<typeof Approver>;

/** Which runs need a second person. `destroy`: what could lose data; `changes`: whatever changes a server. */
export const ApprovalRule = z.strictObject({
  asks: z.enum(['never', 'destroy', 'changes']),
  approvers: z.array(Approver).max(50),
});
export type ApprovalRule = z.infer<typeof ApprovalRule>;

export const Profile = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'lower-case letters, digits and dashes'),
  name: z.string().min(1).max(80),
  environment: Environment,
  colour: z.string().regex(/^#[0-9a-fA-F]{6}$/),
  redis: RedisTarget.optional(),
  mongo: MongoTarget.optional(),
  stores: z.array(StoreTarget),
  /** Absent: sets are not encrypted. */
  backup: BackupSettings.optional(),
  /** Absent: only runbooks that ask for it need a second person. */
  approval: ApprovalRule.optional(),
  /** Absent or false: steps of runbook files that run commands on this machine are refused. */
  localCommands: z.boolean().optional(),
});
export type Profile = z.infer<typeof Profile>;

/** Typed or from the keystore; held in memory for the session only. */
export const Secrets = z.strictObject({
  redisPassword: z.string().optional(),
  mongoPassword: z.string().optional(),
  backupPassphrase: z.string().optional(),
});
export type Secrets = z.infer<typeof Secrets>;

/** What a profile's secrets are called in the keystore. */
export const SECRET_NAMES = [
  'redisPassword',
  'mongoPassword',
  'backupPassphrase',
] as const satisfies readonly (keyof Secrets)[];
