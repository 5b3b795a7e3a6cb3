// The pure parts of the command line: what it reads from words, and how it puts things into words.

import { describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { AppError, ERROR_CODES } from '../../shared/errors.ts';
import type { ProfileRow } from '../../shared/contract/fleet.ts';
import type { RunbookInfo } from '../../shared/model/run.ts';
import { chooseProfile } from './choose-profile.ts';
import { exitCodeOfError, exitCodeOfRun } from './exit-codes.ts';
import { progressWords } from './follow-run.ts';
import { parseParameters, usageOf } from './parameters.ts';
import { printable } from './printer.ts';
import { wholeRunLines, type RunResult } from './run-view.ts';
import { table } from './table.ts';

const runbook: RunbookInfo = {
  id: 'redis.failover',
  area: 'redis',
  effect: 'write',
  origin: 'code',
  guided: false,
  asksApproval: false,
  texts: { en: {} },
  fields: [
    { name: 'replica', label: { key: 'replica' }, kind: 'redis-replica', required: true },
    {
      name: 'mode',
      label: { key: 'mode' },
      kind: 'choice',
      required: false,
      choices: [
        { value: 'plain', label: { key: 'plain' } },
        { value: 'force', label: { key: 'force' } },
      ],
    },
  ],
};

function row(id: string, fromLab: boolean, name = id): ProfileRow {
  const profile = { id, name, environment: 'staging' as const, colour: '#000000', stores: [] };
  return { profile, connection: 'idle', readOnly: false, missingSecrets: [], fromLab };
}

describe('parameters', () => {
  it('are split at the first equals sign, and may be empty', () => {
    assert.deepEqual(parseParameters(['replica=a=b', 'mode='], runbook), { replica: 'a=b', mode: '' });
  });

  it('are shown as they are written', () => {
    assert.equal(usageOf(runbook.id, runbook.fields), 'redis.failover replica=… [mode=plain|force]');
  });

  for (const words of [['replica'], ['=x'], ['nope=1'], ['replica=1', 'replica=2'], ['__proto__=1']]) {
    it(`${words.join(' ')} is refused, with how it is written`, () => {
      assert.throws(() => parseParameters(words, runbook), { code: 'bad_request', hint: /replica=…/ });
    });
  }
});

describe('the profile', () => {
  const rows = [
    row('lab', true, 'Lab'),
    row('shop', false, 'The shop'),
    row('twin-1', false, 'Twin'),
    row('twin-2', false, 'Twin'),
  ];

  it('is the lab’s when none is named', () => assert.equal(chooseProfile(rows, undefined).profile.id, 'lab'));
  it('is found by id and by name', () => {
    assert.equal(chooseProfile(rows, 'shop').profile.id, 'shop');
    assert.equal(chooseProfile(rows, 'The shop').profile.id, 'shop');
  });
  it('is not guessed from a name that two have', () => {
    assert.throws(() => chooseProfile(rows, 'Twin'), { code: 'not_found', hint: /twin-1, twin-2/ });
  });
  it('is asked for when no lab runs', () => {
    assert.throws(() => chooseProfile(rows.slice(1), undefined), {
      code: 'not_found',
      hint: /marsad lab start.*--profile: shop/,
    });
  });
});

describe('exit codes', () => {
  it('are 2, 3, 4 or 5 for every error', () => {
    const codes = Object.fromEntries(ERROR_CODES.map((code) => [code, exitCodeOfError(new AppError(code, ''))]));
    assert.deepEqual(codes, {
      bad_request: 2,
      not_found: 2,
      denied: 3,
      conflict: 3,
      blocked: 3,
      cancelled: 5,
      unreachable: 4,
      timeout: 4,
      unsupported: 4,
      limited: 4,
      damaged: 4,
      internal: 4,
    });
  });
  it('follow the status of a run', () => {
    assert.deepEqual(
      (['done', 'blocked', 'failed', 'interrupted', 'cancelled'] as const).map(exitCodeOfRun),
      [0, 3, 4, 4, 5],
    );
  });
});

describe('words', () => {
  it('from servers cannot steer the terminal', () => {
    assert.equal(printable('key\u001B]0;owned\u0007\r\u202Egnp'), 'key\\u001b]0;owned\\u0007\\u000d\\u202egnp');
    assert.equal(printable('سلة 🛒'), 'سلة 🛒');
  });

  it('stand in columns, figures on the right', () => {
    const lines = table(
      [{ title: 'NODE' }, { title: 'OPS', align: 'right' }],
      [
        ['a', '7'],
        ['\u001B[31mlong\u001B[39m', '1,234'],
      ],
    );
    assert.deepEqual(lines.slice(1), ['a         7', '\u001B[31mlong\u001B[39m  1,234']);
  });

  it('tell progress with rate and time left', () => {
    const progress = {
      done: 412_000_000,
      total: 1_900_000_000,
      unit: 'bytes',
      perSecond: 38_000_000,
      remainingMs: 39_000,
      detail: null,
    } as const;
    assert.equal(progressWords(progress), '  412 MB of 1.9 GB, 38 MB/s, 39 s left');
    assert.equal(
      progressWords({ ...progress, done: 40, total: 100, unit: 'percent', perSecond: null, remainingMs: null }),
      '  40 %',
    );
  });
});

describe('a run that is looked at afterwards', () => {
  it('gives each line of a reading a line of its own, and shows what could repaint the terminal', () => {
    const reading = '1 ms\n  a:7000  1 ms\u001b[2J';
    const step = { id: 'ping', title: 'Ping', status: 'done', answer: null, reading, foreseen: [] };
    const view = {
      status: 'done',
      title: 'Look',
      runId: 'r',
      steps: [step],
      notes: [],
      measures: [],
      result: {},
      error: null,
    };
    const lines = wholeRunLines(view as unknown as RunResult)
      .join('\n')
      .split('\n');
    assert.equal(lines[1], '  done      Ping  1 ms');
    assert.match(lines[2]!, /^ {10,}a:7000 {2}1 ms\\u001b\[2J$/);
  });
});
