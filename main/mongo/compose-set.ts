// One tick's answers as one reading: rows, figures, summary. Pure apart from the meters it is given.

import type { Document } from 'mongodb';
import type { FiguresRow } from '../../shared/model/redis.ts';
import type { MongoMember, MongoSummary } from '../../shared/model/mongo.ts';
import { MemberMeter, oplogWindowOf, silentRow } from './member-figures.ts';
import { memberHealth, setHealth } from './member-health.ts';
import type { LagMeter } from './member-lag.ts';
import type { MemberAnswer } from './member-watch.ts';
import type { MongoReading } from './mongo-access.ts';
import type { MemberConfig, MemberStatus, SetConfig, SetStatus } from './read-set-status.ts';

/** A member with what asking it brought. */
export interface ObservedMember {
  readonly key: string;
  readonly status: MemberStatus;
  readonly presence: 'live' | 'late' | 'down';
  readonly lastSeenMs: number;
  /** The newest answer, however old. */
  readonly answer: MemberAnswer | null;
  readonly trouble: string | null;
}

export interface SetObservation {
  readonly mode: MongoSummary['mode'];
  readonly status: SetStatus;
  /** Null where the user may not read it. */
  readonly config: SetConfig | null;
  readonly members: readonly ObservedMember[];
  readonly gone: readonly MongoMember[];
  readonly oplogSizeBytes: number | null;
  readonly oplogFull: boolean | null;
  readonly missing: MongoSummary['missing'];
}

export interface SetMemory {
  readonly meterOf: (key: string) => MemberMeter;
  readonly lag: LagMeter;
}

export const STANDALONE_KEY = 'standalone';

export function memberKey(setName: string, memberId: number): string {
  return setName === '' ? STANDALONE_KEY : `${setName}/${memberId}`;
}

export function composeSet(observation: SetObservation, memory: SetMemory): MongoReading {
  const { status, config, members, gone } = observation;
  const rows: MongoMember[] = [];
  const figures: Record<string, FiguresRow> = {};
  for (const member of members) {
    const { key, presence, answer } = member;
    const lagMs = presence === 'down' ? null : memory.lag.lagOf(member.status, status);
    const replication = { lagMs, appliedAtMs: presence === 'down' ? null : member.status.appliedAtMs };
    const serverStatus = presence === 'live' ? (answer?.serverStatus ?? null) : null;
    figures[key] =
      serverStatus === null ? silentRow(replication) : memory.meterOf(key).row(serverStatus, answer!.atMs, replication);
    rows.push(
      rowOf(
        member,
        observation,
        config?.members.find(({ memberId }) => memberId === member.status.memberId),
        lagMs,
      ),
    );
  }
  rows.push(...gone);
  return {
    summary: summaryOf(observation, rows),
    members: Object.fromEntries(rows.map((row) => [row.key, row])),
    figures,
  };
}

/** While a member is live its row must stay the same from tick to tick, so its `lastSeenMs` counts whole minutes. */
const LIVE_STEP_MS = 60_000;

function rowOf(
  member: ObservedMember,
  { status: set }: SetObservation,
  config: MemberConfig | undefined,
  lagMs: number | null,
): MongoMember {
  const { key, status, presence, answer } = member;
  const isArbiter = config?.arbiter ?? status.state === 'ARBITER';
  const facts = {
    // The set may not hear from a member that answers here: then it knows its own state best.
    state: presence === 'live' && status.state === 'DOWN' ? ownState(answer) : status.state,
    presence,
    trouble: member.trouble,
    delaySeconds: config?.delaySeconds ?? 0,
  };
  const source = set.members.find(({ host }) => host === status.syncSourceHost);
  const isPrimary = facts.state === 'PRIMARY';
  return {
    key,
    memberId: status.memberId,
    ...placeOf(status.host),
    ...facts,
    health: memberHealth(facts, lagMs),
    lastSeenMs: presence === 'live' ? Math.floor(member.lastSeenMs / LIVE_STEP_MS) * LIVE_STEP_MS : member.lastSeenMs,
    priority: config?.priority ?? (isArbiter ? 0 : 1),
    votes: config?.votes ?? 1,
    hidden: config?.hidden ?? false,
    arbiter: isArbiter,
    syncSource: source === undefined || isPrimary || isArbiter ? null : memberKey(set.name, source.memberId),
    electionId: isPrimary ? (answer?.hello.electionId ?? null) : null,
    electedMs: isPrimary ? status.electedMs : null,
    version: answer?.version ?? '',
  };
}

function ownState(answer: MemberAnswer | null): string {
  const state = answer?.hello.state ?? 'OTHER';
  return state === 'OTHER' ? 'UNKNOWN' : state;
}

function summaryOf(
  { mode, status, config, members, oplogSizeBytes, oplogFull, missing }: SetObservation,
  rows: readonly MongoMember[],
): MongoSummary {
  const votes = (memberId: number): number =>
    config?.members.find((member) => member.memberId === memberId)?.votes ?? 1;
  const voters = status.members.filter(({ memberId }) => votes(memberId) > 0);
  const primary = members.find((member) => member.status.state === 'PRIMARY');
  const informant = primary ?? members.find(({ presence }) => presence === 'live');
  const facts = {
    mode,
    primary: primary?.key ?? null,
    votersUp: voters.filter(({ isUp }) => isUp).length,
    voters: voters.length,
  };
  return {
    ...facts,
    health: setHealth(facts, rows),
    name: status.name,
    term: status.term,
    configVersion: config?.version ?? status.configVersion,
    version: informant?.answer?.version ?? '',
    oplogWindowMs: oplogWindow(informant?.answer?.serverStatus ?? null),
    oplogSizeBytes,
    oplogFull,
    electionTimeoutMs: config?.electionTimeoutMs ?? null,
    missing,
  };
}

function oplogWindow(serverStatus: Document | null): number | null {
  return serverStatus === null ? null : oplogWindowOf(serverStatus);
}

/** `host:port`; a host may be an IPv6 address in brackets. */
export function placeOf(name: string): { readonly host: string; readonly port: number } {
  const colon = name.lastIndexOf(':');
  const port = Number(name.slice(colon + 1));
  if (colon < 0 || !Number.isInteger(port)) return { host: name, port: 27_017 };
  return { host: name.slice(0, colon).replace(/^\[|\]$/g, ''), port };
}

/** A member that left the set, as it stays on screen. */
export function asGone(member: MongoMember, lastSeenMs: number): MongoMember {
  return {
    ...member,
    lastSeenMs,
    presence: 'gone',
    health: 'unknown',
    state: 'REMOVED',
    trouble: null,
    syncSource: null,
    electionId: null,
    electedMs: null,
  };
}
