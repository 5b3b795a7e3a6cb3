// What people get wrong in runbook files, and what they are told; and what nobody may get away with.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, test } from 'node:test';
import { runbookTemplate, TEMPLATE_NAMES } from '../../../shared/runbook-templates.ts';
import { library } from '../library/index.ts';
import { shippedFolder } from './file-library.ts';
import { runbookJsonSchemaText } from './json-schema.ts';
import { parseQuantity } from './quantity.ts';
import { fill, fillArgument, fillUrl } from './placeholders.ts';
import { readFolder } from './read-folder.ts';
import { readRunbookFile } from './read-file.ts';
import { resolveFiles } from './resolve-files.ts';
import { visible } from './local-command.ts';

const HEAD = 'runbook: own.try\ntitle: Try\nsummary: A try\narea: operations\n';
const known = new Map(library.map((runbook) => [runbook.id, runbook]));

function faults(source: string): readonly string[] {
  return readRunbookFile(source, known).problems.map(({ line, column, message, hint }) =>
    `${line}:${column} ${message} ${hint ?? ''}`.trim(),
  );
}

function faultsOfStep(step: string): readonly string[] {
  return faults(`${HEAD}steps:\n  - id: lag\n    title: Lag\n    ${step}\n`);
}

test('the published schema is the one of the code', async () => {
  const published = await readFile(new URL('../../../assets/runbook.schema.json', import.meta.url), 'utf8');
  assert.equal(
    published,
    runbookJsonSchemaText(),
    'write it again: node main/cli/marsad.mjs runbook schema > assets/runbook.schema.json',
  );
});

test('every shipped file and every template is without faults, and is named after its id', async () => {
  const shipped = resolveFiles(library, await readFolder(shippedFolder(), 'shipped'));
  assert.ok(shipped.length > 0);
  for (const { fileName, id, problems } of shipped) {
    assert.deepEqual(problems, [], fileName);
    assert.equal(fileName, `${id}.yaml`);
  }
  for (const name of TEMPLATE_NAMES) assert.deepEqual(faults(runbookTemplate(name, 'own.first')), [], name);
});

describe('faults have a place, say what is wrong, and what is right', () => {
  const cases: readonly (readonly [string, string])[] = [
    [
      'check: { reading: mongo.lag.max, belwo: 10 s }',
      '8:38 Step lag: `belwo` is not known here. Did you mean `below`?',
    ],
    ['verify: { reading: mongo.lag.max, below: 10 s }', '8:13 Step lag: `within` is missing. Write within: 2 min.'],
    [
      'check: { reading: mongo.lag.mx, below: 10 s }',
      '8:23 Step lag: There is no reading `mongo.lag.mx`. Did you mean `mongo.lag.max`?',
    ],
    [
      'check: { reading: mongo.lag.max, below: 10 MB }',
      '8:45 Step lag: `mongo.lag.max` cannot be compared with "10 MB". Write 500 ms, 10 s, 5 min, 24 h or 7 d.',
    ],
    ['check: { reading: mongo.lag.max }', '8:12 Step lag: Nothing says what it must be.'],
    ['call: { runbook: backup.tak }', '8:22 Step lag: There is no runbook `backup.tak`. Did you mean `backup.take`?'],
    [
      'call: { runbook: backup.take, with: { waht: mongo } }',
      '8:43 Step lag: backup.take has no parameter `waht`. Did you mean `what`?',
    ],
    ['wait: 5 minutes', '8:11 Step lag: `wait` cannot be "5 minutes".'],
    ['command: { argv: [ls -l], changes: false }', '8:23 Step lag: The program and its arguments stand apart.'],
    ['http: { url: https://x/, method: POST }', '8:38 Step lag: A POST may change something.'],
    ['when: { answer: nobody, is: done }\n    wait: 1 s', '8:21 Step lag: No earlier manual step is called `nobody`.'],
    ["wait: 1 s\n    how: 'Do {that}'", '9:10 Step lag: `{that}` is not known here.'],
  ];
  for (const [step, expected] of cases) {
    test(step, () => {
      const found = faultsOfStep(step);
      assert.ok(found[0]?.startsWith(expected), found.join('\n') || 'no fault');
    });
  }

  test('several at once, in their order', () => {
    const found = faults(`${HEAD.replace('operations', 'operatoins')}steps:\n  - id: A\n    title: x\n`);
    assert.deepEqual(
      found.map((each) => each.split(':')[0]),
      ['4', '6'],
    );
  });
  test('a step does one thing', () => {
    assert.match(faultsOfStep('wait: 1 s\n    manual: true')[0]!, /A step does one thing/);
    assert.match(faultsOfStep('why: x')[0]!, /The step does nothing/);
  });
});

describe('hostile texts', () => {
  const hostile: Readonly<Record<string, string>> = {
    'alias bomb': `a: &a [1]\nb: &b [*a, *a]\n${HEAD}`,
    prototype: `${HEAD}__proto__: { x: 1 }\nsteps: []\n`,
    'double key': `${HEAD}area: redis\nsteps: []\n`,
    tag: `${HEAD}steps: !!js/function "x"\n`,
    nul: `${HEAD}\0`,
    deep: `${HEAD}steps: ${'['.repeat(50_000)}`,
    large: `${HEAD}# ${'x'.repeat(200_000)}`,
    'two documents': `${HEAD}steps: []\n---\na: 1\n`,
    'path as id': HEAD.replace('own.try', '../../etc/passwd'),
    'huge number': `${HEAD}steps: [{ id: a, title: a, check: { reading: mongo.lag.max, below: 1e999 } }]`,
  };
  for (const [name, source] of Object.entries(hostile)) {
    test(name, () => {
      const { file, problems } = readRunbookFile(source, known);
      assert.equal(file, null);
      assert.ok(problems.every(({ line, column }) => line > 0 && column > 0) && problems.length > 0);
    });
  }
});

test('files that call each other in a circle are told so, and the others work', () => {
  const file = (id: string, calls: string) => ({
    fileName: `${id}.yaml`,
    origin: 'own' as const,
    source: `${HEAD.replace('own.try', id)}steps: [{ id: a, title: A, call: { runbook: ${calls} } }]\n`,
  });
  const [a, b, c] = resolveFiles(library, [
    file('own.a', 'own.b'),
    file('own.b', 'own.a'),
    file('own.c', 'backup.take'),
  ]);
  assert.match(a!.problems[0]!.message, /circle: own\.a → own\.b → own\.a/);
  assert.equal(b!.runbook, null);
  assert.equal(c!.runbook!.effect, library.find(({ id }) => id === 'backup.take')!.effect);
  const [taken] = resolveFiles(library, [file('backup.take', 'mongo.failover')]);
  assert.match(taken!.problems[0]!.message, /another runbook named backup\.take/);
});

test('values are put in whole, and cannot become more than a value', () => {
  assert.equal(fill('{a} {{a}} {b}', { a: '{b}', b: '1' }), '{b} {a} 1');
  assert.equal(fillArgument('--host={h}', { h: '-x y' }), '--host=-x y');
  assert.throws(() => fillArgument('{h}', { h: '--evil' }), { code: 'bad_request' });
  assert.throws(() => fillUrl('{u}', { u: 'file:///etc/passwd' }), { code: 'bad_request' });
  assert.throws(() => fillUrl('http://{u}/', { u: 'a:b@c' }), { code: 'bad_request' });
});

test('quantities carry their unit', () => {
  assert.equal(parseQuantity('10 s', 'ms'), 10_000);
  assert.equal(parseQuantity('85 %', 'share'), 0.85);
  assert.equal(parseQuantity(0, 'ms'), 0);
  for (const wrong of ['10', '10 MB', 'x', '1e5 s', '']) assert.equal(parseQuantity(wrong, 'ms'), undefined, wrong);
});

test('output of programs cannot hide or repaint anything', () => {
  assert.equal(visible('a\u001B[2Jb\r\n\u202Ec\0'), 'a␛[2Jb\n<U+202E>c␀');
});
