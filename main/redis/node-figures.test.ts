import assert from 'node:assert/strict';
import { test } from 'node:test';
import { array, assert as holds, boolean, nat, property, tuple } from 'fast-check';
import { redisFigure, type RedisFigure } from '../../shared/model/redis.ts';
import { NodeMeter, silentRow } from './node-figures.ts';
import type { Info } from './parse-info.ts';
import { NO_LAG_FIGURE } from './replication-lag.ts';

const START: Readonly<Record<string, string>> = {
  run_id: 'one',
  total_commands_processed: '1000',
  keyspace_hits: '80',
  keyspace_misses: '20',
  evicted_keys: '0',
  expired_keys: '5',
  used_memory: '1048576',
  maxmemory: '0',
  mem_fragmentation_ratio: '1.25',
  connected_clients: '7',
  db0: 'keys=10,expires=4,avg_ttl=0',
};

function info(fields: Readonly<Record<string, string>> = {}): Info {
  return new Map(Object.entries({ ...START, ...fields }));
}

function reader(): (atMs: number, fields?: Readonly<Record<string, string>>) => (figure: RedisFigure) => number | null {
  const meter = new NodeMeter();
  return (atMs, fields) => {
    const row = meter.row(info(fields), atMs, NO_LAG_FIGURE);
    return (figure) => redisFigure(row, figure);
  };
}

test('the first reading has levels and no rates', () => {
  const figure = reader()(1000);
  assert.deepEqual(
    (['usedMemoryBytes', 'maxMemoryBytes', 'keys', 'keysWithTtl', 'fragmentationRatio', 'clients'] as const).map(
      figure,
    ),
    [1_048_576, 0, 10, 4, 1.25, 7],
  );
  assert.deepEqual((['opsPerSecond', 'hitsPerSecond', 'hitRatio', 'expiredPerSecond'] as const).map(figure), [
    null,
    null,
    null,
    null,
  ]);
});

test('rates count the time that really passed', () => {
  const read = reader();
  read(1000);
  const figure = read(3500, {
    total_commands_processed: '1500',
    keyspace_hits: '170',
    keyspace_misses: '30',
    expired_keys: '10',
  });
  assert.deepEqual(
    (['opsPerSecond', 'hitsPerSecond', 'missesPerSecond', 'expiredPerSecond', 'hitRatio'] as const).map(figure),
    [200, 36, 4, 2, 0.9],
  );
});

test('a restart and a reset of the counters begin anew', () => {
  const read = reader();
  read(1000);
  assert.equal(read(2000, { run_id: 'two', total_commands_processed: '9000' })('opsPerSecond'), null);
  assert.equal(read(3000, { run_id: 'two', total_commands_processed: '3' })('opsPerSecond'), null);
  assert.equal(read(4000, { run_id: 'two', total_commands_processed: '13' })('opsPerSecond'), 10);
});

test('the hit ratio looks back one minute, not further', () => {
  const read = reader();
  read(0, { keyspace_hits: '0', keyspace_misses: '0' });
  read(30_000, { keyspace_hits: '0', keyspace_misses: '1000' });
  assert.equal(read(90_000, { keyspace_hits: '300', keyspace_misses: '1100' })('hitRatio'), 0.75);
  assert.equal(read(160_000, { keyspace_hits: '300', keyspace_misses: '1100' })('hitRatio'), null);
});

test('a silent node has no figure but the lag its primary tells', () => {
  const row = silentRow({ lagBytes: 12, lagMs: 3000 });
  assert.deepEqual(
    [redisFigure(row, 'lagBytes'), redisFigure(row, 'lagMs'), redisFigure(row, 'keys')],
    [12, 3000, null],
  );
});

test('a node that may not tell INFO has no figures', () => {
  const row = new NodeMeter().row(new Map(), 1000, NO_LAG_FIGURE);
  assert.ok(row.every((value) => value === null));
});

test('whatever the counters do, no rate is negative and no ratio leaves 0–1', () => {
  holds(
    property(array(tuple(nat(3000), nat(1000), nat(1000), boolean())), (steps) => {
      const read = reader();
      let atMs = 0;
      for (const [elapsed, hits, misses, restarts] of steps) {
        const figure = read((atMs += elapsed), {
          keyspace_hits: String(hits),
          keyspace_misses: String(misses),
          run_id: restarts ? 'two' : 'one',
        });
        const [rate, ratio] = [figure('hitsPerSecond'), figure('hitRatio')];
        assert.ok(rate === null || (rate >= 0 && Number.isFinite(rate)));
        assert.ok(ratio === null || (ratio >= 0 && ratio <= 1));
      }
    }),
  );
});
