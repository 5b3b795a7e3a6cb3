// Starts and fills what the lab consists of. What cannot be had is left out with a clear line, and the rest still runs.

import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import { AppError } from '../../shared/errors.ts';
import type { Profile } from '../../shared/model/profile.ts';
import { freePorts, portsOrFree } from './free-ports.ts';
import type { KeeperOptions } from './keeper-options.ts';
import {
  memberCount,
  redisNodeCount,
  type LabShape,
  type MemberShape,
  type MongoShape,
  type RedisShape,
} from './lab-shape.ts';
import { startMongoSet, type MongoMemberOptions } from './mongo-set.ts';
import { startMongod } from './mongod.ts';
import type { ProgramName } from './program-sources.ts';
import { findProgram, type Program } from './programs.ts';
import type { LabPart, ReportProgress } from './progress.ts';
import { startRedisCluster } from './redis-cluster.ts';
import { startRedisNode } from './redis-node.ts';
import { seedMongo } from './seed-mongo.ts';
import { seedRedis } from './seed-redis.ts';
import type { ServerHandle } from './server-process.ts';

const SET_NAME = 'almashooq-rs';
/** Small enough that the memory gauge has something to show. */
const REDIS_SETTINGS = { maxmemory: '64mb', 'maxmemory-policy': 'volatile-lru' } as const;
/** Documents whose time is over are compared, too. */
const SCRATCH_MONGO_ARGUMENTS = ['--setParameter', 'ttlMonitorEnabled=false'];

/** Documents or keys per line of progress. */
const STEP = 20_000;

export interface LabServers {
  readonly redis: LabRedis | null;
  readonly mongo: LabMongo | null;
}

export interface LabRedis {
  readonly mode: RedisShape['mode'];
  readonly seeds: readonly string[];
}

export interface LabMongo {
  readonly seeds: readonly string[];
  /** Null: a standalone server. */
  readonly setName: string | null;
  readonly uri: string;
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
  const shape = options.shape ?? demoShape(options);
  report('programs', 'start', 'looking for redis-server and mongod');
  const [redisProgram, mongoProgram] = await Promise.all([
    shape.redis ? find('redis-server', report) : null,
    shape.mongo ? find('mongod', report) : null,
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
    shape.redis && redisProgram && startAndFillRedis(context, shape.redis, redisProgram.path),
    shape.mongo && mongoProgram && startAndFillMongo(context, shape.mongo, mongoProgram.path),
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
    ...(mongo && {
      mongo: { seeds: [...mongo.seeds], ...(mongo.setName !== null && { replicaSet: mongo.setName }) },
    }),
    stores: [{ kind: 'local', id: 'lab', folder: join(folder, 'backups') }],
  };
}

/** As many servers as ports: half of the nodes primaries with a replica each, and plain members. */
function demoShape({ redisPorts, mongoPorts }: KeeperOptions): LabShape {
  const replicas = Array.from({ length: Math.ceil(redisPorts.length / 2) }, () => 1);
  const members = mongoPorts.map(() => ({}));
  return {
    redis: redisPorts.length === 0 ? null : { mode: 'cluster', replicas },
    mongo: mongoPorts.length === 0 ? null : { mode: 'set', name: SET_NAME, members },
  };
}

async function startAndFillRedis(context: StartContext, shape: RedisShape, program: string): Promise<LabRedis | null> {
  const { options, report } = context;
  const redis = await orReport('redis-cluster', report, async () => {
    const ports = await choosePorts('redis-nodes', options.redisPorts, redisNodeCount(shape), report);
    const onNodesUp = (): void => {
      report('redis-nodes', 'done', `${ports.length} nodes answer on ${listPorts(ports)}`);
      report('redis-cluster', 'start', 'the nodes meet');
    };
    return startRedis(context, shape, { ports, program, onNodesUp });
  });
  if (redis && options.scratch === null) await orReport('seed-redis', report, () => fillRedis(redis, options, report));
  return redis;
}

interface RedisStart {
  readonly ports: readonly number[];
  readonly program: string;
  readonly onNodesUp: () => void;
}

async function startRedis(
  { folder, options, report, onSpawn }: StartContext,
  shape: RedisShape,
  { ports, program, onNodesUp }: RedisStart,
): Promise<LabRedis> {
  if (shape.mode === 'standalone') {
    const port = ports[0]!;
    const settings = redisSettings(options);
    const { host } = await startRedisNode({ folder: join(folder, `redis-${port}`), port, program, settings, onSpawn });
    onNodesUp();
    report('redis-cluster', 'done', 'one server, no cluster');
    return { mode: 'standalone', seeds: [`${host}:${port}`] };
  }
  const { seeds } = await startRedisCluster({
    folder,
    program,
    ports,
    primaries: shape.replicas.length,
    replicasPerPrimary: 1,
    replicas: shape.replicas,
    settings: redisSettings(options),
    onSpawn,
    onNodesUp,
  });
  report('redis-cluster', 'done', 'every node agrees: 16384 slots covered, replicas linked');
  return { mode: 'cluster', seeds };
}

function redisSettings({ scratch }: KeeperOptions): Readonly<Record<string, string>> {
  if (scratch === null) return REDIS_SETTINGS;
  return { appendonly: 'no', maxmemory: String(scratch.redisMemoryBytes), 'maxmemory-policy': 'noeviction' };
}

async function startAndFillMongo(context: StartContext, shape: MongoShape, program: string): Promise<LabMongo | null> {
  const { options, report } = context;
  const mongo = await orReport('mongo-primary', report, async () => {
    const ports = await choosePorts('mongo-members', options.mongoPorts, memberCount(shape), report);
    return shape.mode === 'standalone'
      ? startStandalone(context, ports[0]!, program)
      : startSet(context, shape, ports, program);
  });
  if (mongo && context.options.scratch === null) await orReport('seed-mongo', report, () => fillMongo(mongo, context));
  return mongo;
}

async function startStandalone(
  { folder, options, report, onSpawn }: StartContext,
  port: number,
  program: string,
): Promise<LabMongo> {
  const args = options.scratch === null ? [] : SCRATCH_MONGO_ARGUMENTS;
  const { host } = await startMongod({ folder: join(folder, `mongod-${port}`), port, program, args, onSpawn });
  report('mongo-members', 'done', `one server answers on ${port}`);
  report('mongo-primary', 'done', 'one server, no replica set');
  return { seeds: [`${host}:${port}`], setName: null, uri: `mongodb://${host}:${port}/?directConnection=true` };
}

async function startSet(
  { folder, report, onSpawn }: StartContext,
  { name, members }: Extract<MongoShape, { readonly mode: 'set' }>,
  ports: readonly number[],
  program: string,
): Promise<LabMongo> {
  const { seeds, uri } = await startMongoSet({
    folder,
    program,
    name,
    ports,
    members: members.map(memberOptions),
    onSpawn,
    onMembersUp: () => {
      report('mongo-members', 'done', `${ports.length} members answer on ${listPorts(ports)}`);
      report('mongo-primary', 'start', `${name} elects`);
    },
  });
  report('mongo-primary', 'done', `${seeds[0]} is primary of ${name}`);
  return { seeds, setName: name, uri };
}

function memberOptions({ priority, votes, hidden, arbiterOnly }: MemberShape): MongoMemberOptions {
  return {
    ...(priority !== undefined && { priority }),
    ...(votes !== undefined && { votes }),
    ...(hidden !== undefined && { hidden }),
    ...(arbiterOnly !== undefined && { arbiterOnly }),
  };
}

async function fillRedis(redis: LabRedis, { size }: KeeperOptions, report: ReportProgress): Promise<void> {
  report('seed-redis', 'start', 'writing sample keys');
  const onProgress = (done: number): void => report('seed-redis', 'step', `${done} of ${size.keys} keys`);
  const port = Number(redis.seeds[0]!.split(':').at(-1));
  const keys = await seedRedis(port, { size, onProgress, standalone: redis.mode === 'standalone' });
  report('seed-redis', 'done', `${keys} keys of every type`);
}

async function fillMongo(mongo: LabMongo, { options, report, nowMs }: StartContext): Promise<void> {
  report('seed-mongo', 'start', 'writing sample documents');
  const client = await new MongoClient(mongo.uri, { serverSelectionTimeoutMS: 15_000 }).connect();
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

/** Those that are wanted when they are free; as many as are needed anyhow. */
async function choosePorts(
  part: LabPart,
  wanted: readonly number[],
  count: number,
  report: ReportProgress,
): Promise<number[]> {
  const ports = wanted.length === count ? await portsOrFree(wanted) : await freePorts(count);
  const isOther = wanted.length === count && ports.some((port, index) => port !== wanted[index]);
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
