// A client that writes one small key of one shard every few milliseconds, on connections of its own, and follows the shard
// to whoever serves it. It touches nothing but its own key, which expires by itself and is removed at the end.

import { Redis } from 'ioredis';
import { setTimeout as delay } from 'node:timers/promises';
import { hasSlot, slotOfKey, type SlotRange } from '../../../shared/slots.ts';
import type { RedisSocketOptions } from '../../redis/redis-access.ts';
import { createWriteGap, type ProbeReport } from './write-gap.ts';

export interface RedisWriteProbe {
  /** Resolves after the first acknowledged write, or after `atMostMs`. */
  warm(atMostMs: number): Promise<void>;
  /** Resolves after a write that `nodeId` acknowledged, or after `atMostMs`. */
  acknowledgedBy(nodeId: string, atMostMs: number): Promise<void>;
  /** Ends the probe, removes its key, and tells what it saw; times are of performance.now(). */
  stop(): Promise<ProbeReport>;
}

interface ProbeOptions {
  /** Who may serve the shard, the present primary first. */
  readonly candidates: readonly { readonly id: string; readonly socket: RedisSocketOptions }[];
  readonly ranges: readonly SlotRange[];
  /** Asked before each write. Throws where the run may not write now. */
  assertMayWrite(): void;
  /** Makes the key this run's own. */
  readonly runId: string;
  /** Called after each try: latency, or null when the write failed. */
  onTry(latencyMs: number | null): void;
}

const EVERY_MS = 5;
const WRITE_TIMEOUT_MS = 1000;
const KEY_TTL_MS = 60_000;

export function startRedisWriteProbe({
  candidates,
  ranges,
  assertMayWrite,
  runId,
  onTry,
}: ProbeOptions): RedisWriteProbe {
  const key = probeKey(ranges, runId);
  const clients = candidates.map(({ id, socket }) => ({ id, socket, redis: openClient(socket) }));
  const gap = createWriteGap();
  const acknowledgedOn = new Set<string>();
  const wakers = new Set<() => void>();
  let current = 0;
  let counter = 0;
  let lastAcknowledged = 0;
  const stopping = new AbortController();

  async function tryOnce(): Promise<void> {
    const { id, redis } = clients[current]!;
    const startMs = performance.now();
    counter += 1;
    try {
      assertMayWrite();
      const before = Number((await redis.set(key, counter, 'PX', KEY_TTL_MS, 'GET')) ?? 0);
      const nowMs = performance.now();
      if (before < lastAcknowledged) gap.lose(lastAcknowledged - before);
      lastAcknowledged = counter;
      gap.acknowledge(nowMs);
      acknowledgedOn.add(id);
      onTry(nowMs - startMs);
      for (const wake of wakers) wake();
    } catch (error) {
      gap.fail(performance.now());
      onTry(null);
      current = nextCandidate(error);
    }
  }

  /** Where MOVED points, when it points to a candidate; else the next one in turn. */
  function nextCandidate(error: unknown): number {
    const port = error instanceof Error ? /^MOVED \d+ \S*:(\d+)$/.exec(error.message)?.[1] : undefined;
    const pointed = clients.findIndex(({ socket }) => port !== undefined && socket.port === Number(port));
    return pointed >= 0 ? pointed : (current + 1) % clients.length;
  }

  async function loop(): Promise<void> {
    while (!stopping.signal.aborted) {
      const startMs = performance.now();
      await tryOnce();
      await delay(Math.max(1, EVERY_MS - (performance.now() - startMs)));
    }
  }

  async function until(condition: () => boolean, atMostMs: number): Promise<void> {
    if (condition()) return;
    const timer = new AbortController();
    await Promise.race([
      new Promise<void>((resolve) => {
        const wake = (): void => {
          if (!condition()) return;
          wakers.delete(wake);
          resolve();
        };
        wakers.add(wake);
      }),
      delay(atMostMs, undefined, { signal: timer.signal }),
    ]);
    timer.abort();
  }

  const looping = loop();
  return {
    warm: (atMostMs) => until(() => acknowledgedOn.size > 0, atMostMs),
    acknowledgedBy: (nodeId, atMostMs) => until(() => acknowledgedOn.has(nodeId), atMostMs),
    async stop() {
      stopping.abort();
      await looping;
      const report = gap.report(performance.now());
      await clients[current]?.redis.del(key).catch(() => 0); // it expires by itself where this fails
      for (const { redis } of clients) redis.disconnect();
      return report;
    },
  };
}

/** A key that names its run and falls into one of the shard's slots. */
function probeKey(ranges: readonly SlotRange[], runId: string): string {
  for (let tag = 0; ; tag += 1) {
    const key = `marsad:probe:${runId}:{${tag}}`;
    if (ranges.length === 0 || hasSlot(ranges, slotOfKey(key))) return key;
  }
}

function openClient({ host, port, tls, username, password, connectionName }: RedisSocketOptions): Redis {
  const redis = new Redis({
    host,
    port,
    ...(tls === null ? {} : { tls }),
    ...(username === null ? {} : { username }),
    ...(password === null ? {} : { password }),
    ...(connectionName === null ? {} : { connectionName }),
    protocol: 2,
    enableReadyCheck: false,
    disableClientInfo: true,
    enableOfflineQueue: true,
    maxRetriesPerRequest: 0,
    commandTimeout: WRITE_TIMEOUT_MS,
    connectTimeout: WRITE_TIMEOUT_MS,
    retryStrategy: () => 20,
  });
  redis.on('error', () => undefined); // every failed write is counted where it is awaited
  return redis;
}
