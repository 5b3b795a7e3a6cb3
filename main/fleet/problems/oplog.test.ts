// What is wrong with the saving of the oplog: found from slices as the stores tell of them, and only where they are saved at all.

import { test } from 'node:test';
import assert from 'node:assert/strict';
import { coverageOf } from '../../../shared/coverage.ts';
import type { BaseSet, Slice } from '../../../shared/model/coverage.ts';
import type { Problem } from '../../../shared/model/health.ts';
import { sayServer } from '../../../shared/texts/server-texts.ts';
import {
  allRead,
  backupsView,
  backupsWith,
  backupSet,
  mongoReading,
  redisReading,
  START_MS,
  stateAfter,
} from '../../../test/fixtures/fleet-rows.ts';
import { baseSet, sliceChain } from '../../../test/fixtures/slices.ts';
import type { OplogReading } from '../../backup/read-coverage.ts';
import { withProblems } from './find-problems.ts';

const MINUTE_MS = 60_000;

/** Seconds of MongoDB's clock, minutes before now. */
const ago = (minutes: number): string => `${Math.floor((START_MS - minutes * MINUTE_MS) / 1000)}.1`;

/** Every slice is finished right after its last write. */
function readingOf(sets: readonly BaseSet[], slices: readonly Slice[]): OplogReading {
  const saved = slices.map((slice) => ({ ...slice, finishedMs: Number.parseInt(slice.upTo) * 1000 }));
  return { coverage: coverageOf(sets, slices), saved, troubled: [] };
}

function find(oplog: OplogReading | null, mongo = mongoReading(), backups = backupsWith([backupSet()])): Problem[] {
  const state = stateAfter(allRead(redisReading(), mongo, backups));
  const { problems } = withProblems(state, backupsView({ oplog, backups }));
  for (const { title, cause } of Object.values(problems))
    for (const part of [title, cause]) assert.doesNotMatch(sayServer(part), /[{}]|^problem\./, 'a text has a hole');
  return Object.values(problems);
}

const idsOf = (problems: readonly Problem[]): string[] => problems.map(({ id }) => id);
const set = baseSet('a', ago(30));
const everyFive = sliceChain('s', ...[30, 25, 20, 15, 10, 5].map(ago));

test('slices that come, from a set on, are no problem; neither is a profile without slices, nor one that was not read', () => {
  assert.deepEqual(find(readingOf([set], everyFive)), []);
  assert.deepEqual(find(readingOf([set, baseSet('b', ago(3))], [])), []);
  assert.deepEqual(find(null), []);
});

test('slices that stopped are late by their own rhythm', () => {
  const lateAfter = (...minutes: number[]): string[] =>
    idsOf(
      find(readingOf([baseSet('a', ago(minutes[0]!))], sliceChain('s', ...minutes.map(ago))), mongoReading({}, DAY)),
    );
  const DAY = { oplogWindowMs: 48 * 60 * MINUTE_MS };
  assert.deepEqual(lateAfter(40, 35, 30, 25, 20), ['backup.oplog-late']);
  assert.deepEqual(lateAfter(40, 35, 30, 25, 14), []);
  assert.deepEqual(lateAfter(360, 300, 240, 180, 120), [], 'once an hour, two hours ago');
  assert.deepEqual(lateAfter(480, 420, 360, 300, 240), ['backup.oplog-late']);
  assert.deepEqual(lateAfter(600, 500), [], 'one slice has no rhythm');
  assert.deepEqual(lateAfter(1700, 1600), ['backup.oplog-late']);
  const [late] = find(readingOf([baseSet('a', ago(60))], sliceChain('s', ...[60, 50, 40].map(ago))));
  assert.deepEqual(late?.runbook, { id: 'backup.oplog-slice', parameters: {} });
  assert.equal(sayServer(late.title), 'The oplog was last saved 30 min ago');
});

test('writes the server has dropped before they were saved: a new set, or a slice where a newer set is there', () => {
  const mongo = mongoReading({}, { oplogWindowMs: 2 * MINUTE_MS });
  const [outrun] = find(readingOf([set], everyFive), mongo);
  assert.deepEqual(
    [outrun?.id, outrun?.health, outrun?.runbook?.id],
    ['backup.oplog-outrun', 'critical', 'backup.take'],
  );
  const [newer] = find(readingOf([set, baseSet('b', ago(1))], everyFive), mongo);
  assert.equal(newer?.runbook?.id, 'backup.oplog-slice');
  const without = mongoReading({}, { oplogWindowMs: 2 * MINUTE_MS, primary: null });
  assert.equal(idsOf(find(readingOf([set], everyFive), without)).includes('backup.oplog-outrun'), false);
});

test('slices that lead back to no set: one is missing in between, or the set is gone', () => {
  const [broken] = find(readingOf([set], everyFive.toSpliced(2, 1)));
  assert.deepEqual(
    [broken?.id, broken?.health, broken?.runbook?.id],
    ['backup.oplog-adrift', 'critical', 'backup.take'],
  );
  const [alone] = find(readingOf([], everyFive));
  assert.equal(alone?.id, 'backup.oplog-adrift');
  assert.match(sayServer(alone.cause), /no set is there/);
});

test('a gap that is behind is told for a day; the time between sets before there were slices is none', () => {
  const anew = (gap: Slice['gap'], ...minutes: number[]): Slice[] =>
    sliceChain('t', ...minutes.map(ago)).map((slice, index) => ({ ...slice, gap: index === 0 ? gap : null }));
  const [gap] = find(readingOf([set, baseSet('b', ago(18))], [...everyFive.slice(0, 2), ...anew('outrun', 18, 12, 6)]));
  assert.deepEqual([gap?.id, gap?.health, gap?.runbook], [`backup.oplog-gap/${ago(20)}`, 'attention', undefined]);
  assert.match(sayServer(gap!.cause), /dropped these writes/);
  const swapped = everyFive.map((slice) => (slice.id === 's2' ? { ...slice, link: 'another' } : slice));
  assert.match(sayServer(find(readingOf([set, baseSet('b', ago(12))], swapped))[0]!.cause), /is gone, or is not/);
  const old = 30 * 60;
  const longAgo = [...sliceChain('u', ago(old), ago(old - 1)), ...anew('rollback', old - 5, 12, 6)];
  assert.deepEqual(find(readingOf([baseSet('a', ago(old)), baseSet('b', ago(old - 5))], longAgo)), []);
  assert.deepEqual(find(readingOf([baseSet('z', ago(300)), set], everyFive)), []);
});

test('where slices cannot be read, that is said, once, and nothing is concluded from those that are not seen', () => {
  const trouble = { ...backupsWith([]).stores['disk']!, place: '/backups/oplog', trouble: 'permission denied' };
  const unread = { ...readingOf([], everyFive), troubled: [trouble] };
  assert.deepEqual(idsOf(find(unread)), ['backup.store/disk/oplog']);
  assert.deepEqual(idsOf(find({ ...unread, saved: [] })), ['backup.store/disk/oplog']);
  assert.deepEqual(idsOf(find(unread, mongoReading(), backupsWith([backupSet()], [], 'gone'))), ['backup.store/disk']);
});
