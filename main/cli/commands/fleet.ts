// `marsad fleet`: the whole board in one page; what is wrong first.

import type { Command } from 'commander';
import type { FleetState } from '../../../shared/model/fleet.ts';
import type { RunSummary } from '../../../shared/model/run.ts';
import { MONGO_FIGURES } from '../../../shared/model/mongo.ts';
import { REDIS_FIGURES, type FiguresRow } from '../../../shared/model/redis.ts';
import { countSlots } from '../../../shared/slots.ts';
import { say } from '../../../shared/text.ts';
import { serverTexts } from '../../../shared/texts/server-texts.ts';
import { bytes, count, dateTime, duration, percent } from '../figures.ts';
import { printable, style, styleHealth } from '../printer.ts';
import { readFleet } from '../read-fleet.ts';
import { addCommonOptions, runWithApp, stateOf, type CommonOptions } from '../session.ts';
import { section, table } from '../table.ts';

const FLEET_JSON = `
JSON (--json); null where there is no figure, or an area the profile does not have:
  profile: id, name, environment, readOnly
  atMs, tookMs
  problems[]: id, area, health, title, cause, sinceMs, runbookId
  trouble: redis, mongo, backup: each null or {code, message, hint, sinceMs}
  redis: mode, health, state, version, currentEpoch, agreeing, known, slotsCovered,
         nodes[]: id, host, port, role, primaryId, health, presence, linkState, flags[], slots, version,
                  figures: ${REDIS_FIGURES.join(', ')}
  mongo: mode, health, name, version, term, primary, votersUp, voters, oplogWindowMs,
         members[]: key, host, port, state, health, presence, priority, votes, hidden, arbiter, syncSource, version,
                    figures: ${MONGO_FIGURES.join(', ')}
  openRuns[]: runId, runbookId, status ("interrupted" | "waiting" | "paused"), startedMs
  backups: health, sets, verifiedSets, lastSetMs, lastVerifiedMs, totalBytes, running`;

export function registerFleet(program: Command): void {
  addCommonOptions(program.command('fleet'))
    .description('what is true now: problems, Redis nodes, MongoDB members, backups')
    .addHelpText('after', FLEET_JSON)
    .action((options: CommonOptions) =>
      runWithApp(options, async (session) => {
        const state = await readFleet(session);
        const { runs } = await stateOf(session, 'runs.watch', {});
        const view = { ...fleetView(state), openRuns: openRunsOf(state.profile.id, Object.values(runs)) };
        session.printer.result(view, () => fleetLines(view));
      }),
    );
}

type FleetView = ReturnType<typeof fleetView> & { readonly openRuns: ReturnType<typeof openRunsOf> };

/** Runs that wait for somebody. */
function openRunsOf(profileId: string, runs: readonly RunSummary[]) {
  return runs
    .filter((run) => run.profileId === profileId && ['interrupted', 'waiting', 'paused'].includes(run.status))
    .sort((a, b) => a.startedMs - b.startedMs)
    .map(({ id, runbookId, status, startedMs }) => ({ runId: id, runbookId, status, startedMs }));
}

function openRunLine({ runId, runbookId, status, startedMs }: FleetView['openRuns'][number]): string {
  const next = status === 'interrupted' ? 'ways' : 'show';
  return `${style('yellow', status)}  ${printable(runbookId)}, begun ${dateTime(startedMs)}${style('dim', `  → marsad runs ${next} ${runId}`)}`;
}

export function fleetView(state: FleetState) {
  const texts = serverTexts('en');
  const { id, name, environment, readOnly } = state.profile;
  return {
    profile: { id, name, environment, readOnly },
    atMs: state.clock.atMs,
    tookMs: state.clock.tookMs,
    problems: Object.values(state.problems)
      .sort((a, b) => Number(b.health === 'critical') - Number(a.health === 'critical') || a.sinceMs - b.sinceMs)
      .map((problem) => ({
        id: problem.id,
        area: problem.area,
        health: problem.health,
        title: say(texts, problem.title),
        cause: say(texts, problem.cause),
        sinceMs: problem.sinceMs,
        runbookId: problem.runbook?.id ?? null,
      })),
    trouble: state.trouble,
    redis: redisView(state),
    mongo: mongoView(state),
    backups: state.backups,
  };
}

function named<Name extends string>(names: readonly Name[], row: FiguresRow | undefined) {
  return Object.fromEntries(names.map((figure, index) => [figure, row?.[index] ?? null])) as Record<
    Name,
    number | null
  >;
}

function redisView({ redis, redisNodes, redisFigures }: FleetState) {
  if (redis === null) return null;
  const { mode, health, state, version, currentEpoch, agreeing, known, slotsCovered } = redis;
  const nodes = Object.values(redisNodes)
    .sort((a, b) => a.port - b.port || (a.id < b.id ? -1 : 1))
    .map((node) => ({
      id: node.id,
      host: node.host,
      port: node.port,
      role: node.role,
      primaryId: node.primary,
      health: node.health,
      presence: node.presence,
      linkState: node.linkState,
      flags: node.flags,
      slots: countSlots(node.ranges),
      version: node.version,
      figures: named(REDIS_FIGURES, redisFigures[node.id]),
    }));
  return { mode, health, state, version, currentEpoch, agreeing, known, slotsCovered, nodes };
}

function mongoView({ mongo, mongoMembers, mongoFigures }: FleetState) {
  if (mongo === null) return null;
  const { mode, health, name, version, term, primary, votersUp, voters, oplogWindowMs } = mongo;
  const members = Object.values(mongoMembers)
    .sort((a, b) => a.memberId - b.memberId)
    .map((member) => ({
      key: member.key,
      host: member.host,
      port: member.port,
      state: member.state,
      health: member.health,
      presence: member.presence,
      priority: member.priority,
      votes: member.votes,
      hidden: member.hidden,
      arbiter: member.arbiter,
      syncSource: member.syncSource,
      version: member.version,
      figures: named(MONGO_FIGURES, mongoFigures[member.key]),
    }));
  return { mode, health, name, version, term, primary, votersUp, voters, oplogWindowMs, members };
}

function fleetLines(view: FleetView): string[] {
  const { profile, redis, mongo, backups } = view;
  const mode = profile.readOnly ? ', read-only' : '';
  return [
    style('bold', printable(`${profile.name} (${profile.environment}${mode})`)),
    '',
    ...section(
      'Problems',
      view.problems.flatMap((problem) => [
        `${styleHealth(problem.health)}  ${printable(problem.title)}${problem.runbookId === null ? '' : style('dim', `  → marsad plan ${problem.runbookId}`)}`,
        style('dim', `          ${printable(problem.cause)}`),
      ]),
    ),
    ...section('Runs that wait for somebody', view.openRuns.map(openRunLine)),
    ...Object.entries(view.trouble).flatMap(([area, trouble]) =>
      trouble === null
        ? []
        : [
            `${style('red', area)}: ${printable(trouble.message)}`,
            ...(trouble.hint === null ? [] : [style('dim', `  ${printable(trouble.hint)}`)]),
            '',
          ],
    ),
    ...(redis === null ? [] : redisLines(redis)),
    ...(mongo === null ? [] : mongoLines(mongo)),
    ...(backups === null
      ? []
      : section(`Backups  ${styleHealth(backups.health)}`, [
          `${backups.sets} sets, ${backups.verifiedSets} verified, ${bytes(backups.totalBytes)}; newest ${dateTime(backups.lastSetMs)}, last verified ${dateTime(backups.lastVerifiedMs)}`,
        ])),
  ];
}

function redisLines(redis: NonNullable<FleetView['redis']>): string[] {
  const right = { align: 'right' } as const;
  return section(
    `Redis ${redis.mode}  ${styleHealth(redis.health)}  state ${redis.state}, ${count(redis.slotsCovered)} slots, epoch ${redis.currentEpoch}, ${redis.agreeing} of ${redis.known} agree, ${redis.version}`,
    table(
      [
        { title: 'NODE' },
        { title: 'ROLE' },
        { title: 'HEALTH' },
        { title: 'SLOTS', ...right },
        { title: 'OPS/S', ...right },
        { title: 'HIT RATE', ...right },
        { title: 'MEMORY', ...right },
        { title: 'LAG', ...right },
      ],
      redis.nodes.map(({ host, port, role, health, presence, slots, figures }) => [
        printable(`${host}:${port}`),
        role,
        presence === 'live' ? styleHealth(health) : style('red', presence),
        role === 'primary' ? count(slots) : '',
        count(figures.opsPerSecond),
        percent(figures.hitRatio),
        bytes(figures.usedMemoryBytes),
        role === 'replica' ? duration(figures.lagMs) : '',
      ]),
    ),
  );
}

function mongoLines(mongo: NonNullable<FleetView['mongo']>): string[] {
  const right = { align: 'right' } as const;
  return section(
    `MongoDB ${printable(mongo.name)}  ${styleHealth(mongo.health)}  term ${mongo.term}, ${mongo.votersUp} of ${mongo.voters} voters up, oplog ${duration(mongo.oplogWindowMs)}, ${mongo.version}`,
    table(
      [
        { title: 'MEMBER' },
        { title: 'STATE' },
        { title: 'HEALTH' },
        { title: 'LAG', ...right },
        { title: 'OPS/S', ...right },
        { title: 'CONNECTIONS', ...right },
        { title: 'CACHE', ...right },
      ],
      mongo.members.map(({ host, port, state, health, presence, figures }) => [
        printable(`${host}:${port}`),
        state,
        presence === 'live' ? styleHealth(health) : style('red', presence),
        state === 'PRIMARY' ? '' : duration(figures.lagMs),
        count(figures.opsPerSecond),
        count(figures.connections),
        bytes(figures.cacheUsedBytes),
      ]),
    ),
  );
}
