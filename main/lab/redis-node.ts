// Starts one redis-server on loopback: standalone, or as a still empty cluster node. Its settings go into a file of its
// own (mode 600), so that no password is ever in an argument list.

import { mkdir, writeFile } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Redis, type RedisOptions } from 'ioredis';
import { freePorts } from './free-ports.ts';
import { findProgram } from './programs.ts';
import { startServer, type ServerHandle } from './server-process.ts';

export interface RedisUser {
  readonly name: string;
  readonly password: string;
  /** ACL rules, `~* &* +@all` for everything. */
  readonly rules: string;
}

/** Options of ioredis that every one of its constructors takes. */
export type RedisConnection = Omit<RedisOptions, 'replyMapping'>;

/** PEM files; the port then speaks TLS only. */
export interface ServerTls {
  readonly caFile: string;
  readonly certFile: string;
  readonly keyFile: string;
  /** Certificate and key in one file, as mongod wants it. */
  readonly pemFile: string;
}

export interface RedisNodeOptions {
  /** Created when missing; one server per folder. */
  readonly folder: string;
  /** Default: a free one. */
  readonly port?: number;
  /** Path of redis-server; found when absent. */
  readonly program?: string;
  /** Makes it a cluster node (without slots until somebody gives it some). */
  readonly cluster?: { readonly busPort?: number; readonly nodeTimeoutMs?: number };
  /** Of the default user. */
  readonly password?: string;
  readonly users?: readonly RedisUser[];
  readonly tls?: ServerTls;
  /** Further lines of redis.conf, `{ maxmemory: '64mb' }`. They win over the defaults here. */
  readonly settings?: Readonly<Record<string, string>>;
  readonly onSpawn?: (server: ServerHandle) => void;
}

export interface RedisNodeHandle extends ServerHandle {
  /** Port of the cluster bus; null for a standalone server. */
  readonly busPort: number | null;
  /** How to connect to it with ioredis. */
  readonly options: RedisConnection;
  /** A connection that does not retry; the caller disconnects it. */
  connect(): Redis;
}

export async function startRedisNode(options: RedisNodeOptions): Promise<RedisNodeHandle> {
  const [freePort, freeBusPort] = await freePorts(2);
  const port = options.port ?? freePort!;
  const busPort = options.cluster ? (options.cluster.busPort ?? freeBusPort!) : null;
  const program = options.program ?? (await findProgram('redis-server')).path;
  await mkdir(options.folder, { recursive: true });
  const configFile = join(options.folder, 'redis.conf');
  await writeFile(configFile, configLines(options, port, busPort).join('\n'), { mode: 0o600 });
  const connection = connectionOptions(options, port);
  const connect = (): Redis => {
    const client = new Redis({ ...connection, retryStrategy: null, maxRetriesPerRequest: 0, enableReadyCheck: false });
    client.on('error', () => undefined); // the command that failed says it too
    return client;
  };
  const server = await startServer({
    kind: 'redis',
    name: `redis-${port}`,
    program,
    args: [configFile],
    folder: options.folder,
    port,
    ...(options.onSpawn && { onSpawn: options.onSpawn }),
    answers: async (pid) => {
      const client = connect();
      try {
        return (await client.info('server')).includes(`process_id:${pid}\r`);
      } finally {
        client.disconnect();
      }
    },
  });
  return Object.assign(server, { busPort, options: connection, connect });
}

function configLines(options: RedisNodeOptions, port: number, busPort: number | null): string[] {
  const { folder, cluster, password, users = [], tls } = options;
  const settings: Record<string, string> = {
    bind: '127.0.0.1',
    port: String(tls ? 0 : port),
    dir: quote(folder),
    appendonly: 'yes',
    save: '""',
    'repl-diskless-sync-delay': '0',
    'set-proc-title': 'no', // the command line keeps naming the folder, by which leftovers are recognised
    ...(cluster && {
      'cluster-enabled': 'yes',
      'cluster-port': String(busPort),
      'cluster-node-timeout': String(cluster.nodeTimeoutMs ?? 5000),
    }),
    ...(tls && {
      'tls-port': String(port),
      'tls-cert-file': quote(tls.certFile),
      'tls-key-file': quote(tls.keyFile),
      'tls-ca-cert-file': quote(tls.caFile),
      'tls-auth-clients': 'no',
      'tls-replication': 'yes',
      ...(cluster && { 'tls-cluster': 'yes' }),
    }),
    ...(password !== undefined && { requirepass: quote(password), masterauth: quote(password) }),
    ...options.settings,
  };
  const accounts = users.map((user) => `user ${user.name} on ${quote(`>${user.password}`)} ${user.rules}`);
  return [...Object.entries(settings).map(([name, value]) => `${name} ${value}`), ...accounts, ''];
}

function connectionOptions(options: RedisNodeOptions, port: number): RedisConnection {
  return {
    host: '127.0.0.1',
    port,
    ...(options.password === undefined ? {} : { password: options.password }),
    ...(options.tls === undefined ? {} : { tls: { ca: readFileSync(options.tls.caFile), servername: 'localhost' } }),
  };
}

function quote(value: string): string {
  return `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}
