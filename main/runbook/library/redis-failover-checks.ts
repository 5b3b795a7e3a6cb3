// The preconditions of a Redis failover, each a live reading and the reason it blocks.

import { redisFigure, type RedisNode } from '../../../shared/model/redis.ts';
import { text } from '../../../shared/text.ts';
import { numberOf, parseInfo } from '../../redis/parse-info.ts';
import type { RedisReading } from '../../redis/redis-access.ts';
import type { CheckStep, Reading, RunbookContext } from '../runbook.ts';
import { findNode, isLost, majorityOf, slotOwners, type FailoverData } from './redis-failover-data.ts';
import { clusterReading } from './cluster-reading.ts';
import { redisOf } from './shared-reading.ts';

/** With more than this still to copy, the primary would hold its clients too long: a plain failover gives up after 5 s. */
const MAX_LAG_BYTES = 32_000_000;
const MAX_LAG_MS = 10_000;

type Look = (reading: RedisReading, data: FailoverData, context: RunbookContext) => Reading | Promise<Reading>;

export function failoverChecks(data: FailoverData): readonly CheckStep[] {
  const looks: Readonly<Record<string, Look>> = { replica, primary, link, lag, quorum, voters, calm, epoch, wanted };
  return Object.entries(looks).map(([id, look]) => ({
    kind: 'check',
    id,
    title: text(`check.${id}`),
    read: async (context) => look(await clusterReading(context), data, context),
  }));
}

function replica(reading: RedisReading, data: FailoverData): Reading {
  const node = findNode(reading, data.replica.id);
  const values = { node: data.replica.label, primary: data.primary.label };
  if (node.presence !== 'live') return { ok: false, text: text('replica.silent', values) };
  const follows = node.role === 'replica' && node.primary === data.primary.id;
  return { ok: follows, text: text(follows ? 'replica.ok' : 'replica.not', values) };
}

/** Which mode is right depends on who is lost: each is refused where a gentler one works. */
function primary(reading: RedisReading, data: FailoverData): Reading {
  const node = findNode(reading, data.primary.id);
  const owners = slotOwners(reading);
  const up = owners.filter((owner) => !isLost(owner)).length;
  const values = { node: data.primary.label, up, owners: owners.length, needed: majorityOf(owners.length) };
  const hasQuorum = up >= values.needed;
  if (data.mode === 'takeover') {
    return {
      ok: !hasQuorum && isLost(node),
      text: text(hasQuorum ? 'primary.takeoverNeedless' : 'primary.takeover', values),
    };
  }
  if (data.mode === 'force') {
    if (isLost(node)) return { ok: true, text: text('primary.lost', values) };
    return {
      ok: false,
      text: text(node.presence === 'live' ? 'primary.forceNeedless' : 'primary.seenByCluster', values),
    };
  }
  if (node.presence === 'live') return { ok: true, text: text('primary.ok', values) };
  return { ok: false, text: text(hasQuorum ? 'primary.offerForce' : 'primary.offerTakeover', values) };
}

async function link(reading: RedisReading, data: FailoverData, context: RunbookContext): Promise<Reading> {
  const node = findNode(reading, data.replica.id);
  if (data.mode === 'plain' || node.replicationLink === 'up') {
    return { ok: node.replicationLink === 'up', text: text('link.is', { state: node.replicationLink ?? 'unknown' }) };
  }
  const info = parseInfo(String(await redisOf(context).command(data.replica.id, ['INFO', 'replication'])));
  const downMs = Math.max(0, numberOf(info, 'master_link_down_since_seconds') ?? 0) * 1000;
  return { ok: true, text: text('link.downFor', { downMs }) };
}

async function lag(reading: RedisReading, data: FailoverData, context: RunbookContext): Promise<Reading> {
  if (data.mode !== 'plain') return mostAdvanced(reading, data, context);
  const row = reading.figures[data.replica.id];
  const lagBytes = redisFigure(row, 'lagBytes');
  const lagMs = redisFigure(row, 'lagMs');
  if (lagBytes === null) return { ok: false, text: text('lag.unknown') };
  const ok = lagBytes <= MAX_LAG_BYTES && (lagMs ?? 0) <= MAX_LAG_MS;
  return { ok, text: text(ok ? 'lag.ok' : 'lag.high', { lagBytes, lagMs: lagMs ?? 0 }) };
}

/** Without the primary nobody can say what is missing; but no other replica may have more. */
async function mostAdvanced(reading: RedisReading, data: FailoverData, context: RunbookContext): Promise<Reading> {
  const siblings = Object.values(reading.nodes).filter(
    (node) => node.role === 'replica' && node.primary === data.primary.id && node.presence === 'live',
  );
  const offsets = await Promise.all(siblings.map(async (node) => ({ node, offset: await offsetOf(node, context) })));
  const own = offsets.find(({ node }) => node.id === data.replica.id)?.offset ?? 0;
  const ahead = offsets.toSorted((a, b) => b.offset - a.offset)[0];
  if (ahead && ahead.offset > own) {
    const values = { node: `${ahead.node.host}:${ahead.node.port}`, bytes: ahead.offset - own };
    return { ok: false, text: text('lag.behindSibling', values) };
  }
  return { ok: true, text: text('lag.mostAdvanced', { offset: own }) };
}

async function offsetOf(node: RedisNode, context: RunbookContext): Promise<number> {
  const info = parseInfo(String(await redisOf(context).command(node.id, ['INFO', 'replication'])));
  return numberOf(info, 'slave_repl_offset') ?? 0;
}

function quorum(reading: RedisReading, data: FailoverData): Reading {
  const owners = slotOwners(reading);
  const up = owners.filter((owner) => owner.presence === 'live').length;
  const values = { up, owners: owners.length, needed: majorityOf(owners.length) };
  if (data.mode === 'takeover') return { ok: true, text: text('quorum.skipped', values) };
  return { ok: up >= values.needed, text: text(up >= values.needed ? 'quorum.ok' : 'quorum.missing', values) };
}

/**
 * A primary refuses its vote to a node it still takes for a primary itself. Right after a failover the others have not all heard
 * of the change of roles, and a failover back would wait for votes that never come.
 */
async function voters(reading: RedisReading, data: FailoverData, context: RunbookContext): Promise<Reading> {
  if (data.mode === 'takeover') return { ok: true, text: text('voters.skipped') };
  const owners = slotOwners(reading);
  const sees = await Promise.all(
    owners.map(async ({ id, presence }) => {
      if (presence !== 'live') return false;
      const view = await redisOf(context).viewOf(id);
      return view.some(
        (node) => node.id === data.replica.id && node.role === 'replica' && node.primary === data.primary.id,
      );
    }),
  );
  const values = { seeing: sees.filter(Boolean).length, owners: owners.length, needed: majorityOf(owners.length) };
  return {
    ok: values.seeing >= values.needed,
    text: text(values.seeing >= values.needed ? 'voters.ok' : 'voters.not', values),
  };
}

/** A failover, a join or a loss that is going on elsewhere would vote on, or move, the same things. */
function calm(reading: RedisReading, data: FailoverData): Reading {
  const restless = Object.values(reading.nodes).filter((node) => {
    if (node.presence === 'gone' || (data.mode !== 'plain' && isLost(node))) return false;
    return node.flags.some((flag) => flag === 'handshake' || flag === 'fail?');
  });
  const names = restless.map((node) => `${node.host}:${node.port}`).join(', ');
  return {
    ok: restless.length === 0,
    text: restless.length === 0 ? text('calm.ok') : text('calm.not', { nodes: names }),
  };
}

function epoch(reading: RedisReading): Reading {
  const { agreeing, currentEpoch } = reading.summary;
  const live = Object.values(reading.nodes).filter((node) => node.presence === 'live').length;
  return {
    ok: agreeing >= live,
    text: text(agreeing >= live ? 'epoch.ok' : 'epoch.not', { agreeing, live, epoch: currentEpoch }),
  };
}

/** `cluster-replica-no-failover yes` says that the operator does not want it as primary; in an emergency that yields. */
function wanted(reading: RedisReading, data: FailoverData): Reading {
  const isUnwanted = findNode(reading, data.replica.id).flags.includes('nofailover');
  const values = { node: data.replica.label };
  if (!isUnwanted) return { ok: true, text: text('wanted.ok', values) };
  return { ok: data.mode !== 'plain', text: text(data.mode === 'plain' ? 'wanted.not' : 'wanted.yields', values) };
}
