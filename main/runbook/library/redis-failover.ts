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

const en = {
  title: 'Redis failover',
  summary:
    'Makes a replica the primary of its shard, with a stopwatch: plain first, forced only where that cannot work.',
  'plan.title': 'Make {replica} the primary of slots {slots}',
  'field.replica': 'Replica',
  'field.replica.help': 'It becomes the primary of its shard.',
  'field.mode': 'Mode',
  'field.mode.help': 'Plain loses nothing. The others are refused while a gentler one works.',
  'mode.plain': 'Plain: the primary waits until the replica has everything',
  'mode.force': 'FORCE: without the primary, elected by the other primaries',
  'mode.takeover': 'TAKEOVER: without any vote, when a majority of primaries is lost',
  'now.replica': 'replica of {primary}',
  'now.primary': 'primary of slots {slots}',
  'now.lost': 'lost primary of slots {slots}',
  'after.returns': 'replica of {primary} when it returns',
  'warning.force':
    'FORCE skips the handshake of offsets: writes the old primary acknowledged and had not sent yet are lost.',
  'warning.takeover':
    'TAKEOVER skips the vote: if the other side lives, two primaries take writes until they meet, and one side loses them.',
  wayBack: 'Fail back: run this runbook again with {primary}, which is then a replica of {replica}.',
  'wayBack.lost':
    'When {primary} returns it follows {replica} by itself. Then fail back with this runbook, mode plain.',
  'check.replica': 'The chosen node is a replica',
  'replica.ok': '{node} is a replica of {primary}',
  'replica.not': '{node} is not a replica of {primary} any more',
  'replica.silent': '{node} does not answer',
  'check.primary': 'The mode fits the state of the primary',
  'primary.ok': '{node} answers: plain works',
  'primary.lost': '{node} does not answer, and the cluster marks it as failing',
  'primary.offerForce': '{node} does not answer, and plain needs it. {up} of {owners} primaries are up: use mode force',
  'primary.offerTakeover':
    '{node} does not answer, and only {up} of {owners} primaries are up ({needed} needed to vote): use mode takeover',
  'primary.forceNeedless': '{node} answers: FORCE could lose writes that plain keeps. Use mode plain',
  'primary.seenByCluster':
    '{node} does not answer here, but the cluster does not miss it: look at the way from this console to it, or wait',
  'primary.takeover': '{up} of {owners} primaries are up, {needed} are needed to vote; {node} is among the lost',
  'primary.takeoverNeedless': '{up} of {owners} primaries are up: they can vote. Use mode plain or force',
  'check.link': 'The replica copies',
  'link.is': 'link to the primary: {state}',
  'link.downFor': 'link to the primary is down for {downMs:ms}: what it wrote since is not here',
  'check.lag': 'The replica has what the primary has',
  'lag.ok': '{lagBytes:bytes} and {lagMs:ms} behind',
  'lag.high':
    '{lagBytes:bytes} and {lagMs:ms} behind: the primary would hold its clients too long. Wait until it has caught up',
  'lag.unknown': 'the lag cannot be read: the link to the primary is not up',
  'lag.mostAdvanced': 'no replica of this shard that answers has more (offset {offset:number})',
  'lag.behindSibling': '{node} has {bytes:bytes} more than the chosen replica: choose it',
  'check.quorum': 'A majority of primaries can vote',
  'quorum.ok': '{up} of {owners} primaries answer, {needed} are needed',
  'quorum.missing': '{up} of {owners} primaries answer, {needed} are needed',
  'quorum.skipped': '{up} of {owners} primaries answer; TAKEOVER asks for no vote',
  'check.voters': 'Those who vote know it as a replica',
  'voters.ok': '{seeing} of {owners} primaries know it as a replica, {needed} are needed',
  'voters.not':
    '{seeing} of {owners} primaries know it as a replica, {needed} are needed: roles changed just now, wait a few seconds',
  'voters.skipped': 'TAKEOVER asks for no vote',
  'check.calm': 'No other failover or join is going on',
  'calm.ok': 'no node is suspected or joining',
  'calm.not': 'wait for: {nodes}',
  'check.epoch': 'The cluster agrees on its epoch',
  'epoch.ok': 'all {live} nodes that answer are at epoch {epoch}',
  'epoch.not': '{agreeing} of {live} nodes that answer are at epoch {epoch}: wait a few seconds',
  'check.wanted': 'The replica may become primary',
  'wanted.ok': '{node} is not excluded from failover',
  'wanted.not': '{node} is set to cluster-replica-no-failover: choose another, or change that first',
  'wanted.yields': '{node} is set to cluster-replica-no-failover; in this emergency it is used all the same',
  'act.failover': 'Fail over to {node}',
  'act.agreed': '{agreed} of {nodes} nodes agree',
  'act.done': '{node} is primary',
  'verify.majority': 'A majority of nodes agrees on the new primary',
  'majority.is': '{agreed} of {nodes} nodes agree, {needed} are needed',
  'verify.follows': 'The old primary follows, its link is up',
  'follows.is': '{node}: {role}, link {state}',
  'follows.lost': '{node} is still lost; it follows when it returns',
  'measure.accepted': 'Command accepted after',
  'measure.detection': 'First write redirected, refused or late after',
  'measure.promotion': 'Replica promoted after',
  'measure.agreement': 'Majority agreed after',
  'measure.writeGap': 'Longest time without an acknowledged write',
  'measure.acknowledged': 'Writes acknowledged',
  'measure.failed': 'Writes refused or failed',
  'measure.lost': 'Acknowledged writes lost',
};

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
  texts: { en },
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
