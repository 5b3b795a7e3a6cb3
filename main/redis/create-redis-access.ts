// The engine's way to Redis: one plain connection per node for reading, a second one for acting where something acts, so
// that a long command never makes a node look silent. Not the cluster client: the console must see every node as it is.

import type { Clock } from '../../shared/clock.ts';
import { AppError } from '../../shared/errors.ts';
import type { Lifetime } from '../../shared/lifetime.ts';
import type { RedisTarget } from '../../shared/model/profile.ts';
import { loadTlsOptions, tlsOptionsFor, type ReadFile, type TlsMaterial } from '../tls-files.ts';
import { NodeActors } from './node-actors.ts';
import { openNodeConnection, withinTime, type ConnectionSettings } from './node-connection.ts';
import { NodePoller } from './node-poller.ts';
import { parseClusterNodes } from './parse-cluster-nodes.ts';
import type {
  CommandOptions,
  RedisAccess,
  RedisBufferReply,
  RedisEndpoint,
  RedisReading,
  RedisReply,
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

/** Connects when first asked. Everything it opens ends with `lifetime`. */
export function createRedisAccess({ target, password, lifetime, clock, readFile }: RedisAccessOptions): RedisAccess {
  let tlsOptions: TlsMaterial | undefined;
  const tls = (): TlsMaterial | null =>
    target.tls === undefined ? null : (tlsOptions ??= loadTlsOptions(target.tls, readFile));
  const settings = (): ConnectionSettings => ({
    username: target.username ?? null,
    password: password === undefined || password === '' ? null : password,
    tls: tls(),
    clock,
  });
  const own = lifetime.child('redis');
  const poller = new NodePoller({ target, settings, lifetime: own, clock });
  const actors = new NodeActors((place) => openNodeConnection(place, settings(), own));
  let hasRead = false;
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
    return reading;
  }

  /** A tick under way is left to end; only this caller stops waiting. */
  function abortable<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
    if (signal === undefined) return work;
    return withinTime(work, { clock, timeoutMs: 2 ** 31 - 1, signal, late: () => new Error('unreachable') });
  }

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

  return {
    read,
    viewOf: async (nodeId, options) => parseClusterNodes(String(await command(nodeId, ['CLUSTER', 'NODES'], options))),
    command,
    commandBuffer,
    pipeline,
    endpoint,
    socketOptions: (nodeId) => {
      const place = endpoint(nodeId);
      const { username, password: secret } = settings();
      const options = tls();
      return {
        ...place,
        tls: options === null ? null : tlsOptionsFor(place.host, options),
        username,
        password: secret,
      };
    },
  };
}

function asText(reply: RedisBufferReply): RedisReply {
  if (Array.isArray(reply)) return reply.map(asText);
  return Buffer.isBuffer(reply) ? reply.toString() : reply;
}
