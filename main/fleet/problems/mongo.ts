// What is wrong with a replica set: no primary, members down or behind, votes, an oplog that is too short.

import type { FleetState } from '../../../shared/model/fleet.ts';
import { mongoFigure, type MongoMember, type MongoSummary } from '../../../shared/model/mongo.ts';
import type { ProblemKind } from '../../../shared/texts/en.ts';
import { serverLabel } from '../events/presence-events.ts';
import { finding, type Finding, type ProblemRule } from './problem.ts';
import { LAG_ALERT_MS, OPLOG_WINDOW_MIN_MS } from '../../../shared/model/thresholds.ts';

const WORKING_STATES: ReadonlySet<string> = new Set(['PRIMARY', 'SECONDARY', 'ARBITER', 'STANDALONE']);

export const mongoProblems: ProblemRule = ({ state }) => {
  const summary = state.mongo;
  if (summary === null) return [];
  const members = Object.values(state.mongoMembers).filter((member) => member.presence !== 'gone');
  return [
    ...(summary.mode === 'replica-set' ? setProblems(summary, members) : []),
    ...members.flatMap((member) => memberProblems(member, state)),
    ...versionProblem(members),
    ...summary.missing.map(({ privilege, shows }) =>
      finding({
        area: 'mongo',
        health: 'unknown',
        kind: 'mongo.missing-privilege',
        subject: privilege,
        values: { privilege, shows },
      }),
    ),
  ];
};

function setProblems(summary: MongoSummary, members: readonly MongoMember[]): Finding[] {
  const { voters, votersUp, primary, oplogWindowMs } = summary;
  const values = { set: summary.name, votersUp, voters };
  const findings: Finding[] = [];
  if (primary === null) {
    const cause = votersUp * 2 > voters ? 'electing' : 'no-majority';
    findings.push(finding({ area: 'mongo', health: 'critical', kind: 'mongo.no-primary', cause, values }));
  }
  if (voters > 0 && voters % 2 === 0)
    findings.push(finding({ area: 'mongo', health: 'attention', kind: 'mongo.even-voters', values }));
  if (voters > 1 && votersUp < voters && (votersUp - 1) * 2 <= voters && primary !== null) {
    findings.push(finding({ area: 'mongo', health: 'attention', kind: 'mongo.no-spare-voter', values }));
  }
  // A young set has a short window because little was written yet: only an oplog that drops entries is too short.
  if (summary.oplogFull === true && oplogWindowMs !== null && oplogWindowMs < OPLOG_WINDOW_MIN_MS) {
    const limits = { windowMs: oplogWindowMs, minimumMs: OPLOG_WINDOW_MIN_MS };
    findings.push(finding({ area: 'mongo', health: 'attention', kind: 'mongo.oplog-window', values: limits }));
  }
  return [...findings, ...priorityProblem(summary, members)];
}

/** MongoDB hands over to a higher priority by itself within seconds; where it does not, something holds it up. */
function priorityProblem({ primary }: MongoSummary, members: readonly MongoMember[]): Finding[] {
  const present = members.find((member) => member.key === primary);
  if (present === undefined) return [];
  const preferred = members
    .filter(
      (member) => member.state === 'SECONDARY' && member.presence === 'live' && member.priority > present.priority,
    )
    .sort((a, b) => b.priority - a.priority)[0];
  if (preferred === undefined) return [];
  return [
    finding({
      area: 'mongo',
      health: 'attention',
      kind: 'mongo.priority',
      values: { primary: serverLabel(present), preferred: serverLabel(preferred), priority: preferred.priority },
      runbook: { id: 'mongo.failover', parameters: { successor: preferred.key } },
    }),
  ];
}

function memberProblems(member: MongoMember, state: FleetState): Finding[] {
  const server = serverLabel(member);
  const attention = (kind: ProblemKind, values: Record<string, string | number> = {}): Finding[] => [
    finding({ area: 'mongo', health: 'attention', kind, subject: member.key, values: { server, ...values } }),
  ];
  if (member.presence === 'down' || member.state === 'DOWN')
    return attention('mongo.member-down', { trouble: member.trouble ?? '' });
  if (member.presence !== 'live') return [];
  if (member.trouble !== null) return attention('mongo.member-partial', { trouble: member.trouble });
  if (!WORKING_STATES.has(member.state)) return attention('mongo.member-state', { state: member.state });
  const lagMs = mongoFigure(state.mongoFigures[member.key], 'lagMs');
  const limitMs = LAG_ALERT_MS + member.delaySeconds * 1000;
  return lagMs !== null && lagMs > limitMs ? attention('mongo.lag', { lagMs, limitMs }) : [];
}

function versionProblem(members: readonly MongoMember[]): Finding[] {
  const versions = [...new Set(members.map((member) => member.version).filter((version) => version !== ''))].sort();
  if (versions.length < 2) return [];
  return [
    finding({
      area: 'mongo',
      health: 'attention',
      kind: 'mongo.versions-differ',
      values: { versions: versions.join(', ') },
    }),
  ];
}
