// Readings of Redis: the cluster as a whole, its worst node, or one node by its address.

import { AppError } from '../../../../shared/errors.ts';
import { redisFigure, type RedisFigure, type RedisNode } from '../../../../shared/model/redis.ts';
import { isolate } from '../../../../shared/text.ts';
import type { RedisReading } from '../../../redis/redis-access.ts';
import { redisOf, redisReading } from '../../library/shared-reading.ts';
import type { RunbookContext } from '../../runbook.ts';
import { addressOf } from '../address.ts';
import { counted, largest, largestLag, type ReadingDefinition, type ReadingValue } from './reading.ts';

const PING_TIMEOUT_MS = 2000;
/** A rate and a hit ratio need two looks at the counters. */
const SAMPLE_MS = 1000;

/** All nodes that are part of the cluster, or the one that is meant. Throws `not_found`. */
function nodesOf(reading: RedisReading, of: string | null): readonly RedisNode[] {
  const present = Object.values(reading.nodes).filter((node) => node.presence !== 'gone');
  if (of === null) return present;
  const node = present.find((candidate) => candidate.id === of || addressOf(candidate) === of);
  if (node) return [node];
  throw new AppError('not_found', `The cluster has no node ${of}.`, {
    hint: `Its nodes: ${present.map(addressOf).join(', ')}.`,
  });
}

/** A figure of every node that has it, the largest of them, and who has it. */
async function worstFigure(
  context: RunbookContext,
  of: string | null,
  pick: (reading: RedisReading, node: RedisNode) => number | null,
): Promise<ReadingValue> {
  const reading = await redisReading(context);
  return { value: largest(nodesOf(reading, of).map((node) => pick(reading, node))) };
}

function figure(reading: RedisReading, node: RedisNode, name: RedisFigure): number | null {
  return redisFigure(reading.figures[node.id], name);
}

async function pings(context: RunbookContext, of: string | null): Promise<ReadingValue> {
  const redis = redisOf(context);
  const nodes = nodesOf(await redisReading(context), of);
  const times = await Promise.all(
    nodes.map(async (node): Promise<[RedisNode, number | null]> => {
      try {
        await redis.command(node.id, ['PING'], { timeoutMs: PING_TIMEOUT_MS, signal: context.signal }); // connects
        const beganMs = performance.now();
        await redis.command(node.id, ['PING'], { timeoutMs: PING_TIMEOUT_MS, signal: context.signal });
        return [node, performance.now() - beganMs];
      } catch {
        return [node, null];
      }
    }),
  );
  const silent = times.filter(([, ms]) => ms === null).map(([node]) => addressOf(node));
  if (silent.length > 0)
    return {
      value: null,
      why: { en: `no answer from ${silent.join(', ')}`, ar: `لا رد من ${isolate(silent.join(', '), 'ar')}` },
    };
  const slowest = times.toSorted((a, b) => b[1]! - a[1]!).slice(0, 3);
  return {
    value: largest(times.map(([, ms]) => ms)),
    lines: slowest.map(([node, ms]) => `${addressOf(node)}  ${ms!.toFixed(1)} ms`),
  };
}

/** Two looks at the servers' own counters, a second apart: their rates since some earlier moment would say less. */
async function counters(context: RunbookContext): Promise<{ hits: number; misses: number; evicted: number } | null> {
  const redis = redisOf(context);
  const nodes = nodesOf(await redisReading(context), null).filter((node) => node.presence === 'live');
  const sum = async (): Promise<{ hits: number; misses: number; evicted: number }> => {
    const infos = await Promise.all(
      nodes.map((node) =>
        redis.command(node.id, ['INFO', 'stats'], { timeoutMs: PING_TIMEOUT_MS, signal: context.signal }),
      ),
    );
    const count = (info: unknown, name: string): number =>
      Number(new RegExp(`^${name}:(\\d+)`, 'm').exec(String(info))?.[1] ?? 0);
    const total = (name: string): number => infos.reduce<number>((all, info) => all + count(info, name), 0);
    return { hits: total('keyspace_hits'), misses: total('keyspace_misses'), evicted: total('evicted_keys') };
  };
  if (nodes.length === 0) return null;
  const before = await sum();
  await context.clock.sleep(SAMPLE_MS, context.signal);
  const after = await sum();
  return {
    hits: after.hits - before.hits,
    misses: after.misses - before.misses,
    evicted: after.evicted - before.evicted,
  };
}

export const redisReadings: readonly ReadingDefinition[] = [
  {
    name: 'redis.state',
    unit: 'text',
    of: 'none',
    label: { en: 'State of the Redis cluster', ar: 'حالة عنقود Redis' },
    read: async (context) => ({ value: (await redisReading(context)).summary.state }),
  },
  {
    name: 'redis.slots.covered',
    unit: 'count',
    of: 'none',
    label: { en: 'Slots that are served', ar: 'الفتحات المخدومة' },
    read: async (context) => ({ value: (await redisReading(context)).summary.slotsCovered }),
  },
  {
    name: 'redis.nodes.down',
    unit: 'count',
    of: 'none',
    label: { en: 'Redis nodes that do not answer', ar: 'عُقد Redis التي لا تجيب' },
    read: async (context) => {
      const down = nodesOf(await redisReading(context), null).filter((node) => node.presence !== 'live');
      return counted(down.map((node) => `${addressOf(node)}  ${node.trouble ?? node.presence}`));
    },
  },
  {
    name: 'redis.role',
    unit: 'text',
    of: 'needed',
    label: { en: 'Role of the Redis node', ar: 'دور عقدة Redis' },
    read: async (context, of) => ({ value: nodesOf(await redisReading(context), of)[0]?.role ?? null }),
  },
  {
    name: 'redis.ping.max',
    unit: 'ms',
    of: 'optional',
    label: { en: 'Slowest answer to PING', ar: 'أبطأ جواب على PING' },
    read: pings,
  },
  {
    name: 'redis.lag.max',
    unit: 'bytes',
    of: 'optional',
    label: { en: 'Largest replication lag in Redis', ar: 'أكبر تأخّر نسخ في Redis' },
    read: async (context, of) => {
      const reading = await redisReading(context);
      const replicas = nodesOf(reading, of).filter((node) => node.role === 'replica');
      if (replicas.length === 0) return { value: 0, lines: ['no replicas'] };
      return largestLag(replicas.map((node) => [addressOf(node), figure(reading, node, 'lagBytes')]));
    },
  },
  {
    name: 'redis.memory.share',
    unit: 'share',
    of: 'optional',
    label: { en: 'Memory used of maxmemory', ar: 'الذاكرة المستخدمة من maxmemory' },
    read: (context, of) =>
      worstFigure(context, of, (reading, node) => {
        const most = figure(reading, node, 'maxMemoryBytes');
        const used = figure(reading, node, 'usedMemoryBytes');
        if (used === null || most === null) return null;
        return most === 0 ? 0 : used / most; // no maxmemory: no share of it is used
      }),
  },
  {
    name: 'redis.clients',
    unit: 'count',
    of: 'optional',
    label: { en: 'Most clients on one Redis node', ar: 'أكثر العملاء على عقدة Redis واحدة' },
    read: (context, of) => worstFigure(context, of, (reading, node) => figure(reading, node, 'clients')),
  },
  {
    name: 'redis.hit-rate',
    unit: 'share',
    of: 'none',
    label: { en: 'Cache hit rate', ar: 'نسبة إصابة الذاكرة المخبئية' },
    read: async (context) => {
      const change = await counters(context);
      const lookups = change === null ? 0 : change.hits + change.misses;
      return lookups > 0
        ? { value: change!.hits / lookups }
        : { value: null, why: { en: 'nothing was looked up within a second', ar: 'لم يُطلب شيء خلال ثانية' } };
    },
  },
  {
    name: 'redis.evicted',
    unit: 'count',
    of: 'none',
    label: { en: 'Keys evicted per second', ar: 'المفاتيح المطرودة في الثانية' },
    read: async (context) => ({ value: (await counters(context))?.evicted ?? null }),
  },
];
