// `marsad lag`: how far every replica and member is behind, or why there is no figure.

import type { Command } from 'commander';
import type { FleetState } from '../../../shared/model/fleet.ts';
import { mongoFigure, type MongoMember } from '../../../shared/model/mongo.ts';
import { redisFigure, type RedisNode } from '../../../shared/model/redis.ts';
import { bytes, duration } from '../figures.ts';
import { printable } from '../printer.ts';
import { readFleet } from '../read-fleet.ts';
import { addCommonOptions, runWithApp, type CommonOptions } from '../session.ts';
import { section, table } from '../table.ts';

const LAG_JSON = `
JSON (--json):
  atMs
  redis[]: nodeId, host, port, primaryId, primary (host:port), lagMs, lagBytes, noFigure    (replicas only)
  mongo[]: key, host, port, state, lagMs, syncSource, noFigure
  noFigure is null, or why there is no lag: "primary", "arbiter", "down", "late", "no-primary", "link-down", "unknown"`;

export function registerLag(program: Command): void {
  addCommonOptions(program.command('lag'))
    .description('replication lag of every Redis replica and MongoDB member')
    .addHelpText('after', LAG_JSON)
    .action((options: CommonOptions) =>
      runWithApp(options, async (session) => {
        const view = lagView(await readFleet(session));
        session.printer.result(view, () => lagLines(view));
      }),
    );
}

type LagView = ReturnType<typeof lagView>;

export function lagView(state: FleetState) {
  const redis = Object.values(state.redisNodes).filter(
    ({ role, presence }) => role === 'replica' && presence !== 'gone',
  );
  const members = Object.values(state.mongoMembers).filter(({ presence }) => presence !== 'gone');
  return {
    atMs: state.clock.atMs,
    redis: redis.map((node) => {
      const row = state.redisFigures[node.id];
      const lagMs = redisFigure(row, 'lagMs');
      return {
        nodeId: node.id,
        host: node.host,
        port: node.port,
        primaryId: node.primary,
        primary: addressOf(node.primary === null ? undefined : state.redisNodes[node.primary]),
        lagMs,
        lagBytes: redisFigure(row, 'lagBytes'),
        noFigure: lagMs === null ? whyNoRedisLag(node) : null,
      };
    }),
    mongo: members.map((member) => {
      const lagMs = mongoFigure(state.mongoFigures[member.key], 'lagMs');
      return {
        key: member.key,
        host: member.host,
        port: member.port,
        state: member.state,
        lagMs,
        syncSource: member.syncSource,
        noFigure: lagMs === null ? whyNoMongoLag(member, state.mongo?.primary ?? null) : null,
      };
    }),
  };
}

function addressOf(node: RedisNode | undefined): string | null {
  return node ? `${node.host}:${node.port}` : null;
}

function sourceOf(members: LagView['mongo'], key: string | null): string {
  const source = members.find((member) => member.key === key);
  return source ? `${source.host}:${source.port}` : (key ?? '–');
}

function whyNoRedisLag({ presence, replicationLink }: RedisNode): string {
  if (presence !== 'live') return presence;
  return replicationLink === 'up' ? 'unknown' : 'link-down';
}

function whyNoMongoLag(member: MongoMember, primary: string | null): string {
  if (member.arbiter) return 'arbiter';
  if (member.state === 'PRIMARY') return 'primary';
  if (member.presence !== 'live') return member.presence;
  return primary === null ? 'no-primary' : 'unknown';
}

function lagLines({ redis, mongo }: LagView): string[] {
  return [
    ...section(
      'Redis replicas',
      table(
        [
          { title: 'REPLICA' },
          { title: 'LAG', align: 'right' },
          { title: 'BEHIND', align: 'right' },
          { title: 'PRIMARY' },
        ],
        redis.map((row) => [
          printable(`${row.host}:${row.port}`),
          row.noFigure ?? duration(row.lagMs),
          bytes(row.lagBytes),
          printable(row.primary ?? '–'),
        ]),
      ),
    ),
    ...section(
      'MongoDB members',
      table(
        [{ title: 'MEMBER' }, { title: 'STATE' }, { title: 'LAG', align: 'right' }, { title: 'COPIES FROM' }],
        mongo.map((row) => [
          printable(`${row.host}:${row.port}`),
          row.state,
          row.noFigure ?? duration(row.lagMs),
          printable(sourceOf(mongo, row.syncSource)),
        ]),
      ),
    ),
  ];
}
