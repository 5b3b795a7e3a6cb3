// The command line as scripts use it: what it refuses, what it reads, exit codes and JSON.

import { describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { commandLine, environmentOf } from '../fixtures/command-line.ts';

const { folder, marsad, json } = await commandLine();
const keysOf = (value: object): string => Object.keys(value).join(' ');

interface Slots {
  readonly slotsCovered: number;
  readonly shards: readonly {
    readonly slots: number;
  }[];
  readonly key: { readonly slot: number; readonly hashTag: string | null; readonly nodeId: string } | null;
}

describe('wrong input ends with 2, says what and writes nothing to stdout', () => {
  const CASES: readonly (readonly [string, readonly string[], RegExp])[] = [
    ['an unknown command', ['bogus'], /unknown command/],
    ['an unknown option', ['fleet', '--bogus'], /unknown option/],
    ['an unknown profile', ['fleet', '--profile', 'nope'], /no profile nope[^]*There are: .*shop/],
    ['an unknown runbook', ['plan', 'no.such'], /no runbook no\.such[^]*redis\.failover/],
    ['a word that is no parameter', ['plan', 'redis.failover', 'replica'], /not a parameter[^]*replica=/],
    ['an unknown parameter', ['plan', 'redis.failover', '__proto__=1'], /no parameter __proto__/],
    ['a parameter given twice', ['plan', 'redis.failover', 'replica=a', 'replica=b'], /given twice/],
    ['a parameter that names nothing', ['plan', 'redis.failover', 'replica=nope'], /nope/],
    ['a password file that is not there', ['fleet', '--password-file', '/nowhere'], /password file cannot be read/],
    ['a port that is none', ['serve', '--port', '99999'], /not a port/],
  ];
  for (const [what, args, says] of CASES) {
    it(what, async () => {
      const { code, stdout, stderr } = await marsad(args);
      assert.equal(code, 2, stderr);
      assert.equal(stdout, '');
      assert.match(stderr, says);
    });
  }

  it('no lab and no profile', async () => {
    const { code, stderr } = await marsad(['fleet'], {
      env: environmentOf(join(folder, 'empty'), join(folder, 'no-lab')),
    });
    assert.equal(code, 2);
    assert.match(stderr, /No lab is running[^]*marsad lab start/);
  });
});

describe('reading', () => {
  it('fleet', async () => {
    const fleet = await json<{
      redis: { nodes: object[] };
      mongo: { members: object[] };
      problems: object[];
      trouble: object;
    }>('fleet');
    assert.equal(keysOf(fleet), 'profile atMs tookMs problems trouble redis mongo backups openRuns');
    assert.equal(fleet.redis.nodes.length, 6);
    assert.equal(fleet.mongo.members.length, 3);
    assert.deepEqual(fleet.trouble, { redis: null, mongo: null, backup: null });
  });

  it('slots, and the slot of a key with a hash tag', async () => {
    const slots = await json<Slots>('slots', '--key', 'cart:{42}:items');
    assert.equal(keysOf(slots), 'slotsCovered state currentEpoch shards moving key');
    assert.equal(slots.slotsCovered, 16_384);
    assert.equal(
      slots.shards.reduce((sum, shard) => sum + shard.slots, 0),
      16_384,
    );
    assert.equal(slots.key?.hashTag, '42');
    assert.equal(slots.key?.slot, 8000); // CLUSTER KEYSLOT of "42"
  });

  it('lag: a figure for every replica, or the reason', async () => {
    const lag = await json<{
      redis: { lagMs: number | null; noFigure: string | null }[];
      mongo: { state: string; lagMs: number | null; noFigure: string | null }[];
    }>('lag');
    assert.equal(lag.redis.length, 3);
    for (const row of [...lag.redis, ...lag.mongo]) assert.notEqual(row.lagMs === null, row.noFigure === null);
    assert.equal(lag.mongo.find(({ state }) => state === 'PRIMARY')?.noFigure, 'primary');
  });

  it('cache', async () => {
    const cache = await json<{ cluster: { keys: number; usedMemoryBytes: number }; nodes: { keys: number }[] }>(
      'cache',
    );
    assert.equal(
      cache.cluster.keys,
      cache.nodes.reduce((sum, { keys }) => sum + keys, 0),
    );
    assert.ok(cache.cluster.usedMemoryBytes > 1_000_000);
  });

  it('backups', async () => {
    const backups = await json<{ stores: { id: string }[]; sets: object[] }>('backups');
    assert.deepEqual(
      backups.stores.map(({ id }) => id),
      ['lab'],
    );
  });

  it('runbooks', async () => {
    const runbooks = await json<{ id: string; usage: string; title: string }[]>('runbooks');
    assert.ok(runbooks.some(({ id }) => id === 'redis.failover'));
    for (const { title } of runbooks) assert.notEqual(title, 'title');
  });

  it('tables without escape sequences when nobody looks', async () => {
    for (const command of ['fleet', 'slots', 'lag', 'cache', 'backups', 'runbooks']) {
      const { code, stdout, stderr } = await marsad([command]);
      assert.equal(code, 0, stderr);
      assert.ok(!stdout.includes('\u001B'), command);
      assert.ok(stdout.length > 50, command);
    }
  });
});

describe('lab', () => {
  it('status names the servers that run', async () => {
    const status = await json<{ running: boolean; servers: { pid: number }[] }>('lab', 'status');
    assert.equal(status.running, true);
    assert.equal(status.servers.length, 9);
  });

  it('load is switched off and on', async () => {
    assert.equal((await json<{ load: string }>('lab', 'load', 'off')).load, 'off');
    assert.equal((await json<{ load: string }>('lab', 'load', 'on')).load, 'on');
  });
});

describe('what goes on until it is interrupted', () => {
  it('serve: an address that works once; Ctrl-C ends it with nothing left behind', async () => {
    let asked = false;
    const result = await marsad(['serve'], {
      onStderr(text, kill) {
        if (asked || !text.includes('Ctrl-C ends')) return;
        asked = true;
        kill('SIGINT');
      },
    });
    assert.equal(result.code, 0, result.stderr);
    assert.match(result.stdout, /^Open http:\/\/127\.0\.0\.1:\d+\/enter\?token=[\w-]{43}\n$/);
  });
});
