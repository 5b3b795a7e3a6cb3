// Starts and fills what the lab consists of. What cannot be had is left out with a clear line, and the rest still runs.

import { join } from 'node:path';
import { AppError } from '../../shared/errors.ts';
import type { Profile } from '../../shared/model/profile.ts';
import { portsOrFree } from './free-ports.ts';
import type { KeeperOptions } from './keeper-options.ts';
import { startMongoSet, type MongoSetHandle } from './mongo-set.ts';
import { findProgram, type Program, type ProgramName } from './programs.ts';
import type { LabPart, ReportProgress } from './progress.ts';
import { startRedisCluster, type RedisClusterHandle } from './redis-cluster.ts';
import { seedMongo } from './seed-mongo.ts';
import { seedRedis } from './seed-redis.ts';
import type { ServerHandle } from './server-process.ts';

const SET_NAME = 'almashooq-rs';
/** Small enough that the memory gauge has something to show. */
const REDIS_SETTINGS = { maxmemory: '64mb', 'maxmemory-policy': 'volatile-lru' } as const;

/** Documents or keys per line of progress. */
const STEP = 20_000;

export interface LabServers {
  readonly redis: RedisClusterHandle | null;
  readonly mongo: MongoSetHandle | null;
}

export interface StartContext {
  readonly folder: string;
  readonly options: KeeperOptions;
  readonly report: ReportProgress;
  readonly onSpawn: (server: ServerHandle) => void;
  readonly nowMs: number;
}

/** Throws only when nothing at all could be started. */
export async function startLabServers(context: StartContext): Promise<LabServers> {
  const { report, options } = context;
  report('programs', 'start', 'looking for redis-server and mongod');
  const [redisProgram, mongoProgram] = await Promise.all([
    options.redisPorts.length > 0 ? find('redis-server', report) : null,
    options.mongoPorts.length > 0 ? find('mongod', report) : null,
  ]);
  if (!redisProgram && !mongoProgram) {
    throw new AppError('not_found', 'neither redis-server nor mongod can be had', {
      hint: 'Install one of them; the lines above say how.',
    });
  }
  report(
    'programs',
    'done',
    [redisProgram, mongoProgram].flatMap((program) => (program ? [describe(program)] : [])).join(', '),
  );
  const [redis, mongo] = await Promise.all([
    redisProgram && startAndFillRedis(context, redisProgram.path),
    mongoProgram && startAndFillMongo(context, mongoProgram.path),
  ]);
  if (!redis && !mongo)
    throw new AppError('unreachable', 'neither Redis nor MongoDB could be started', { retryable: false });
  return { redis, mongo };
}

export function labProfile(folder: string, { redis, mongo }: LabServers): Profile {
  return {
    id: 'lab',
    name: 'Lab',
    environment: 'lab',
    colour: '#2f9e8f',
    ...(redis && { redis: { seeds: [...redis.seeds] } }),
    ...(mongo && { mongo: { seeds: [...mongo.seeds], replicaSet: mongo.name } }),
    stores: [{ kind: 'local', id: 'lab', folder: join(folder, 'backups') }],
  };
}

async function startAndFillRedis(context: StartContext, program: string): Promise<RedisClusterHandle | null> {
  const { folder, options, report, onSpawn } = context;
  const cluster = await orReport('redis-cluster', report, async () => {
    const ports = await choosePorts('redis-nodes', options.redisPorts, report);
    const handle = await startRedisCluster({
      folder,
      program,
      ports,
      primaries: Math.ceil(ports.length / 2),
      replicasPerPrimary: 1,
      settings: REDIS_SETTINGS,
      onSpawn,
      onNodesUp: () => {
        report('redis-nodes', 'done', `${ports.length} nodes answer on ${listPorts(ports)}`);
        report('redis-cluster', 'start', 'the nodes meet');
      },
    });
    report('redis-cluster', 'done', 'every node agrees: 16384 slots covered, replicas linked');
    return handle;
  });
  if (cluster) await orReport('seed-redis', report, () => fillRedis(cluster, options, report));
  return cluster;
}

async function startAndFillMongo(context: StartContext, program: string): Promise<MongoSetHandle | null> {
  const { folder, options, report, onSpawn } = context;
  const set = await orReport('mongo-primary', report, async () => {
    const ports = await choosePorts('mongo-members', options.mongoPorts, report);
    const handle = await startMongoSet({
      folder,
      program,
      name: SET_NAME,
      ports,
      members: ports.map(() => ({})),
      onSpawn,
      onMembersUp: () => {
        report('mongo-members', 'done', `${ports.length} members answer on ${listPorts(ports)}`);
        report('mongo-primary', 'start', `${SET_NAME} elects`);
      },
    });
    report('mongo-primary', 'done', `${handle.seeds[0]} is primary of ${SET_NAME}`);
    return handle;
  });
  if (set) await orReport('seed-mongo', report, () => fillMongo(set, context));
  return set;
}

async function fillRedis(redis: RedisClusterHandle, { size }: KeeperOptions, report: ReportProgress): Promise<void> {
  report('seed-redis', 'start', 'writing sample keys');
  const onProgress = (done: number): void => report('seed-redis', 'step', `${done} of ${size.keys} keys`);
  const keys = await seedRedis(redis.nodes[0]!.port, { size, onProgress });
  report('seed-redis', 'done', `${keys} keys of every type`);
}

async function fillMongo(mongo: MongoSetHandle, { options, report, nowMs }: StartContext): Promise<void> {
  report('seed-mongo', 'start', 'writing sample documents');
  const client = await mongo.connect();
  try {
    let told = 0;
    const documents = await seedMongo(client, {
      documents: options.size.documents,
      nowMs,
      onProgress: (done, total) => {
        if (done - told < STEP) return;
        told = done;
        report('seed-mongo', 'step', `${done} of ${total} documents`);
      },
    });
    report('seed-mongo', 'done', `${documents} documents in 7 collections, with their indexes`);
  } finally {
    await client.close();
  }
}

async function choosePorts(part: LabPart, wanted: readonly number[], report: ReportProgress): Promise<number[]> {
  const ports = await portsOrFree(wanted);
  const isOther = ports.some((port, index) => port !== wanted[index]);
  report(
    part,
    'start',
    isOther ? `${listPorts(wanted)} are taken, using ${listPorts(ports)}` : `starting on ${listPorts(ports)}`,
  );
  return ports;
}

async function find(name: ProgramName, report: ReportProgress): Promise<Program | null> {
  return orReport('programs', report, () =>
    findProgram(name, { onProgress: (line) => report('programs', 'step', line) }),
  );
}

/** Null, after a line with message and hint, where `work` fails. */
async function orReport<T>(part: LabPart, report: ReportProgress, work: () => Promise<T>): Promise<T | null> {
  try {
    return await work();
  } catch (error) {
    const hint = error instanceof AppError && error.hint !== undefined ? ` ${error.hint}` : '';
    report(part, 'fail', `${error instanceof Error ? error.message : String(error)}.${hint}`);
    return null;
  }
}

function describe(program: Program): string {
  return `${program.name} ${program.version} (${program.source}: ${program.path})`;
}

/** `7000–7005` for a run of ports, else all of them. */
function listPorts(ports: readonly number[]): string {
  const isRun = ports.every((port, index) => port === ports[0]! + index);
  return isRun && ports.length > 1 ? `${ports[0]}–${ports.at(-1)}` : ports.join(', ');
}
