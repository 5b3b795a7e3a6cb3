// Makes a chosen replica the primary of its shard. Plain first: it loses nothing. FORCE and TAKEOVER only where plain
// cannot work, each with the reason on screen. Done when a majority of nodes agrees.

import { z } from 'zod';
import { AppError } from '../../../shared/errors.ts';
import type { RedisNode } from '../../../shared/model/redis.ts';
import { formatRanges } from '../../../shared/slots.ts';
import { text } from '../../../shared/text.ts';
import type { RedisReading } from '../../redis/redis-access.ts';
import { defineRunbook, type PlanDraft, type RunbookContext, type Step } from '../runbook.ts';
import { failoverCommand, failOver, observeFailover } from './redis-failover-act.ts';
import { failoverChecks } from './redis-failover-checks.ts';
import { findNode, isLost, labelOf, type FailoverData } from './redis-failover-data.ts';
import { failoverVerifications } from './redis-failover-verify.ts';
import { clusterReading } from './cluster-reading.ts';
import { FAILOVER_TEXTS } from './redis-failover-texts.ts';

const Parameters = z.strictObject({
  replica: z.string().min(1),
  mode: z.enum(['plain', 'force', 'takeover']).default('plain'),
});

async function plan(
  context: RunbookContext,
  parameters: z.output<typeof Parameters>,
): Promise<PlanDraft<FailoverData>> {
  const reading = await clusterReading(context);
  if (reading.summary.mode !== 'cluster') {
    throw new AppError('unsupported', 'This server is not part of a Redis Cluster.', {
      hint: 'Failover is for clusters.',
    });
  }
  const replica = findNode(reading, parameters.replica);
  const primary = primaryOf(reading, replica);
  const slots = formatRanges(primary.ranges);
  const names = { replica: labelOf(replica), primary: labelOf(primary), slots };
  const isPrimaryLost = isLost(primary);
  const members = Object.values(reading.nodes).filter((node) => node.presence !== 'gone');
  return {
    title: text('plan.title', names),
    changes: [
      { where: names.replica, now: text('now.replica', names), after: text('now.primary', names) },
      {
        where: names.primary,
        now: text(isPrimaryLost ? 'now.lost' : 'now.primary', names),
        after: text(isPrimaryLost ? 'after.returns' : 'now.replica', { primary: names.replica }),
      },
      ...siblingsOf(reading, replica).map((sibling) => ({
        where: labelOf(sibling),
        now: text('now.replica', names),
        after: text('now.replica', { primary: names.replica }),
      })),
    ],
    warnings: parameters.mode === 'plain' ? [] : [text(`warning.${parameters.mode}`)],
    wayBack: text(isPrimaryLost ? 'wayBack.lost' : 'wayBack', names),
    data: {
      mode: parameters.mode,
      replica: { id: replica.id, label: names.replica },
      primary: { id: primary.id, label: names.primary },
      epochBefore: primary.configEpoch,
      ranges: primary.ranges,
      nodes: members.map((node) => ({ id: node.id, label: labelOf(node) })),
      liveNodes: members.filter((node) => node.presence === 'live').length,
    },
  };
}

function primaryOf(reading: RedisReading, replica: RedisNode): RedisNode {
  if (replica.role === 'primary') {
    const own = Object.values(reading.nodes).filter((node) => node.primary === replica.id && node.presence !== 'gone');
    throw new AppError('bad_request', `${labelOf(replica)} is a primary already.`, {
      hint:
        own.length > 0
          ? `Choose one of its replicas: ${own.map(labelOf).join(', ')}.`
          : 'It has no replica to fail over to.',
    });
  }
  const primary = replica.primary === null ? undefined : reading.nodes[replica.primary];
  if (primary) return primary;
  throw new AppError('not_found', `The cluster does not know the primary of ${labelOf(replica)}.`, {
    hint: 'Wait until the topology is known.',
  });
}

function siblingsOf(reading: RedisReading, replica: RedisNode): readonly RedisNode[] {
  return Object.values(reading.nodes).filter(
    (node) =>
      node.role === 'replica' && node.primary === replica.primary && node.id !== replica.id && node.presence !== 'gone',
  );
}

function steps(data: FailoverData): readonly Step[] {
  const { replica } = data;
  const [host, port] = splitLabel(replica.label);
  const command = `redis-cli -h ${host} -p ${port} ${failoverCommand(data).join(' ')}`;
  return [
    ...failoverChecks(data),
    {
      kind: 'act',
      id: 'failover',
      title: text('act.failover', { node: replica.label }),
      commands: [{ where: replica.label, command }],
      cancellable: false,
      observe: observeFailover(data),
      act: failOver(data),
    },
    ...failoverVerifications(data),
  ];
}

function splitLabel(label: string): readonly [string, string] {
  const colon = label.lastIndexOf(':');
  return [label.slice(0, colon).replaceAll(/[[\]]/g, ''), label.slice(colon + 1)];
}

export const redisFailover = defineRunbook({
  id: 'redis.failover',
  area: 'redis',
  effect: 'write',
  texts: FAILOVER_TEXTS,
  fields: [
    {
      name: 'replica',
      label: text('field.replica'),
      help: text('field.replica.help'),
      kind: 'redis-replica',
      required: true,
    },
    {
      name: 'mode',
      label: text('field.mode'),
      help: text('field.mode.help'),
      kind: 'choice',
      required: false,
      initial: 'plain',
      choices: (['plain', 'force', 'takeover'] as const).map((value) => ({ value, label: text(`mode.${value}`) })),
    },
  ],
  parameters: Parameters,
  plan,
  steps,
});
