// Who lags, by how much, and where there is no figure, why: never a guess, never a huge number for a server that is down.

import type { FleetState } from '../../../shared/model/fleet.ts';
import { mongoFigure } from '../../../shared/model/mongo.ts';
import { redisFigure, shardsOf } from '../../../shared/model/redis.ts';

/** Why there is no figure; a key of the catalogue under `reason`. */
export type NoLagReason =
  | 'primary'
  | 'arbiter'
  | 'down'
  | 'late'
  | 'gone'
  | 'linkDown'
  | 'syncing'
  | 'noPrimary'
  | 'notReplicating'
  | 'unknown';

export interface LagRow {
  readonly id: string;
  readonly address: string;
  /** `host:port` of what it follows; null where it follows nothing. */
  readonly follows: string | null;
  readonly role: 'primary' | 'replica' | 'secondary' | 'arbiter' | 'other';
  readonly lagMs: number | null;
  readonly lagBytes: number | null;
  /** Null exactly where `lagMs` is not. */
  readonly reason: NoLagReason | null;
  readonly lastSeenMs: number;
  /** Index of its shard; members of a replica set have none. */
  readonly shard: number | null;
}

export function redisLagRows(fleet: FleetState): LagRow[] {
  return shardsOf(fleet.redisNodes).flatMap(({ index, primary, replicas }) =>
    [primary, ...replicas].map((node): LagRow => {
      const figures = fleet.redisFigures[node.id];
      const lagMs = node.role === 'primary' ? null : redisFigure(figures, 'lagMs');
      return {
        id: node.id,
        address: `${node.host}:${node.port}`,
        follows: node.role === 'primary' ? null : `${primary.host}:${primary.port}`,
        role: node.role,
        lagMs,
        lagBytes: node.role === 'primary' ? null : redisFigure(figures, 'lagBytes'),
        reason: lagMs === null ? redisReason(node) : null,
        lastSeenMs: node.lastSeenMs,
        shard: index,
      };
    }),
  );
}

function redisReason(node: FleetState['redisNodes'][string]): NoLagReason {
  if (node.role === 'primary') return node.presence === 'down' ? 'down' : 'primary';
  if (node.presence !== 'live') return node.presence;
  if (node.replicationLink === 'syncing') return 'syncing';
  return node.replicationLink === 'down' ? 'linkDown' : 'unknown';
}

export function mongoLagRows(fleet: FleetState): LagRow[] {
  const members = Object.values(fleet.mongoMembers).sort((a, b) => a.memberId - b.memberId);
  return members.map((member): LagRow => {
    const lagMs = mongoFigure(fleet.mongoFigures[member.key], 'lagMs');
    const source = member.syncSource === null ? undefined : fleet.mongoMembers[member.syncSource];
    return {
      id: member.key,
      address: `${member.host}:${member.port}`,
      follows: source ? `${source.host}:${source.port}` : null,
      role: member.arbiter
        ? 'arbiter'
        : member.state === 'PRIMARY'
          ? 'primary'
          : member.state === 'SECONDARY'
            ? 'secondary'
            : 'other',
      lagMs,
      lagBytes: null,
      reason: lagMs === null ? mongoReason(member, fleet) : null,
      lastSeenMs: member.lastSeenMs,
      shard: null,
    };
  });
}

function mongoReason(member: FleetState['mongoMembers'][string], fleet: FleetState): NoLagReason {
  if (member.presence !== 'live') return member.presence;
  if (member.arbiter) return 'arbiter';
  if (member.state === 'PRIMARY') return 'primary';
  if (fleet.mongo?.primary === null) return 'noPrimary';
  return member.state === 'SECONDARY' ? 'unknown' : 'notReplicating';
}

export function largestLag(rows: readonly LagRow[]): LagRow | null {
  return rows.reduce<LagRow | null>(
    (worst, row) => (row.lagMs !== null && row.lagMs > (worst?.lagMs ?? -1) ? row : worst),
    null,
  );
}
