// Starts mongod on loopback: one standalone server, or a replica set that is initiated, elected and in step when the
// call resolves. Passwords go through the driver and key files, never into an argument list.

import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MongoClient, type Document, type MongoClientOptions } from 'mongodb';
import { freePorts } from './free-ports.ts';
import { findProgram } from './programs.ts';
import type { ServerTls } from './redis-node.ts';
import { startServer, type ServerHandle } from './server-process.ts';
import { until } from './until.ts';

export interface MongodOptions {
  /** Created when missing; one server per folder. */
  readonly folder: string;
  readonly port?: number;
  /** Path of mongod; found when absent. */
  readonly program?: string;
  readonly replicaSet?: string;
  /** Members trust each other by it, and clients must log in. Mode 600, at least six base64 characters. */
  readonly keyFile?: string;
  readonly tls?: ServerTls;
  /** Further arguments, for example `['--auth']`. */
  readonly args?: readonly string[];
  readonly onSpawn?: (server: ServerHandle) => void;
}

export interface MongodHandle extends ServerHandle {
  /** How to connect to it with the driver, without a login. */
  readonly options: MongoClientOptions;
  /** Direct connection to this one server, logged in as the set's admin when there is one. The caller closes it. */
  connect(): Promise<MongoClient>;
}

export interface MongoLogin {
  readonly username: string;
  readonly password: string;
}

export async function startMongod(options: MongodOptions): Promise<MongodHandle> {
  return startMember(options, () => undefined);
}

async function startMember(options: MongodOptions, login: () => MongoLogin | undefined): Promise<MongodHandle> {
  const port = options.port ?? (await freePorts(1))[0]!;
  const program = options.program ?? (await findProgram('mongod')).path;
  const dataFolder = join(options.folder, 'data');
  await mkdir(dataFolder, { recursive: true });
  const connection: MongoClientOptions = {
    directConnection: true,
    serverSelectionTimeoutMS: 3000,
    connectTimeoutMS: 3000,
    ...(options.tls && { tls: true, ca: await readFile(options.tls.caFile) }),
  };
  const connect = async (): Promise<MongoClient> => {
    const auth = login();
    return new MongoClient(`mongodb://${options.tls ? 'localhost' : '127.0.0.1'}:${port}/`, {
      ...connection,
      ...(auth && { auth, authSource: 'admin' }),
    }).connect();
  };
  const server = await startServer({
    kind: 'mongod',
    name: `mongod-${port}`,
    program,
    args: [...mongodArguments(options, port, dataFolder), ...(options.args ?? [])],
    folder: options.folder,
    port,
    ...(options.onSpawn && { onSpawn: options.onSpawn }),
    answers: async (pid) => {
      const client = new MongoClient(`mongodb://${options.tls ? 'localhost' : '127.0.0.1'}:${port}/`, connection);
      try {
        await client.db('admin').command({ hello: 1 });
        return isListening(await readFile(join(options.folder, 'mongod.log'), 'utf8'), pid);
      } finally {
        await client.close();
      }
    },
  });
  return Object.assign(server, { options: connection, connect });
}

/** Whether this very process has logged that it waits for connections (a server with logins tells strangers no pid). */
function isListening(log: string, pid: number): boolean {
  const start = log.lastIndexOf(`"attr":{"pid":${pid},`);
  return start >= 0 && log.includes('"msg":"Waiting for connections"', start);
}

/** The journal is preallocated three files at a time; small ones spare some 300 MB of disk per member. */
const SMALL_JOURNAL = ['--wiredTigerEngineConfigString', 'log=(file_max=10MB)'];

function mongodArguments(options: MongodOptions, port: number, dataFolder: string): string[] {
  const { replicaSet, keyFile, tls, folder } = options;
  return [
    ...['--dbpath', dataFolder, '--port', String(port), '--bind_ip', '127.0.0.1', '--nounixsocket'],
    ...['--logpath', join(folder, 'mongod.log'), '--logappend', '--wiredTigerCacheSizeGB', '0.25', ...SMALL_JOURNAL],
    ...(replicaSet === undefined ? [] : ['--replSet', replicaSet, '--oplogSize', '256']),
    ...(keyFile === undefined ? [] : ['--keyFile', keyFile]),
    ...(tls
      ? ['--tlsMode', 'requireTLS', '--tlsCertificateKeyFile', tls.pemFile, '--tlsCAFile', tls.caFile, '--tlsAllowConnectionsWithoutCertificates']
      : []),
  ];
}

export interface MongoMemberOptions {
  /** Default 1; the first member is elected first whatever its priority, and keeps the office when no other is higher. */
  readonly priority?: number;
  readonly votes?: 0 | 1;
  readonly hidden?: boolean;
  readonly arbiterOnly?: boolean;
  readonly delaySeconds?: number;
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
    ports.map((port) =>
      startMember(
        {
          folder: join(options.folder, `mongod-${port}`),
          port,
          program,
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
async function initiate(members: readonly MongodHandle[], seeds: readonly string[], options: MongoSetOptions): Promise<void> {
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
  const isPassive = member.hidden === true || member.delaySeconds !== undefined || member.votes === 0 || member.arbiterOnly === true;
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
