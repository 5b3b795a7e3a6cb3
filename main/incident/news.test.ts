import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FleetState } from '../../shared/model/fleet.ts';
import { LOOK_BACK_MS } from '../../shared/model/incident.ts';
import type { RunSummary } from '../../shared/model/run.ts';
import { sayServer } from '../../shared/texts/server-texts.ts';
import { allRead, backupsView, redisReading, stateAfter } from '../../test/fixtures/fleet-rows.ts';
import { withEvents } from '../fleet/events/event.ts';
import { eventsBetween } from '../fleet/events/events-between.ts';
import { withProblems } from '../fleet/problems/find-problems.ts';
import type { AuditEntry } from '../audit/audit-log.ts';
import type { IncidentEntry, SawEvent } from './incident-journal.ts';
import { applyEntry, beginRecord, type IncidentRecord } from './incident-record.ts';
import { MOST_LINES, newsOf, type Seen } from './news.ts';

const NO_BACKUPS = backupsView({ backups: null });
const healthy = stateAfter(allRead());
const DECLARED_MS = healthy.clock.atMs;
const declared = beginRecord({
  type: 'declared',
  incidentId: 'i',
  profileId: 'shop',
  profileName: 'Shop',
  title: 'a node is gone',
  severity: 'SEV2',
  impact: '',
  people: [],
  startedMs: DECLARED_MS,
  by: 'ada',
  atMs: DECLARED_MS,
});

const nothing: Seen = { fleet: null, runs: [], audit: [], nowMs: DECLARED_MS + 10_000, changesServers: () => true };

/** Writes the news down, and tells them. */
function learn(record: IncidentRecord, seen: Partial<Seen>): readonly [IncidentRecord, string[]] {
  const news = newsOf(record, { ...nothing, ...seen });
  const entries = news.map((one): IncidentEntry => ({ ...one, atMs: nothing.nowMs }));
  return [entries.reduce(applyEntry, record), news.map(({ entry }) => told(entry))];
}

function told({
  title,
  detailText,
  health,
}: {
  title: { key: string };
  detailText: { key: string } | null;
  health: string;
}): string {
  return `${health} ${sayServer(title)}${detailText?.key === 'incident.problemCleared' ? ` – ${sayServer(detailText)}` : ''}`;
}

/** A later state with its problems and the events on the way there. */
function later(before: FleetState, outcomes: Parameters<typeof stateAfter>[0]): FleetState {
  const after = withProblems(stateAfter(outcomes, before), NO_BACKUPS);
  return { ...after, events: withEvents(before.events, eventsBetween(before, after)) };
}

const run: RunSummary = {
  id: 'r1',
  runbookId: 'redis.failover',
  profileId: 'shop',
  title: { key: 'title' },
  status: 'running',
  startedMs: DECLARED_MS + 1000,
  endedMs: null,
  operator: 'bo',
  reason: 'the primary is ill',
  planHash: '',
  error: null,
  dryRun: false,
  approvedBy: null,
  parentRunId: null,
  incidentId: null,
  scheduleId: null,
};

test('events and problems are told once, and clearing is told', () => {
  const down = later(withProblems(healthy, NO_BACKUPS), allRead(redisReading(3, { 4: { presence: 'down' } })));
  const [record, news] = learn(declared, { fleet: down });
  assert.ok(
    news.some((line) => line.endsWith('Redis node 127.0.0.1:7004 went down')),
    news.join('\n'),
  );
  assert.ok(
    news.some((line) => line.endsWith('Redis node 127.0.0.1:7004 is down')),
    news.join('\n'),
  );
  assert.deepEqual(learn(record, { fleet: down })[1], []);
  const [, cleared] = learn(record, { fleet: later(down, allRead()) });
  assert.ok(
    cleared.some((line) => /^healthy Redis node 127.0.0.1:7004 is down – Cleared after/.test(line)),
    cleared.join('\n'),
  );
});

test('what another session of the same console calls by another time is still the same problem', () => {
  const down = later(withProblems(healthy, NO_BACKUPS), allRead(redisReading(3, { 4: { presence: 'down' } })));
  const [record] = learn(declared, { fleet: down });
  const problems = Object.fromEntries(
    Object.entries(down.problems).map(([id, problem]) => [id, { ...problem, sinceMs: problem.sinceMs + 5000 }]),
  );
  assert.deepEqual(learn(record, { fleet: { ...down, problems } })[1], []);
});

test('a problem of an area that cannot be read has not cleared', () => {
  const down = later(withProblems(healthy, NO_BACKUPS), allRead(redisReading(3, { 4: { presence: 'down' } })));
  const [record] = learn(declared, { fleet: down });
  const trouble = { code: 'unreachable', message: 'no node answers', hint: null, sinceMs: 0 };
  const cut: FleetState = { ...down, problems: {}, trouble: { ...down.trouble, redis: trouble } };
  assert.deepEqual(learn(record, { fleet: cut })[1], []);
});

test('the half hour before is looked back to, and no further', () => {
  const at = (ms: number): FleetState['events'] =>
    withEvents({}, [
      { id: `${ms}`, atMs: ms, area: 'redis', health: 'healthy', title: { key: 'event.redis.reachable' } },
    ]);
  const state = withProblems(healthy, NO_BACKUPS);
  assert.equal(learn(declared, { fleet: { ...state, events: at(DECLARED_MS - LOOK_BACK_MS) } })[1].length, 1);
  assert.equal(learn(declared, { fleet: { ...state, events: at(DECLARED_MS - LOOK_BACK_MS - 1) } })[1].length, 0);
});

test('a run is told when it starts, waits and ends; one that began from the incident whatever its profile', () => {
  const [started, first] = learn(declared, { runs: [run] });
  assert.deepEqual(first, ['unknown Run started: redis.failover']);
  const [waits, second] = learn(started, { runs: [{ ...run, status: 'waiting' }] });
  assert.deepEqual(second, ['attention Run waits for an answer: redis.failover']);
  const [, third] = learn(waits, { runs: [{ ...run, status: 'done', endedMs: run.startedMs + 400 }] });
  assert.deepEqual(third, ['healthy Run done: redis.failover']);
  assert.deepEqual(learn(declared, { runs: [{ ...run, profileId: 'other' }] })[1], []);
  assert.equal(learn(declared, { runs: [{ ...run, profileId: 'other', incidentId: 'i' }] })[1].length, 1);
  const over = { ...run, status: 'failed' as const, endedMs: run.startedMs + 1 };
  assert.equal(learn(declared, { runs: [over] })[1].length, 2, 'its start and its end');
});

test('a run that changes hands is told from the audit log, once; what else is said of runs there is not', () => {
  const entry: AuditEntry = {
    number: 7,
    at: new Date(DECLARED_MS + 2000).toISOString(),
    who: 'bo',
    action: 'run.handOver',
    target: 'shop',
    subject: 'redis.failover',
    why: 'to night shift: watch the lag',
    runId: 'r1',
    planHash: '',
    result: 'done',
    before: { operator: 'bo' },
    after: { operator: 'night shift', note: 'watch the lag' },
    prevHash: '',
    hash: '',
  };
  const audit = [entry, { ...entry, number: 8, action: 'run.pause', before: null, after: null }];
  const [{ entry: line }] = newsOf(declared, { ...nothing, audit }) as [SawEvent];
  assert.deepEqual([line.kind, line.by, line.detail, line.runId], ['run', 'bo', 'watch the lag', 'r1']);
  const [record, news] = learn(declared, { audit });
  assert.deepEqual(news, ['unknown Run handed over to night shift: redis.failover']);
  assert.deepEqual(learn(record, { audit })[1], []);
});

test('servers that flap all night do not fill the disk', () => {
  const almostFull = { ...declared, count: MOST_LINES - 1 };
  const [record, news] = learn(almostFull, { runs: [run, { ...run, id: 'r2' }] });
  assert.equal(news.at(-1), 'attention The timeline is full: only what people write is added from here on');
  assert.deepEqual(learn(record, { runs: [{ ...run, id: 'r3' }] })[1], []);
});
