// Starts a MongoDB replica set on loopback; it is initiated, elected and in step when the call resolves. Passwords go
// through the driver and key files, never into an argument list.

import { join } from 'node:path';
import { MongoClient, type Document } from 'mongodb';
import { freePorts } from './free-ports.ts';
import { startMongod, type MongodHandle, type MongodOptions, type MongoLogin } from './mongod.ts';
import { findProgram } from './programs.ts';
import { until } from './until.ts';

export interface MongoMemberOptions {
  /** Default 1; the first member is elected first whatever its priority, and keeps the office when no other is higher. */
  readonly priority?: number;
  readonly votes?: 0 | 1;
  readonly hidden?: boolean;
  readonly arbiterOnly?: boolean;
  readonly delaySeconds?: number;
  /** Path of this member's mongod; default: that of the set. */
  readonly program?: string;
}

export interface MongoSetOptions extends Pick<MongodOptions, 'program' | 'keyFile' | 'tls' | 'args' | 'onSpawn'> {
  readonly folder: string;
  readonly name: string;
  readonly members: readonly MongoMemberOptions[];
  /** As many as members; default: free ones. */
  readonly ports?: readonly number[];
  /** Created as root of the `admin` database; needs `keyFile`. */
  readonly admin?: MongoLogin;
  /** Of the set's configuration, for example `{ electionTimeoutMillis: 2000 }`. */
  readonly settings?: Readonly<Record<string, number | boolean>>;
  /** Called as soon as all processes answer, before the set is initiated. */
  readonly onMembersUp?: () => void;
}

export interface MongoSetHandle {
  readonly name: string;
  readonly members: readonly MongodHandle[];
  /** `127.0.0.1:27017` of every member. */
  readonly seeds: readonly string[];
  readonly uri: string;
  /** A client that follows the primary. The caller closes it. */
  connect(): Promise<MongoClient>;
  /** The member that most members call primary, now. */
  primary(): Promise<MongodHandle>;
  stop(): Promise<void>;
}

export async function startMongoSet(options: MongoSetOptions): Promise<MongoSetHandle> {
  const ports = options.ports ?? (await freePorts(options.members.length));
  const program = options.program ?? (await findProgram('mongod')).path;
  let login: MongoLogin | undefined;
  const { keyFile, tls, args, onSpawn } = options;
  const starts = await Promise.allSettled(
    ports.map((port, index) =>
      startMongod(
        {
          folder: join(options.folder, `mongod-${port}`),
          port,
          program: options.members[index]!.program ?? program,
          replicaSet: options.name,
          ...(keyFile !== undefined && { keyFile }),
          ...(tls && { tls }),
          ...(args && { args }),
          ...(onSpawn && { onSpawn }),
        },
        () => login,
      ),
    ),
  );
  const members = starts.flatMap((start) => (start.status === 'fulfilled' ? [start.value] : []));
  const stop = async (): Promise<void> => {
    await Promise.all(members.map((member) => member.stop()));
  };
  const host = tls ? 'localhost' : '127.0.0.1';
  const seeds = members.map((member) => `${host}:${member.port}`);
  const uri = `mongodb://${seeds.join(',')}/?replicaSet=${options.name}`;
  try {
    for (const start of starts) if (start.status === 'rejected') throw start.reason;
    options.onMembersUp?.();
    await initiate(members, seeds, options);
    if (options.admin) {
      await createAdmin(members[0]!, options.admin);
      login = options.admin;
    }
    await inStep(members[0]!, members.length);
    return {
      name: options.name,
      members,
      seeds,
      uri,
      connect: () =>
        new MongoClient(uri, {
          serverSelectionTimeoutMS: 15_000,
          ...(tls && { tls: true, tlsCAFile: tls.caFile }),
          ...(login && { auth: login, authSource: 'admin' }),
        }).connect(),
      primary: () => findPrimary(members),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Initiates the set and has the first member stand for election at once, instead of after the election timeout. */
async function initiate(
  members: readonly MongodHandle[],
  seeds: readonly string[],
  options: MongoSetOptions,
): Promise<void> {
  const client = await members[0]!.connect();
  try {
    const admin = client.db('admin');
    await admin.command({
      replSetInitiate: {
        _id: options.name,
        members: options.members.map((member, index) => memberConfig(member, index, seeds[index]!)),
        ...(options.settings && { settings: options.settings }),
      },
    });
    await until(
      async () => {
        const hello = await admin.command({ hello: 1 });
        if (hello['isWritablePrimary'] === true) return true;
        if (hello['secondary'] === true) await admin.command({ replSetStepUp: 1, skipDryRun: true });
        return false;
      },
      { what: `${options.name} elects a primary`, timeoutMs: 40_000, intervalMs: 100 },
    );
  } finally {
    await client.close();
  }
}

function memberConfig(member: MongoMemberOptions, index: number, host: string): Document {
  const isPassive =
    member.hidden === true || member.delaySeconds !== undefined || member.votes === 0 || member.arbiterOnly === true;
  return {
    _id: index,
    host,
    priority: member.priority ?? (isPassive ? 0 : 1),
    ...(member.votes !== undefined && { votes: member.votes }),
    ...(member.hidden && { hidden: true }),
    ...(member.arbiterOnly && { arbiterOnly: true }),
    ...(member.delaySeconds !== undefined && { secondaryDelaySecs: member.delaySeconds, hidden: true }),
  };
}

/** Uses the localhost exception: the first user may be made without a login, from this machine. */
async function createAdmin(member: MongodHandle, { username, password }: MongoLogin): Promise<void> {
  const client = await member.connect();
  try {
    await client.db('admin').command({ createUser: username, pwd: password, roles: ['root'] });
  } finally {
    await client.close();
  }
}

/** Every member is PRIMARY, SECONDARY or ARBITER. */
async function inStep(member: MongodHandle, count: number): Promise<void> {
  const client = await member.connect();
  try {
    await until(
      async () => {
        const status = await client.db('admin').command({ replSetGetStatus: 1 });
        const states = (status['members'] as { stateStr: string }[]).map((row) => row.stateStr);
        return states.length === count && states.every((state) => ['PRIMARY', 'SECONDARY', 'ARBITER'].includes(state));
      },
      { what: 'every MongoDB member is in step', timeoutMs: 60_000, intervalMs: 100 },
    );
  } finally {
    await client.close();
  }
}

async function findPrimary(members: readonly MongodHandle[]): Promise<MongodHandle> {
  return until(
    async () => {
      for (const member of members) {
        if (!member.running) continue;
        const client = await member.connect().catch(() => undefined);
        if (!client) continue;
        try {
          const hello = await client.db('admin').command({ hello: 1 }, { timeoutMS: 2000 });
          if (hello['isWritablePrimary'] === true) return member;
        } finally {
          await client.close();
        }
      }
      return undefined;
    },
    { what: 'a MongoDB primary', timeoutMs: 30_000, intervalMs: 100 },
  );
}
