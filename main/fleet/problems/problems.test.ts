import { test } from 'node:test';
import assert from 'node:assert/strict';
import { AppError } from '../../../shared/errors.ts';
import type { BackupSet, BackupsState } from '../../../shared/model/backup.ts';
import type { FleetState } from '../../../shared/model/fleet.ts';
import { say } from '../../../shared/text.ts';
import { ENGLISH } from '../../../shared/texts/en.ts';
import {
  allRead,
  backupSet,
  backupsView,
  backupsWith,
  unfinishedSet,
  memberKey,
  mongoFigures,
  mongoReading,
  nodeId,
  redisFigures,
  redisReading,
  redisSummary,
  stateAfter,
  TEST_PROFILE,
} from '../../../test/fixtures/fleet-rows.ts';
import { initialState } from '../initial-state.ts';
import { withProblems } from './find-problems.ts';

const wellBackups = backupsView();
type Redis = ReturnType<typeof redisReading>;

/** The ids of what is found; every sentence must be whole. */
function problemsOf(state: FleetState, backups: BackupsState | null = wellBackups.backups): string[] {
  const { problems } = withProblems(state, backupsView({ backups }));
  for (const { title, cause } of Object.values(problems)) {
    for (const part of [title, cause])
      assert.doesNotMatch(say(ENGLISH, part), /[{}]|^problem\./, 'a text or one of its values is missing');
  }
  return Object.keys(problems);
}

function withRedis(reading: Redis, backups = backupsWith([backupSet()])): FleetState {
  return stateAfter(allRead(reading, mongoReading(), backups));
}

function withFigures(number: number, figures: Parameters<typeof redisFigures>[0]): Redis {
  const reading = redisReading();
  return { ...reading, figures: { ...reading.figures, [nodeId(number)]: redisFigures(figures) } };
}

function withMongo(...given: Parameters<typeof mongoReading>): FleetState {
  return stateAfter(allRead(redisReading(), mongoReading(...given)));
}

test('a healthy fleet has no problem', () => {
  const state = withProblems(stateAfter(allRead()), wellBackups);
  assert.deepEqual(state.problems, {});
  assert.deepEqual(
    [state.redis?.health, state.mongo?.health, state.backups?.health],
    ['healthy', 'healthy', 'healthy'],
  );
});

test('a problem keeps its time, and a repeated one starts anew', () => {
  const lagging = allRead(withFigures(4, { lagMs: 4000 }));
  const first = withProblems(stateAfter(lagging), wellBackups);
  const second = withProblems(stateAfter(lagging, first), wellBackups);
  const id = `redis.lag/${nodeId(4)}`;
  assert.equal(second.problems[id]?.sinceMs, first.clock.atMs);
  const well = withProblems(stateAfter(allRead(), second), wellBackups);
  assert.deepEqual(well.problems, {});
  const again = withProblems(stateAfter(lagging, well), wellBackups);
  assert.equal(again.problems[id]?.sinceMs, again.clock.atMs);
});

test('a failed primary is critical and leads to the failover of its replica', () => {
  const reading = redisReading(3, { 0: { presence: 'down', flags: ['fail'] }, 3: { replicationLink: 'down' } });
  const state = withProblems(withRedis({ ...reading, summary: redisSummary({ agreeing: 5 }) }), wellBackups);
  const found = Object.values(state.problems);
  assert.deepEqual(
    found.map(({ id }) => id),
    [`redis.primary-down/${nodeId(0)}`],
  );
  assert.equal(found[0]?.health, 'critical');
  assert.deepEqual(found[0]?.runbook, { id: 'redis.failover', parameters: { replica: nodeId(3) } });
  assert.equal(
    say(ENGLISH, found[0].cause),
    '127.0.0.1:7000 does not answer and its peers agree that it failed. 127.0.0.1:7003 can take over.',
  );
  assert.equal(state.redis?.health, 'critical');
});

test('a primary and its replica down: no runbook that could not work', () => {
  const reading = redisReading(3, { 0: { presence: 'down' }, 3: { presence: 'down' } });
  const state = withProblems(
    withRedis({ ...reading, summary: redisSummary({ agreeing: 4, slotsCovered: 16_384 - 5461, state: 'fail' }) }),
    wellBackups,
  );
  assert.deepEqual(Object.keys(state.problems), [
    'redis.cluster-fail',
    'redis.slots-uncovered',
    `redis.primary-down/${nodeId(0)}`,
    `redis.node-down/${nodeId(3)}`,
  ]);
  assert.equal(state.problems[`redis.primary-down/${nodeId(0)}`]?.runbook, undefined);
});

test('replicas: down, cut off, behind', () => {
  assert.deepEqual(
    problemsOf(withRedis({ ...redisReading(3, { 4: { presence: 'down' } }), summary: redisSummary({ agreeing: 5 }) })),
    [`redis.no-healthy-replica/${nodeId(1)}`, `redis.node-down/${nodeId(4)}`],
  );
  assert.deepEqual(problemsOf(withRedis(redisReading(3, { 4: { replicationLink: 'down' } }))), [
    `redis.no-healthy-replica/${nodeId(1)}`,
    `redis.link-down/${nodeId(4)}`,
  ]);
  assert.deepEqual(problemsOf(withRedis(withFigures(4, { lagMs: 1001 }))), [`redis.lag/${nodeId(4)}`]);
  assert.deepEqual(problemsOf(withRedis(withFigures(4, { lagMs: 1000 }))), []);
});

test('open slots, suspected nodes, epochs and versions', () => {
  assert.deepEqual(
    problemsOf(withRedis(redisReading(3, { 0: { open: [{ slot: 7, kind: 'migrating', peer: nodeId(1) }] } }))),
    ['redis.slots-open'],
  );
  assert.deepEqual(problemsOf(withRedis(redisReading(3, { 0: { flags: ['fail?'] } }))), [
    `redis.node-suspected/${nodeId(0)}`,
  ]);
  assert.deepEqual(problemsOf(withRedis(redisReading(3, { 0: { trouble: 'INFO is not allowed' } }))), [
    `redis.node-partial/${nodeId(0)}`,
  ]);
  assert.deepEqual(problemsOf(withRedis({ ...redisReading(), summary: redisSummary({ agreeing: 4 }) })), [
    'redis.epochs-differ',
  ]);
  assert.deepEqual(problemsOf(withRedis(redisReading(3, { 1: { version: '7.2.4' } }))), ['redis.versions-differ']);
});

test('the hit ratio counts only with traffic, and does not flicker around its goal', () => {
  const withRatio = (hitRatio: number, lookups: number): Redis => {
    const reading = redisReading();
    const row = redisFigures({
      hitRatio,
      hitsPerSecond: lookups * hitRatio,
      missesPerSecond: lookups * (1 - hitRatio),
    });
    return { ...reading, figures: Object.fromEntries(Object.keys(reading.figures).map((id) => [id, row])) };
  };
  const find = (before: FleetState, reading: Redis): FleetState =>
    withProblems(stateAfter(allRead(reading), before), wellBackups);
  const start = initialState(TEST_PROFILE, false, 1000);
  const low = find(start, withRatio(0.84, 100));
  assert.deepEqual(Object.keys(low.problems), ['redis.hit-ratio']);
  assert.deepEqual(Object.keys(find(low, withRatio(0.855, 100)).problems), ['redis.hit-ratio']);
  assert.deepEqual(Object.keys(find(low, withRatio(0.87, 100)).problems), []);
  assert.deepEqual(Object.keys(find(start, withRatio(0.855, 100)).problems), []);
  assert.deepEqual(Object.keys(find(start, withRatio(0.1, 0.5)).problems), []);
});

test('memory: near the limit, refusing writes, evicting, and no limit outside a lab', () => {
  const full = { usedMemoryBytes: 99_000_000, maxMemoryBytes: 100_000_000 };
  assert.deepEqual(problemsOf(withRedis(withFigures(0, full))), [`redis.memory/${nodeId(0)}`]);
  const refusing = { ...withFigures(0, full), nodes: redisReading(3, { 0: { maxMemoryPolicy: 'noeviction' } }).nodes };
  assert.equal(
    withProblems(withRedis(refusing), wellBackups).problems[`redis.memory/${nodeId(0)}`]?.health,
    'critical',
  );
  assert.deepEqual(problemsOf(withRedis(withFigures(0, { evictedPerSecond: 12 }))), [`redis.evictions/${nodeId(0)}`]);
  const unlimited = allRead(withFigures(0, { maxMemoryBytes: 0 }));
  assert.deepEqual(problemsOf(stateAfter(unlimited)), [`redis.no-max-memory/${nodeId(0)}`]);
  assert.deepEqual(
    problemsOf(stateAfter(unlimited, initialState({ ...TEST_PROFILE, environment: 'lab' }, false, 1000))),
    [],
  );
});

test('a standalone Redis is not blamed for having neither slots nor replicas', () => {
  const node = { ...redisReading().nodes[nodeId(0)]!, id: 'standalone', ranges: [] };
  const standalone: Redis = {
    summary: redisSummary({ mode: 'standalone', slotsCovered: 0, agreeing: 1, known: 1 }),
    nodes: { standalone: node },
    figures: {},
  };
  assert.deepEqual(problemsOf(withRedis(standalone)), []);
});

test('a set without a primary says whether one can be elected', () => {
  const causeOf = (state: FleetState): string =>
    say(ENGLISH, withProblems(state, wellBackups).problems['mongo.no-primary']!.cause);
  assert.match(causeOf(withMongo({}, { primary: null, votersUp: 2 })), /election is under way/);
  assert.match(causeOf(withMongo({}, { primary: null, votersUp: 1 })), /a majority is needed/);
});

test('members: down, in another state, behind (a delayed one by more than its delay)', () => {
  assert.deepEqual(problemsOf(withMongo({ 2: { presence: 'down', state: 'DOWN' } }, { votersUp: 2 })), [
    'mongo.no-spare-voter',
    `mongo.member-down/${memberKey(2)}`,
  ]);
  assert.deepEqual(problemsOf(withMongo({ 2: { state: 'RECOVERING' } })), [`mongo.member-state/${memberKey(2)}`]);
  assert.deepEqual(problemsOf(withMongo({ 2: { trouble: 'no privilege' } })), [`mongo.member-partial/${memberKey(2)}`]);
  const behind = (lagMs: number, delaySeconds: number): FleetState => {
    const reading = mongoReading({ 2: { delaySeconds } });
    return stateAfter(
      allRead(redisReading(), { ...reading, figures: { ...reading.figures, [memberKey(2)]: mongoFigures({ lagMs }) } }),
    );
  };
  assert.deepEqual(problemsOf(behind(1500, 0)), [`mongo.lag/${memberKey(2)}`]);
  assert.deepEqual(problemsOf(behind(60_500, 60)), []);
});

test('votes, priorities, versions, privileges', () => {
  assert.deepEqual(problemsOf(withMongo({}, { voters: 4, votersUp: 4 })), ['mongo.even-voters']);
  const state = withProblems(withMongo({ 0: { priority: 1 }, 1: { priority: 5 } }), wellBackups);
  assert.deepEqual(state.problems['mongo.priority']?.runbook, {
    id: 'mongo.failover',
    parameters: { successor: memberKey(1) },
  });
  assert.deepEqual(problemsOf(withMongo({ 1: { version: '6.0.6' } })), ['mongo.versions-differ']);
  assert.deepEqual(problemsOf(withMongo({}, { missing: [{ privilege: 'clusterMonitor', shows: 'lag' }] })), [
    'mongo.missing-privilege/clusterMonitor',
  ]);
});

test('a short oplog window is only a problem once the oplog has been filled', () => {
  assert.deepEqual(problemsOf(withMongo({}, { oplogWindowMs: 600_000 })), []);
  assert.deepEqual(problemsOf(withMongo({}, { oplogWindowMs: 600_000, oplogFull: false })), []);
  assert.deepEqual(problemsOf(withMongo({}, { oplogWindowMs: 600_000, oplogFull: true })), ['mongo.oplog-window']);
});

test('backups: none, old, never verified, damaged, unfinished, store in trouble', () => {
  const at = stateAfter(allRead());
  const withSets = (backups: BackupsState): string[] =>
    problemsOf(stateAfter({ ...allRead(redisReading(), mongoReading(), backups) }, at), backups);
  assert.deepEqual(withSets(backupsWith([])), ['backup.none']);
  assert.deepEqual(withSets(backupsWith([backupSet({ finishedMs: at.clock.atMs - 27 * 3_600_000 })])), ['backup.old']);
  assert.deepEqual(withSets(backupsWith([backupSet({ verified: null })])), ['backup.unverified']);
  const proven = { atMs: at.clock.atMs, by: 'backup.restore · tester', tookMs: 1 };
  assert.deepEqual(withSets(backupsWith([backupSet({ verified: null, proven })])), []);
  const faults = [{ file: 'mongo/shop/orders.bson.gz', reason: 'another SHA-256' }];
  assert.deepEqual(withSets(backupsWith([backupSet({ verified: { atMs: 1, ok: false, by: 'x', faults } })])), [
    'backup.damaged',
  ]);
  assert.deepEqual(withSets(backupsWith([backupSet()], [unfinishedSet('x.partial')])), [
    'backup.unfinished/disk/x.partial',
  ]);
  assert.deepEqual(withSets(backupsWith([backupSet()], [], 'permission denied')), ['backup.store/disk']);
});

test('a proof grows old, whichever set it is of', () => {
  const at = stateAfter(allRead());
  const daysAgo = (days: number): number => at.clock.atMs - days * 24 * 3_600_000;
  const proof = (days: number) => ({ atMs: daysAgo(days), by: 'backup.drill · tester', tookMs: 1 });
  const find = (proven: BackupSet['proven'], proofDays: number): string[] => {
    const older = backupSet({ id: '2026-11-12T02-00-00Z-aaaa', finishedMs: daysAgo(8), proven });
    const backups = backupsWith([backupSet({ finishedMs: at.clock.atMs }), older]);
    return Object.keys(withProblems(at, backupsView({ backups, proofDays })).problems);
  };
  assert.deepEqual(find(null, 7), [], 'never proven is no old proof');
  assert.deepEqual(find(proof(8), 7), ['backup.proof-stale']);
  assert.deepEqual(find(proof(8), 14), []);
  assert.deepEqual(find(proof(1), 1), []);
});

test('a backup that is being written is not blamed for being unfinished', () => {
  const backups = backupsWith([backupSet()], [unfinishedSet('x.partial')]);
  assert.deepEqual(
    problemsOf(stateAfter({ ...allRead(redisReading(), mongoReading(), backups), backupRunning: true }), backups),
    [],
  );
});

test('an area that cannot be read is one problem, with the advice of the error or of its code', () => {
  const causeOf = (error: AppError): string => {
    const state = withProblems(stateAfter({ redis: { kind: 'failed', error } }, stateAfter(allRead())), wellBackups);
    assert.deepEqual(Object.keys(state.problems), ['redis.unreachable']);
    return say(ENGLISH, state.problems['redis.unreachable']!.cause);
  };
  assert.equal(causeOf(new AppError('denied', 'WRONGPASS.', { hint: 'Type it again.' })), 'WRONGPASS. Type it again.');
  assert.match(causeOf(new AppError('denied', 'WRONGPASS')), /^WRONGPASS\. Check the user/);
  assert.match(causeOf(new AppError('timeout', 'no answer')), /firewall/);
  assert.equal(causeOf(new AppError('internal', 'oh')), 'oh.');
});
