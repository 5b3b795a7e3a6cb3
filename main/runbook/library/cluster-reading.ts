// The cluster as its nodes say it of themselves. One node's map can be seconds behind after a failover; what a node says
// of itself is not. A node that does not answer is judged by all the others: one `fail`, or a majority of `fail?`.

import type { RedisNode } from '../../../shared/model/redis.ts';
import type { RedisNodeView, RedisReading } from '../../redis/redis-access.ts';
import type { RunbookContext } from '../runbook.ts';
import { redisOf, redisReading } from './shared-reading.ts';

const VIEW_TIMEOUT_MS = 1000;
const readings = new WeakMap<RunbookContext, Promise<RedisReading>>();

/** Read once per context, as {@link redisReading}. */
export function clusterReading(context: RunbookContext): Promise<RedisReading> {
  const known = readings.get(context);
  if (known) return known;
  const reading = readCluster(context);
  readings.set(context, reading);
  return reading;
}

async function readCluster(context: RunbookContext): Promise<RedisReading> {
  const reading = await redisReading(context);
  if (reading.summary.mode !== 'cluster') return reading;
  const live = Object.values(reading.nodes).filter((node) => node.presence === 'live');
  const views = await Promise.all(
    live.map(({ id }) =>
      redisOf(context)
        .viewOf(id, { timeoutMs: VIEW_TIMEOUT_MS })
        .catch(() => null),
    ), // not live any more
  );
  const answered = views.filter((view) => view !== null);
  const nodes = Object.values(reading.nodes).map((node) => [node.id, asSeenByAll(node, answered)] as const);
  return { ...reading, nodes: Object.fromEntries(nodes) };
}

function asSeenByAll(node: RedisNode, views: readonly (readonly RedisNodeView[])[]): RedisNode {
  const lines = views.flatMap((view) => view.filter((line) => line.id === node.id));
  const self = lines.find((line) => line.isMyself);
  const failed = lines.filter((line) => line.flags.includes('fail')).length;
  const suspected = lines.filter((line) => line.flags.includes('fail?')).length;
  const judgement = failed > 0 ? ['fail'] : suspected * 2 > views.length ? ['fail?'] : [];
  const flags = [...node.flags.filter((flag) => flag !== 'fail' && flag !== 'fail?'), ...judgement];
  if (!self) return { ...node, flags };
  const { role, primary, configEpoch, ranges } = self;
  return { ...node, flags, role, primary, configEpoch, ranges };
}
