// `marsad cache`: hit rate, memory, evictions and time-to-live of the primaries, and of the whole cluster.

import type { Command } from 'commander';
import type { FleetState } from '../../../shared/model/fleet.ts';
import { redisFigure, shardsOf, type FiguresRow, type RedisFigure } from '../../../shared/model/redis.ts';
import { bytes, count, percent } from '../figures.ts';
import { printable } from '../printer.ts';
import { readFleet } from '../read-fleet.ts';
import { addCommonOptions, runWithApp, type CommonOptions } from '../session.ts';
import { section, table } from '../table.ts';

const CACHE_JSON = `
JSON (--json); null where there is no figure:
  atMs
  cluster: hitRatio (0–1), opsPerSecond, usedMemoryBytes, maxMemoryBytes, keys, keysWithTtl, evictedPerSecond, expiredPerSecond
  nodes[]: nodeId, host, port, maxMemoryPolicy, fragmentationRatio, clients, and the figures of cluster    (primaries only)`;

export function registerCache(program: Command): void {
  addCommonOptions(program.command('cache'))
    .description('hit rate, memory, evictions and time-to-live of the Redis primaries')
    .addHelpText('after', CACHE_JSON)
    .action((options: CommonOptions) =>
      runWithApp(options, async (session) => {
        const view = cacheView(await readFleet(session));
        session.printer.result(view, () => cacheLines(view));
      }),
    );
}

const SUMS = [
  'opsPerSecond',
  'usedMemoryBytes',
  'maxMemoryBytes',
  'keys',
  'keysWithTtl',
  'evictedPerSecond',
  'expiredPerSecond',
] as const;
type Figures = Readonly<Record<'hitRatio' | (typeof SUMS)[number], number | null>>;

type CacheView = ReturnType<typeof cacheView>;

export function cacheView(state: FleetState) {
  const primaries = shardsOf(state.redisNodes).map(({ primary }) => primary);
  const rows = primaries.map(({ id }) => state.redisFigures[id]);
  return {
    atMs: state.clock.atMs,
    cluster: clusterFigures(rows),
    nodes: primaries.map((node, index) => ({
      nodeId: node.id,
      host: node.host,
      port: node.port,
      maxMemoryPolicy: node.maxMemoryPolicy,
      fragmentationRatio: redisFigure(rows[index], 'fragmentationRatio'),
      clients: redisFigure(rows[index], 'clients'),
      hitRatio: redisFigure(rows[index], 'hitRatio'),
      ...(Object.fromEntries(SUMS.map((figure) => [figure, redisFigure(rows[index], figure)])) as Omit<
        Figures,
        'hitRatio'
      >),
    })),
  };
}

/** Sums over the primaries; the ratio weighs each by its traffic. Null as soon as one primary gives no figure. */
function clusterFigures(rows: readonly (FiguresRow | undefined)[]): Figures {
  const sum = (figure: RedisFigure): number | null =>
    rows.reduce<number | null>(
      (total, row) => {
        const value = redisFigure(row, figure);
        return total === null || value === null ? null : total + value;
      },
      rows.length > 0 ? 0 : null,
    );
  const lookups = rows.map(
    (row) => (redisFigure(row, 'hitsPerSecond') ?? 0) + (redisFigure(row, 'missesPerSecond') ?? 0),
  );
  const weighted = rows.map((row, index) => (redisFigure(row, 'hitRatio') ?? 0) * lookups[index]!);
  const total = lookups.reduce((a, b) => a + b, 0);
  return {
    hitRatio: total > 0 ? weighted.reduce((a, b) => a + b, 0) / total : null,
    ...(Object.fromEntries(SUMS.map((figure) => [figure, sum(figure)])) as Omit<Figures, 'hitRatio'>),
  };
}

function cacheLines({ cluster, nodes }: CacheView): string[] {
  const right = { align: 'right' } as const;
  const cells = (figures: Figures): string[] => [
    percent(figures.hitRatio),
    count(figures.opsPerSecond),
    bytes(figures.usedMemoryBytes),
    figures.maxMemoryBytes === 0 ? 'no limit' : bytes(figures.maxMemoryBytes),
    count(figures.keys),
    percent(
      figures.keys !== null && figures.keys > 0 && figures.keysWithTtl !== null
        ? figures.keysWithTtl / figures.keys
        : null,
    ),
    count(figures.evictedPerSecond),
    count(figures.expiredPerSecond),
  ];
  return section(
    'Cache, by primary',
    table(
      [
        { title: 'NODE' },
        { title: 'HIT RATE', ...right },
        { title: 'OPS/S', ...right },
        { title: 'MEMORY', ...right },
        { title: 'LIMIT', ...right },
        { title: 'KEYS', ...right },
        { title: 'WITH TTL', ...right },
        { title: 'EVICTED/S', ...right },
        { title: 'EXPIRED/S', ...right },
      ],
      [...nodes.map((node) => [printable(`${node.host}:${node.port}`), ...cells(node)]), ['all', ...cells(cluster)]],
    ),
  );
}
