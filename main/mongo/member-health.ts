// What is well and what is not in a replica set, as pure rules.

import { worse, type Health } from '../../shared/model/health.ts';
import type { MongoMember, MongoSummary } from '../../shared/model/mongo.ts';
import { LAG_ALERT_MS } from '../../shared/model/thresholds.ts';

const WELL: ReadonlySet<string> = new Set(['PRIMARY', 'SECONDARY', 'ARBITER', 'STANDALONE']);

export type MemberFacts = Pick<MongoMember, 'presence' | 'state' | 'delaySeconds' | 'trouble'>;

/**
 * - attention: it is down, starting, recovering, rolling back or removed, more than a second behind (beyond the delay it is
 *   configured to have), or cannot be read in full.
 * - unknown: it did not answer in time, or is no longer part of the set.
 * Whether the set as a whole is in danger is the summary's business.
 */
export function memberHealth(member: MemberFacts, lagMs: number | null): Health {
  if (member.presence === 'gone' || member.presence === 'late') return 'unknown';
  if (member.presence === 'down' || !WELL.has(member.state) || member.trouble !== null) return 'attention';
  const allowedMs = LAG_ALERT_MS + member.delaySeconds * 1000;
  return lagMs !== null && lagMs > allowedMs ? 'attention' : 'healthy';
}

/**
 * - critical: no primary, or no majority of voters up.
 * - attention: one more failure would cost the majority although the set was built to bear it, or a member is not well.
 */
export function setHealth(
  summary: Pick<MongoSummary, 'mode' | 'primary' | 'votersUp' | 'voters'>,
  members: readonly MongoMember[],
): Health {
  const worst = members
    .filter((member) => member.presence !== 'gone')
    .reduce<Health>((health, member) => worse(health, member.health), 'healthy');
  if (summary.mode === 'standalone') return worst;
  const majority = Math.floor(summary.voters / 2) + 1;
  if (summary.primary === null || summary.votersUp < majority) return 'critical';
  const bearsNoFailure = summary.voters >= 3 && summary.votersUp === majority;
  return worse(worst, bearsNoFailure ? 'attention' : 'healthy');
}
