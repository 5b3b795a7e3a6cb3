// The engine's way to Redis: one plain connection per node for reading, a second one for commands, so that a long one never
// makes a node look silent. Not the cluster client: the console must see every node as it is. It only reads; what changes a
// server goes through the access of a run, on connections of the run's own.

import type { Clock } from '../../shared/clock.ts';
import { AppError } from '../../shared/errors.ts';
import type { Lifetime } from '../../shared/lifetime.ts';
import type { RedisTarget } from '../../shared/model/profile.ts';
import { loadTlsOptions, tlsOptionsFor, type ReadFile, type TlsMaterial } from '../tls-files.ts';
import { notArmedError } from './guard.ts';
import { openLeaseConnection, parseClients } from './lease-connection.ts';
import { openCommandPipe } from './command-pipe.ts';
import { NodeActors } from './node-actors.ts';
import { openNodeConnection, withinTime, type ConnectionSettings, type Safety } from './node-connection.ts';
import type { ClientSettings } from './open-client.ts';
import { NodePoller } from './node-poller.ts';
import { parseClusterNodes } from './parse-cluster-nodes.ts';
import type {
  CommandOptions,
  RedisAccess,
  RedisBufferReply,
  RedisEndpoint,
  RedisReading,
  RedisReply,
  RedisRunOptions,
  RedisSocketOptions,
} from './redis-access.ts';

export interface RedisAccessOptions {
  readonly target: RedisTarget;
  readonly password?: string | undefined;
  readonly lifetime: Lifetime;
  readonly clock: Clock;
  /** How PEM files are read; default: from disk. */
  readonly readFile?: ReadFile;
}

const COMMAND_TIMEOUT_MS = 5000;
/** A tick waits no longer for its slowest node; what answers later counts in the next tick. */
const READ_TIMEOUT_MS = 1000;
/** The first reading also looks for the nodes and opens all connections. */
const FIRST_READ_TIMEOUT_MS = 5000;

/** How old the map may be that leases are counted by; a plan, which comes before every run, has just read it. */
const MAP_AGE_MS = 5000;

const READ_ONLY: Safety = {
  permit() {
    throw notArmedError();
  },
};

/** Connects when first asked. Everything it opens ends with `lifetime`. */
export function createRedisAccess({ target, password, lifetime, clock, readFile }: RedisAccessOptions): RedisAccess {
  let tlsOptions: TlsMaterial | undefined;
  const tls = (): TlsMaterial | null =>
    target.tls === undefined ? null : (tlsOptions ??= loadTlsOptions(target.tls, readFile));
  const login = (): ClientSettings => ({
    username: target.username ?? null,
    password: password === undefined || password === '' ? null : password,
    tls: tls(),
  });
  const settings = (): ConnectionSettings => ({ ...login(), clock, safety: READ_ONLY });
  const own = lifetime.child('redis');
  const poller = new NodePoller({ target, settings, lifetime: own, clock });
  let hasRead = false;
  let readAtMs = 0;
  let running: Promise<RedisReading> | undefined;

  function endpoint(nodeId: string): RedisEndpoint {
    const known = poller.endpoint(nodeId);
    if (known === undefined) {
      throw new AppError('not_found', `No Redis node ${nodeId} is known here`, {
        hint: 'Read the topology again: the node may have left the cluster or been reset.',
      });
    }
    return known;
  }

  async function read(options: CommandOptions = {}): Promise<RedisReading> {
    const timeoutMs = options.timeoutMs ?? (hasRead ? READ_TIMEOUT_MS : FIRST_READ_TIMEOUT_MS);
    running ??= poller.read(timeoutMs).finally(() => (running = undefined));
    const reading = await abortable(running, options.signal);
    hasRead = true;
    readAtMs = performance.now();
    return reading;
  }

  /** A tick under way is left to end; only this caller stops waiting. */
  function abortable<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
    if (signal === undefined) return work;
    return withinTime(work, { clock, timeoutMs: 2 ** 31 - 1, signal, late: () => new Error('unreachable') });
  }

  async function nodeIds(): Promise<readonly string[]> {
    if (!hasRead || performance.now() - readAtMs > MAP_AGE_MS) await read();
    return poller.nodeIds().toSorted();
  }

  /** `run`: whose connections they are; null: the session's, which only read. */
  function accessOf(run: RedisRunOptions | null): RedisAccess {
    const safety = run ?? READ_ONLY;
    const name = run === null || run.connectionName === null ? {} : { name: run.connectionName };
    const owner = run === null ? own : run.lifetime;
    const actors = new NodeActors((place) => openNodeConnection(place, { ...login(), ...name, clock, safety }, owner));

    async function pipeline(
      nodeId: string,
      commands: readonly (readonly (string | Buffer)[])[],
      { signal, timeoutMs = COMMAND_TIMEOUT_MS }: CommandOptions = {},
    ): Promise<(RedisBufferReply | Error)[]> {
      return actors.send(nodeId, endpoint(nodeId), commands, { timeoutMs, signal });
    }

    async function commandBuffer(
      nodeId: string,
      argv: readonly (string | Buffer)[],
      options?: CommandOptions,
    ): Promise<RedisBufferReply> {
      const [reply = null] = await pipeline(nodeId, [argv], options);
      if (reply instanceof Error) throw reply;
      return reply;
    }

    const command = async (
      nodeId: string,
      argv: readonly (string | Buffer)[],
      options?: CommandOptions,
    ): Promise<RedisReply> => asText(await commandBuffer(nodeId, argv, options));

    function socketOptions(nodeId: string): RedisSocketOptions {
      if (run === null) throw notArmedError();
      const place = endpoint(nodeId);
      const { username, password: secret, tls: material } = login();
      return {
        ...place,
        tls: material === null ? null : tlsOptionsFor(place.host, material),
        username,
        password: secret,
        connectionName: run.connectionName,
      };
    }

    return {
      read,
      viewOf: async (nodeId, options) =>
        parseClusterNodes(String(await command(nodeId, ['CLUSTER', 'NODES'], options))),
      command,
      commandBuffer,
      pipeline,
      endpoint,
      socketOptions,
      openPipe: async (nodeId) => openCommandPipe(socketOptions(nodeId), safety, owner),
      assertMayWrite: () => safety.permit(),
      forRun: (options) => accessOf(options),
      leases: {
        nodeIds,
        open: (nodeId, options) => openLeaseConnection(endpoint(nodeId), { ...login(), clock }, options),
        clients: async (nodeId, options) => parseClients(String(await command(nodeId, ['CLIENT', 'LIST'], options))),
      },
    };
  }

  return accessOf(null);
}

function asText(reply: RedisBufferReply): RedisReply {
  if (Array.isArray(reply)) return reply.map(asText);
  return Buffer.isBuffer(reply) ? reply.toString() : reply;
}
