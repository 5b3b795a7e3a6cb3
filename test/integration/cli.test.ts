// The command line as scripts use it: a real lab on free ports, real processes, exit codes and JSON.

import { after, before, describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts } from '../../main/lab/free-ports.ts';
import { startLab, type Lab } from '../../main/lab/lab.ts';
import type { Profile } from '../../shared/model/profile.ts';
import { waitFor } from '../fixtures/wait-for.ts';

const MAIN = join(import.meta.dirname, '../../main/cli/main.ts');

let folder: string;
let environment: NodeJS.ProcessEnv;
let lab: Lab;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'marsad-cli-'));
  const labFolder = join(folder, 'lab');
  environment = environmentOf(folder, labFolder);
  const previous = process.env['MARSAD_LAB_DIR'];
  process.env['MARSAD_LAB_DIR'] = labFolder;
  const ports = await freePorts(9);
  lab = await startLab({
    paths: { cache: join(folder, 'cache') },
    redisPorts: ports.slice(0, 6),
    mongoPorts: ports.slice(6),
    size: { documents: 3000, keys: 2000 },
    load: 'on',
  });
  if (previous === undefined) delete process.env['MARSAD_LAB_DIR'];
  else process.env['MARSAD_LAB_DIR'] = previous;
  await storeProfiles([production(lab.profile)]);
});

after(async () => {
  process.env['MARSAD_LAB_DIR'] = lab.folder;
  await lab.stop();
  delete process.env['MARSAD_LAB_DIR'];
  await rm(folder, { recursive: true, maxRetries: 5 });
});

function environmentOf(root: string, labFolder: string): NodeJS.ProcessEnv {
  return {
    ...process.env,
    XDG_CONFIG_HOME: join(root, 'config'),
    XDG_DATA_HOME: join(root, 'data'),
    XDG_CACHE_HOME: join(root, 'cache'),
    MARSAD_LAB_DIR: labFolder,
  };
}

/** The lab's servers under a name that must be typed. */
function production(profile: Profile): Profile {
  return { ...profile, id: 'shop', name: 'The shop', environment: 'production' };
}

async function storeProfiles(profiles: readonly Profile[]): Promise<void> {
  await mkdir(join(folder, 'config', 'marsad'), { recursive: true });
  await writeFile(join(folder, 'config', 'marsad', 'profiles.json'), JSON.stringify({ version: 1, profiles }));
}

interface Result {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface MarsadOptions {
  readonly env?: NodeJS.ProcessEnv;
  /** Called with everything on stderr so far. */
  readonly onStderr?: (text: string, kill: (signal: NodeJS.Signals) => void) => void;
}

function marsad(args: readonly string[], { env = environment, onStderr }: MarsadOptions = {}): Promise<Result> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [MAIN, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk.toString();
      onStderr?.(stderr, (signal) => child.kill(signal));
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}

async function json<T>(...args: string[]): Promise<T> {
  const { code, stdout, stderr } = await marsad([...args, '--json']);
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout) as T;
}

const keysOf = (value: object): string => Object.keys(value).join(' ');

interface Slots {
  readonly slotsCovered: number;
  readonly shards: readonly {
    readonly slots: number;
    readonly primary: { readonly id: string };
    readonly replicas: readonly { readonly id: string }[];
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

/** Of the first shard. Right after a failover the node that is asked may not have heard who follows whom: it is asked again. */
async function aReplica(): Promise<{ replica: string; primary: string }> {
  return waitFor(
    async () => {
      const { shards } = await json<Slots>('slots');
      const [replica] = shards[0]!.replicas;
      return shards.length === 3 && replica ? { replica: replica.id, primary: shards[0]!.primary.id } : undefined;
    },
    { timeoutMs: 30_000, what: 'a replica of the first shard' },
  );
}

describe('plan and run', () => {
  it('a plan changes nothing, and shows the exact commands', async () => {
    const { replica, primary } = await aReplica();
    const plan = await json<{ blocked: boolean; planHash: string; steps: { commands: { command: string }[] }[] }>(
      'plan',
      'redis.failover',
      `replica=${replica}`,
    );
    assert.equal(plan.blocked, false);
    assert.match(plan.planHash, /^[0-9a-f]{64}$/);
    assert.ok(plan.steps.some(({ commands }) => commands.some(({ command }) => command.includes('CLUSTER FAILOVER'))));
    assert.equal((await aReplica()).primary, primary);
  });

  it('a run does what was planned, and says how it went', async () => {
    const { replica } = await aReplica();
    const run = await json<{
      status: string;
      steps: { status: string }[];
      measures: object[];
      error: null;
      operator: string;
    }>('run', 'redis.failover', `replica=${replica}`, '--reason', 'trying');
    assert.equal(run.status, 'done');
    assert.ok(run.steps.every(({ status }) => status === 'done'));
    assert.ok(run.measures.length > 0);
    assert.equal((await aReplica()).primary, replica);
  });

  it('a check that blocks ends with 3, before anything is changed', async () => {
    const { replica, primary } = await aReplica();
    const args = ['redis.failover', `replica=${replica}`, 'mode=takeover'];
    assert.equal((await marsad(['plan', ...args])).code, 3);
    const { code, stderr, stdout } = await marsad(['run', ...args, '--json']);
    assert.equal(code, 3, stderr);
    assert.equal(stdout, '');
    assert.equal((await aReplica()).primary, primary);
  });

  it('a plan that is not the named one ends with 3', async () => {
    const { replica } = await aReplica();
    const { code, stderr } = await marsad([
      'run',
      'redis.failover',
      `replica=${replica}`,
      '--plan-hash',
      'f'.repeat(64),
    ]);
    assert.equal(code, 3, stderr);
  });

  it('on a production profile the name must be given, and be right', async () => {
    const { replica, primary } = await aReplica();
    const args = ['run', 'redis.failover', `replica=${replica}`, '--profile', 'shop'];
    const without = await marsad(args);
    assert.equal(without.code, 2, without.stderr);
    assert.match(without.stderr, /--confirm 'The shop'/);
    assert.equal((await marsad([...args, '--confirm', 'the shop'])).code, 2);
    assert.equal((await aReplica()).primary, primary);
    const right = await marsad([...args, '--confirm', 'The shop', '--reason', 'planned']);
    assert.equal(right.code, 0, right.stderr);
    assert.equal((await aReplica()).primary, replica);
  });
});

describe('runs', () => {
  const ASKING = `runbook: ask.twice
title: Asks twice
summary: Two questions
area: operations
steps:
  - { id: first, title: Look at the shop, manual: { answers: [done, stop] } }
  - { id: second, title: Look again, why: It may have changed, manual: true }
`;
  type Run = { runId: string; status: string; waitingFor: string | null; dryRun: boolean; notes: { text: string }[] };

  before(async () => {
    const own = join(folder, 'config', 'marsad', 'runbooks');
    await mkdir(own, { recursive: true });
    await writeFile(join(own, 'ask.twice.yaml'), ASKING);
  });

  it('a script ends with 6 where a run waits, and answers it to its end', async () => {
    const started = await marsad(['run', 'ask.twice', '--json']);
    assert.equal(started.code, 6, started.stderr);
    assert.match(started.stderr, /marsad runs answer \S+ first done\|stop/);
    const { runId, waitingFor } = JSON.parse(started.stdout) as Run;
    assert.equal(waitingFor, 'first');
    assert.equal((await json<Run[]>('runs')).find((run) => run.runId === runId)?.status, 'interrupted');
    await json('runs', 'note', runId, 'the shop is slow');
    const { ways } = await json<{ ways: { way: string; possible: boolean }[] }>('runs', 'ways', runId);
    assert.deepEqual(
      ways.map(({ way, possible }) => [way, possible]),
      [
        ['resume', true],
        ['undo', true],
        ['stop', true],
      ],
    );
    assert.equal((await marsad(['runs', 'answer', runId, 'first', 'perhaps'])).code, 2);
    const next = await marsad(['runs', 'answer', runId, 'first', 'done', '--note', 'seen', '--json']);
    assert.equal(next.code, 6, next.stderr);
    assert.equal((JSON.parse(next.stdout) as Run).waitingFor, 'second');
    const last = await json<Run>('runs', 'answer', runId, 'second', 'done');
    assert.deepEqual([last.status, last.notes[0]?.text], ['done', 'the shop is slow']);
    const report = join(folder, 'report.md');
    await json('runs', 'report', runId, '--out', report);
    assert.match(await readFile(report, 'utf8'), /answered \| Look at the shop \| done: seen/);
    const pdf = join(folder, 'report.pdf');
    await json('runs', 'report', runId, '--format', 'pdf', '--out', pdf);
    assert.equal((await readFile(pdf)).subarray(0, 5).toString(), '%PDF-');
  });

  it('a run that nobody wants any more is stopped as it is', async () => {
    const { runId } = JSON.parse((await marsad(['run', 'ask.twice', '--json'])).stdout) as Run;
    assert.equal((await marsad(['runs', 'stop', runId, '--hash', 'f'.repeat(64)])).code, 3);
    assert.equal((await json<Run>('runs', 'stop', runId, '--reason', 'not needed')).status, 'stopped');
    assert.equal((await json<Run>('runs', 'show', runId)).status, 'stopped');
    assert.equal((await marsad(['runs', 'resume', runId])).code, 3);
    assert.equal((await marsad(['runs', 'show', 'nothing'])).code, 2);
  });

  it('a dry run changes nothing, also on a production profile that is read-only', async () => {
    const { replica, primary } = await aReplica();
    const run = await json<Run>('run', 'redis.failover', `replica=${replica}`, '--dry-run', '--profile', 'shop');
    assert.deepEqual([run.status, run.dryRun], ['done', true]);
    assert.equal((await aReplica()).primary, primary);
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

  it('a run that is cancelled stops where it is safe and ends with 5', async () => {
    const earlier = await json<{ sets: object[] }>('backups');
    let asked = false;
    const { code, stdout, stderr } = await marsad(['run', 'backup.take', '--json'], {
      onStderr(text, kill) {
        if (asked || !/^done .*space/m.test(text)) return;
        asked = true;
        kill('SIGINT');
      },
    });
    assert.ok(asked, stderr);
    assert.equal(code, 5, stderr);
    assert.equal((JSON.parse(stdout) as { status: string }).status, 'cancelled');
    const later = await json<{ sets: object[]; stores: { unfinished: string[] }[] }>('backups');
    assert.equal(later.sets.length, earlier.sets.length);
    assert.deepEqual(
      later.stores.map(({ unfinished }) => unfinished),
      [[]],
    );
  });

  it('a backup is taken and verified on a production profile that is read-only', async () => {
    const taken = await marsad(['run', 'backup.take', '--profile', 'shop', '--json']);
    assert.equal(taken.code, 0, taken.stderr);
    const { sets } = JSON.parse((await marsad(['backups', '--profile', 'shop', '--json'])).stdout) as {
      sets: { id: string }[];
    };
    const verified = await marsad(['run', 'backup.verify', `set=${sets[0]!.id}`, '--profile', 'shop', '--json']);
    assert.equal(verified.code, 0, verified.stderr);
  });
});
