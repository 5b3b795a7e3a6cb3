// Which figures each chart shows, read from a state. A subject without a figure has null: the chart then shows a gap.

import type { FleetState, HistoryColumn } from '../../shared/model/fleet.ts';
import { mongoFigure, type MongoFigure } from '../../shared/model/mongo.ts';
import { redisFigure, type RedisFigure } from '../../shared/model/redis.ts';
import { clusterHitRatio, clusterSum } from './cluster-figures.ts';

export const CHARTS = ['redis-lag', 'mongo-lag', 'cache-cluster', 'cache-nodes', 'mongo-ops'] as const;
export type Chart = (typeof CHARTS)[number];

export interface Sample {
  readonly columns: readonly HistoryColumn[];
  readonly values: readonly (number | null)[];
}

/** The subject that stands for all servers together. */
const CLUSTER = 'cluster';

const CLUSTER_SUMS = [
  'opsPerSecond',
  'hitsPerSecond',
  'missesPerSecond',
  'evictedPerSecond',
  'expiredPerSecond',
  'usedMemoryBytes',
  'maxMemoryBytes',
  'keys',
  'keysWithTtl',
] as const satisfies readonly RedisFigure[];

const NODE_FIGURES = ['opsPerSecond', 'hitRatio', 'usedMemoryBytes'] as const satisfies readonly RedisFigure[];

const SET_SUMS = [
  'insertsPerSecond',
  'queriesPerSecond',
  'updatesPerSecond',
  'deletesPerSecond',
] as const satisfies readonly MongoFigure[];

export function sampleOf(chart: Chart, state: FleetState): Sample {
  return toSample(entriesOf(chart, state));
}

type Entry = readonly [subject: string, figure: string, value: number | null];

function entriesOf(chart: Chart, state: FleetState): Entry[] {
  switch (chart) {
    case 'redis-lag':
      return redisIds(state, 'replica').map((id) => redisEntry(state, id, 'lagMs'));
    case 'cache-nodes':
      return redisIds(state, 'primary').flatMap((id) => NODE_FIGURES.map((figure) => redisEntry(state, id, figure)));
    case 'cache-cluster':
      if (state.redis === null) return [];
      return [
        [CLUSTER, 'hitRatio', clusterHitRatio(state)],
        ...CLUSTER_SUMS.map((figure): Entry => [CLUSTER, figure, clusterSum(state, figure)]),
      ];
    case 'mongo-lag':
      return memberKeys(state).map((key) => mongoEntry(state, key, 'lagMs'));
    case 'mongo-ops':
      if (state.mongo === null) return [];
      return [
        ...memberKeys(state).map((key) => mongoEntry(state, key, 'opsPerSecond')),
        ...SET_SUMS.map((figure): Entry => [CLUSTER, figure, sumOverMembers(state, figure)]),
      ];
  }
}

function redisIds(state: FleetState, role: 'primary' | 'replica'): string[] {
  return Object.values(state.redisNodes)
    .filter((node) => node.role === role && node.presence !== 'gone')
    .map((node) => node.id)
    .sort();
}

function memberKeys(state: FleetState): string[] {
  return Object.values(state.mongoMembers)
    .filter((member) => member.presence !== 'gone' && !member.arbiter)
    .map((member) => member.key)
    .sort();
}

function redisEntry(state: FleetState, id: string, figure: RedisFigure): Entry {
  return [id, figure, redisFigure(state.redisFigures[id], figure)];
}

function mongoEntry(state: FleetState, key: string, figure: MongoFigure): Entry {
  return [key, figure, mongoFigure(state.mongoFigures[key], figure)];
}

function sumOverMembers(state: FleetState, figure: MongoFigure): number | null {
  const values = memberKeys(state).flatMap((key) => mongoFigure(state.mongoFigures[key], figure) ?? []);
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0);
}

function toSample(entries: readonly Entry[]): Sample {
  return {
    columns: entries.map(([subject, figure]) => ({ subject, figure })),
    values: entries.map(([, , value]) => value),
  };
}
