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

/** What an S3 store's keys are: typed, or kept in the keystore, by the store's id. */
export const StoreKeys = z.strictObject({
  accessKeyId: z.string().min(1).max(300),
  secretAccessKey: z.string().min(1).max(300),
});
export type StoreKeys = z.infer<typeof StoreKeys>;

const StoreId = z.string().min(1);

const Kept = z.number().int().min(1).max(36_500).optional();

/**
 * What a store keeps: a set stays when any part says so. `days`: so long after it was begun. `count`: the newest ones. `daily`,
 * `weekly`, `monthly`, `yearly`: the newest of each of so many last days (weeks, …, in UTC) that have one.
 */
export const Retention = z
  .strictObject({ days: Kept, count: Kept, daily: Kept, weekly: Kept, monthly: Kept, yearly: Kept })
  .refine((rule) => Object.values(rule).some((part) => part !== undefined), 'at least one part');
export type Retention = z.infer<typeof Retention>;

export const LocalStore = z.strictObject({
  kind: z.literal('local'),
  id: StoreId,
  folder: z.string().min(1),
  /** Absent: everything is kept. */
  keep: Retention.optional(),
});
export type LocalStore = z.infer<typeof LocalStore>;

/** A bucket of any S3 endpoint, or a part of one (`prefix`). */
export const S3Store = z.strictObject({
  kind: z.literal('s3'),
  id: StoreId,
  /** `https://s3.example:9000`; absent: Amazon's of the region. */
  endpoint: z.url({ protocol: /^https?$/ }).optional(),
  region: z.string().min(1).max(100),
  bucket: z
    .string()
    .regex(
      /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
      'the name of a bucket: 3 to 63 lower-case letters, digits, dots, dashes',
    ),
  /** Sets lie below it; without slashes at its ends. Empty: at the top of the bucket. */
  prefix: z
    .string()
    .max(500)
    .regex(/^$|^[^/](.*[^/])?$/, 'without a slash at either end'),
  /** `https://endpoint/bucket` instead of `https://bucket.endpoint`. */
  pathStyle: z.boolean(),
  /** PEM file on this machine; absent: the system's authorities count. */
  caFile: z.string().min(1).optional(),
  /** As the endpoint names it, for example `STANDARD_IA`; absent: the bucket's own. */
  storageClass: z.string().min(1).max(60).optional(),
  /** Objects cannot be removed for so many days, where the bucket was made with object lock. */
  objectLock: z
    .strictObject({ mode: z.enum(['governance', 'compliance']), days: z.number().int().min(1).max(36_500) })
    .optional(),
  /** `keystore`: StoreKeys of this store. `environment`: AWS_ACCESS_KEY_ID and so on. `instance`: what the machine is given. */
  credentials: z.enum(['keystore', 'environment', 'instance']),
  /** Absent: everything is kept. */
  keep: Retention.optional(),
});
export type S3Store = z.infer<typeof S3Store>;

export const StoreTarget = z.discriminatedUnion('kind', [LocalStore, S3Store]);
export type StoreTarget = z.infer<typeof StoreTarget>;

/**
 * How sets of this profile are written. `passphrase`: encrypted, with a passphrase that is asked for on connecting; `key`: with a
 * named backup key.
 */
export const BackupSettings = z
  .strictObject({
    encryption: z.enum(['none', 'passphrase', 'key']),
    keyId: z
      .string()
      .regex(/^[0-9a-f]{16}$/)
      .optional(),
  })
  .refine(({ encryption, keyId }) => (encryption === 'key') === (keyId !== undefined), 'a keyId where a key encrypts');
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
  /** Recovery texts of backup keys, where no keystore holds them. */
  backupKey: z.string().optional(),
  /** Store id → its keys. */
  stores: z.record(z.string().max(100), StoreKeys).optional(),
});
export type Secrets = z.infer<typeof Secrets>;

/** A profile's single secrets, as they are called in the keystore; the keys of its stores are kept beside them. */
export const SECRET_NAMES = [
  'redisPassword',
  'mongoPassword',
  'backupPassphrase',
  'backupKey',
] as const satisfies readonly (keyof Secrets)[];
export type PasswordName = (typeof SECRET_NAMES)[number];

export function encryptsSets({ backup }: Pick<Profile, 'backup'>): boolean {
  return backup !== undefined && backup.encryption !== 'none';
}
