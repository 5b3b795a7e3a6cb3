// Reads all nodes of one profile, tick by tick: who is there (the map of one rotating node), what each says (one round trip
// per node). Holds the sockets and what must be remembered between ticks. It never changes anything on a server.

import type { Clock } from '../../shared/clock.ts';
import { AppError } from '../../shared/errors.ts';
import type { Lifetime } from '../../shared/lifetime.ts';
import type { RedisTarget } from '../../shared/model/profile.ts';
import type { RedisMode, RedisNode } from '../../shared/model/redis.ts';
import { endpointOf, isSameEndpoint, parseEndpoint } from './addresses.ts';
import { asGone, isOutvoted, knowledgeOf, nextInTurn } from './cluster-view.ts';
import { composeReading, NodeMemory, troubleOf, type ObservedNode } from './compose-reading.ts';
import { mostTelling } from '../most-telling.ts';
import { discover, NOTHING_READ } from './discover.ts';
import { openNodeConnection, withinTime, type ConnectionSettings } from './node-connection.ts';
import { NodeWatch } from './node-watch.ts';
import { parseClusterNodes, type ClusterNodeLine } from './parse-cluster-nodes.ts';
import type { RedisEndpoint, RedisReading } from './redis-access.ts';

export interface PollerOptions {
  readonly target: RedisTarget;
  readonly settings: () => ConnectionSettings;
  readonly lifetime: Lifetime;
  readonly clock: Clock;
}

/** The standalone server's id, and its line of a map it does not have. */
const STANDALONE_ID = 'standalone';
/** After a refused sign-in the seeds are left alone for a while, so as not to fill the server's log. */
const REST_AFTER_DENIED_MS = 5000;
/** How long replicas wait for their primaries to be read. */
const PRIMARY_HEAD_START_MS = 50;

export class NodePoller {
  readonly #options: PollerOptions;
  readonly #memory = new NodeMemory();
  readonly #watches = new Map<string, NodeWatch>();
  readonly #gone = new Map<string, RedisNode>();
  /** Of nodes that have no watch any more. */
  readonly #lastSeen = new Map<string, number>();
  #mode: RedisMode = 'cluster';
  #lines: readonly ClusterNodeLine[] = [];
  #asked: string | null = null;
  #rows: Readonly<Record<string, RedisNode>> = {};
  #denied: { readonly error: AppError; readonly untilMs: number } | null = null;

  constructor(options: PollerOptions) {
    this.#options = options;
  }

  /** Where the node is reached from here; undefined when it is not known. */
  endpoint(id: string): RedisEndpoint | undefined {
    return this.#watches.get(id)?.connection.endpoint;
  }

  /** Every node of the map, lost ones too; those that are only being met are not nodes yet. */
  nodeIds(): readonly string[] {
    return this.#lines.filter(({ flags }) => !flags.includes('handshake')).map(({ id }) => id);
  }

  async read(timeoutMs: number): Promise<RedisReading> {
    const startMs = this.#options.clock.now();
    const leftMs = (): number => Math.max(1, startMs + timeoutMs - this.#options.clock.now());
    if (this.#watches.size === 0) await this.#discover(leftMs());
    const asked = this.#nextAsked();
    await this.#askAll([...this.#watches.keys()], asked, leftMs());
    if (!this.#isAnyLive(startMs)) await this.#startOver(timeoutMs);
    if (this.#mode === 'cluster') await this.#refreshMap(asked, startMs, leftMs);
    const reading = composeReading(
      {
        mode: this.#mode,
        askedNode: this.#asked ?? STANDALONE_ID,
        nodes: this.#observe(startMs),
        gone: [...this.#gone.values()],
      },
      this.#memory,
    );
    this.#rows = reading.nodes;
    return reading;
  }

  async #discover(timeoutMs: number): Promise<void> {
    const { target, settings, lifetime, clock } = this.#options;
    if (this.#denied !== null && clock.now() < this.#denied.untilMs) throw this.#denied.error;
    const seeds = target.seeds.map(parseEndpoint);
    try {
      const found = await discover({ seeds, settings: settings(), lifetime, timeoutMs });
      this.#denied = null;
      this.#mode = found.mode;
      if (found.mode === 'standalone') this.#adopt([standaloneLine(found.seed)], found.seed);
      else this.#adopt(found.lines, found.seed);
    } catch (error) {
      if (error instanceof AppError && error.code === 'denied')
        this.#denied = { error, untilMs: clock.now() + REST_AFTER_DENIED_MS };
      throw error;
    }
  }

  /** No node answered: perhaps all addresses are new. The seeds are asked again; when they are silent too, that is the error. */
  async #startOver(timeoutMs: number): Promise<void> {
    const errors = [...this.#watches.values()].flatMap((watch) => watch.error ?? []);
    const before = [...this.#watches.values()];
    try {
      await this.#discover(timeoutMs);
    } catch (error) {
      throw mostTelling([...errors, error], NOTHING_READ);
    }
    const isUnchanged = [...this.#watches.values()].every((watch) => before.includes(watch));
    if (isUnchanged) throw mostTelling(errors, NOTHING_READ);
    const fresh = [...this.#watches].filter(([, watch]) => !before.includes(watch)).map(([id]) => id);
    await this.#askAll(fresh, undefined, timeoutMs);
  }

  #nextAsked(): string | undefined {
    if (this.#mode === 'standalone') return undefined;
    const answering = [...this.#watches].filter(([, watch]) => watch.error === null).map(([id]) => id);
    return nextInTurn(answering, this.#asked);
  }

  /**
   * Primaries first, their replicas when those have answered: a replica asked a moment earlier would seem to lag behind writes
   * that came in between. A primary that is late holds nobody up for long.
   */
  async #askAll(ids: readonly string[], asked: string | undefined, timeoutMs: number): Promise<void> {
    const isCluster = this.#mode === 'cluster';
    const replicas = new Set(this.#lines.filter(({ role }) => role === 'replica').map(({ id }) => id));
    const ask = (some: readonly string[]): Promise<unknown> =>
      Promise.all(some.map((id) => this.#watches.get(id)?.ask({ isCluster, withMap: id === asked, timeoutMs })));
    const primaries = ask(ids.filter((id) => !replicas.has(id)));
    const patience = {
      clock: this.#options.clock,
      timeoutMs: Math.min(timeoutMs, PRIMARY_HEAD_START_MS),
      late: () => new Error('late'),
    };
    await withinTime(primaries, patience).catch(() => undefined);
    await Promise.all([primaries, ask(ids.filter((id) => replicas.has(id)))]);
  }

  #isAnyLive(sinceMs: number): boolean {
    return [...this.#watches.values()].some((watch) => watch.presence(sinceMs) === 'live');
  }

  /** Takes the asked node's map over. Where it did not answer, or a majority contradicts it, another one is asked now. */
  async #refreshMap(asked: string | undefined, startMs: number, leftMs: () => number): Promise<void> {
    const live = [...this.#watches].filter(([, watch]) => watch.presence(startMs) === 'live');
    const knowledge = live.flatMap(([, watch]) => knowledgeOf(watch.answer?.clusterInfo ?? null) ?? []);
    for (const [id, watch] of live.toSorted(([a], [b]) => Number(b === asked) - Number(a === asked))) {
      const own = knowledgeOf(watch.answer?.clusterInfo ?? null);
      if (own !== null && isOutvoted(own, knowledge)) continue;
      const map = id === asked ? watch.answer?.map : await readMap(watch, leftMs());
      const lines = map == null ? [] : parseClusterNodes(map);
      if (!lines.some((line) => line.isMyself)) continue;
      this.#asked = id;
      const met = this.#adopt(lines, watch.connection.endpoint);
      await this.#askAll(met, undefined, leftMs());
      return;
    }
  }

  /** Opens and closes sockets as the map says, keeps who left. Returns the ids that are new. */
  #adopt(lines: readonly ClusterNodeLine[], askedAt: RedisEndpoint): string[] {
    const { target, settings, lifetime, clock } = this.#options;
    this.#lines = lines;
    this.#asked = lines.find((line) => line.isMyself)?.id ?? this.#asked;
    const met: string[] = [];
    const endpoints = new Map(lines.map((line) => [line.id, endpointOf(line, target, askedAt)]));
    for (const [id, watch] of this.#watches) {
      const endpoint = endpoints.get(id);
      if (endpoint !== undefined && endpoint !== null && isSameEndpoint(endpoint, watch.connection.endpoint)) continue;
      this.#watches.delete(id);
      this.#lastSeen.set(id, watch.lastSeenMs);
      void watch.connection.close();
    }
    for (const [id, row] of Object.entries(this.#rows)) {
      if (endpoints.has(id) || row.presence === 'gone' || row.flags.includes('handshake')) continue;
      this.#gone.set(id, { ...asGone(row), lastSeenMs: this.#lastSeen.get(id) ?? row.lastSeenMs });
    }
    for (const [id, endpoint] of endpoints) {
      this.#gone.delete(id);
      if (endpoint === null || this.#watches.has(id)) continue;
      this.#watches.set(id, new NodeWatch(openNodeConnection(endpoint, settings(), lifetime), clock));
      met.push(id);
    }
    this.#memory.keepOnly(new Set(endpoints.keys()));
    return met;
  }

  #observe(startMs: number): ObservedNode[] {
    return this.#lines.map((line) => {
      const watch = this.#watches.get(line.id);
      const presence = line.flags.includes('fail') ? 'down' : (watch?.presence(startMs) ?? 'down');
      const endpoint = watch?.connection.endpoint ?? null;
      const reason = watch?.error ?? watch?.answer?.trouble ?? null;
      return {
        line,
        endpoint,
        presence,
        lastSeenMs: watch?.lastSeenMs ?? this.#lastSeen.get(line.id) ?? startMs,
        answer: watch?.answer ?? null,
        trouble: troubleOf(line, endpoint, reason?.message ?? null),
      };
    });
  }
}

async function readMap(watch: NodeWatch, timeoutMs: number): Promise<string | null> {
  try {
    const [reply] = await watch.connection.send([['CLUSTER', 'NODES']], { timeoutMs });
    return Buffer.isBuffer(reply) ? reply.toString() : null;
  } catch (error) {
    if (error instanceof AppError) return null; // the next poll of this node says why
    throw error;
  }
}

function standaloneLine({ host, port }: RedisEndpoint): ClusterNodeLine {
  return {
    id: STANDALONE_ID,
    host,
    port,
    hostname: '',
    isMyself: true,
    role: 'primary',
    primary: null,
    flags: [],
    linkState: 'connected',
    configEpoch: 0,
    ranges: [],
    open: [],
  };
}
