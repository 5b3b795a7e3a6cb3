// Starts one mongod on loopback: a standalone server, or a member of a set that is still to be initiated.

import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MongoClient, type MongoClientOptions } from 'mongodb';
import { freePorts } from './free-ports.ts';
import { findProgram } from './programs.ts';
import type { ServerTls } from './redis-node.ts';
import { startServer, type ServerHandle } from './server-process.ts';

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

/** `login` is asked at each `connect`: a set's admin exists only some time after its members do. */
export async function startMongod(
  options: MongodOptions,
  login: () => MongoLogin | undefined = () => undefined,
): Promise<MongodHandle> {
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
      ? [
          '--tlsMode',
          'requireTLS',
          '--tlsCertificateKeyFile',
          tls.pemFile,
          '--tlsCAFile',
          tls.caFile,
          '--tlsAllowConnectionsWithoutCertificates',
        ]
      : []),
  ];
}
