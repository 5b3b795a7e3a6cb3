import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Long, Timestamp, type Document } from 'mongodb';
import { mongoFigure } from '../../shared/model/mongo.ts';
import { MemberMeter, oplogWindowOf, silentRow } from './member-figures.ts';

function status(uptimeMillis: number, insert: number, command = 0): Document {
  return {
    uptimeMillis: Long.fromNumber(uptimeMillis),
    opcounters: { insert: Long.fromNumber(insert), query: 0, update: 0, delete: 0, getmore: 0, command },
    connections: { current: 12, available: 800 },
    wiredTiger: {
      cache: {
        'bytes currently in the cache': 10,
        'maximum bytes configured': 100,
        'tracked dirty bytes in the cache': 1,
      },
    },
  };
}
const none = { lagMs: null, appliedAtMs: null };

test('levels at once, rates from the second reading, none across a restart', () => {
  const meter = new MemberMeter();
  const first = meter.row(status(5000, 100), 1000, { lagMs: 7, appliedAtMs: 900 });
  assert.deepEqual(
    (
      [
        'lagMs',
        'appliedAtMs',
        'insertsPerSecond',
        'connections',
        'connectionsAvailable',
        'cacheUsedBytes',
        'cacheMaxBytes',
        'cacheDirtyBytes',
      ] as const
    ).map((figure) => mongoFigure(first, figure)),
    [7, 900, null, 12, 800, 10, 100, 1],
  );
  const second = meter.row(status(7000, 150, 50), 3000, none);
  assert.deepEqual([mongoFigure(second, 'insertsPerSecond'), mongoFigure(second, 'opsPerSecond')], [25, 50]);
  const restarted = meter.row(status(10, 900), 4000, none);
  assert.equal(mongoFigure(restarted, 'insertsPerSecond'), null);
});

test('a reply without figures has none', () => {
  assert.ok(new MemberMeter().row({}, 1000, none).every((value) => value === null));
  assert.equal(mongoFigure(silentRow({ lagMs: 5, appliedAtMs: 1 }), 'lagMs'), 5);
});

test('the oplog window', () => {
  const at = (seconds: number): Timestamp => new Timestamp({ t: seconds, i: 1 });
  assert.equal(oplogWindowOf({ oplog: { earliestOptime: at(100), latestOptime: at(3700) } }), 3_600_000);
  assert.equal(oplogWindowOf({ oplog: { earliestOptime: 'x', latestOptime: at(1) } }), null);
  assert.equal(oplogWindowOf({}), null);
});
