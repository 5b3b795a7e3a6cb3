// The preconditions of a step-down, each a live reading and the reason it blocks.

import { text } from '../../../shared/text.ts';
import type { MongoReading } from '../../mongo/mongo-access.ts';
import type { CheckStep, Reading, RunbookContext } from '../runbook.ts';
import {
  candidatesOf,
  findMember,
  isElectable,
  lagOf,
  MAX_LAG_MS,
  nameOf,
  type StepDownData,
} from './mongo-failover-data.ts';
import { mongoReading } from './shared-reading.ts';

/** An election this fresh may not have settled: members still choose whom to copy from. */
const QUIET_MS = 10_000;

type Look = (reading: MongoReading, data: StepDownData, context: RunbookContext) => Reading;

export function stepDownChecks(data: StepDownData): readonly CheckStep[] {
  const looks: Readonly<Record<string, Look>> = { primary, majority, successor, lag, calm };
  return Object.entries(looks).map(([id, look]) => ({
    kind: 'check',
    id,
    title: text(`check.${id}`),
    read: async (context) => look(await mongoReading(context), data, context),
  }));
}

function primary({ summary, members }: MongoReading, data: StepDownData): Reading {
  if (summary.primary === null) return { ok: false, text: text('primary.none') };
  const ok = summary.primary === data.primary.key;
  const now = members[summary.primary];
  return {
    ok,
    text: text(ok ? 'primary.ok' : 'primary.other', {
      node: now ? nameOf(now).label : summary.primary,
      term: summary.term,
    }),
  };
}

function majority({ summary }: MongoReading): Reading {
  const needed = Math.floor(summary.voters / 2) + 1;
  // The primary itself steps down and votes again at once, so it counts.
  return {
    ok: summary.votersUp >= needed,
    text: text('majority.voters', { up: summary.votersUp, voters: summary.voters, needed }),
  };
}

function successor(reading: MongoReading, data: StepDownData): Reading {
  if (data.successor === null) {
    const names = candidatesOf(reading).map((member) => nameOf(member).label);
    return names.length > 0
      ? { ok: true, text: text('successor.any', { nodes: names.join(', ') }) }
      : { ok: false, text: text('successor.none') };
  }
  const member = findMember(reading, data.successor.key);
  const values = { node: data.successor.label, state: member.state, priority: member.priority };
  if (!isElectable(member)) return { ok: false, text: text('successor.notElectable', values) };
  const ok = member.state === 'SECONDARY' && member.presence === 'live';
  return { ok, text: text(ok ? 'successor.ok' : 'successor.notReady', values) };
}

function lag(reading: MongoReading, data: StepDownData): Reading {
  const member = data.successor === null ? candidatesOf(reading)[0] : findMember(reading, data.successor.key);
  const lagMs = member ? lagOf(reading, member) : Number.POSITIVE_INFINITY;
  if (!member || !Number.isFinite(lagMs)) return { ok: false, text: text('lag.unknown') };
  const ok = lagMs < MAX_LAG_MS;
  return { ok, text: text(ok ? 'lag.ok' : 'lag.high', { node: nameOf(member).label, lagMs, limitMs: MAX_LAG_MS }) };
}

function calm({ members, summary }: MongoReading, _data: StepDownData, { clock }: RunbookContext): Reading {
  const restless = Object.values(members).find((member) => ['ROLLBACK', 'STARTUP', 'STARTUP2'].includes(member.state));
  if (restless)
    return { ok: false, text: text('calm.restless', { node: nameOf(restless).label, state: restless.state }) };
  const electedMs = summary.primary === null ? null : (members[summary.primary]?.electedMs ?? null);
  if (electedMs === null) return { ok: true, text: text('calm.ok') };
  const agoMs = Math.max(0, clock.now() - electedMs);
  return {
    ok: agoMs >= QUIET_MS,
    text: text(agoMs >= QUIET_MS ? 'calm.since' : 'calm.fresh', { agoMs, quietMs: QUIET_MS }),
  };
}
