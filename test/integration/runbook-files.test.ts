// Runbook files on real servers: every reading, the shipped files planned, calls inlined, loops, conditions, commands, HTTP,
// answers; and the two small runbooks they lean on.

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { say } from '../../shared/text.ts';
import type { RunState } from '../../shared/model/run.ts';
import { readFolder } from '../../main/runbook/files/read-folder.ts';
import { shippedFolder } from '../../main/runbook/files/file-library.ts';
import { resolveFiles } from '../../main/runbook/files/resolve-files.ts';
import { READINGS } from '../../main/runbook/files/readings/all-readings.ts';
import { library as codeRunbooks } from '../../main/runbook/library/index.ts';
import type { Runbook } from '../../main/runbook/runbook.ts';
import { testServers } from '../fixtures/servers.ts';
import { waitFor } from '../fixtures/wait-for.ts';
import { assertDone, runbookBench } from './runbook-bench.ts';

const servers = await testServers();
const [cluster, set] = await Promise.all([servers.redisCluster(), servers.mongoSet()]);
const shipped = await readFolder(shippedFolder(), 'shipped');
let runbooks: readonly Runbook[] = [];
const store = await servers.newFolder('store');
const bench = await runbookBench({
  dataFolder: await servers.newFolder('data'),
  lifetime: servers.lifetime,
  redisSeeds: cluster.seeds,
  mongo: { seeds: set.seeds, replicaSet: set.name },
  runbooks: () => runbooks,
  profile: { localCommands: true, stores: [{ kind: 'local', id: 'disk', folder: store }] },
});
use();

/** The shipped files and these. */
function use(...sources: readonly string[]): void {
  const own = sources.map((source, index) => ({ fileName: `own-${index}.yaml`, source, origin: 'own' as const }));
  const files = resolveFiles(codeRunbooks, [...shipped, ...own]);
  assert.deepEqual(
    files.flatMap(({ fileName, problems }) => problems.map(({ line, message }) => `${fileName}:${line} ${message}`)),
    [],
  );
  runbooks = [...codeRunbooks, ...files.map(({ runbook }) => runbook!)];
}

const HEAD = 'title: {en: Try, ar: جرّب}\nsummary: A test\narea: operations\n';

function readingIn(state: RunState, stepId: string, language: 'en' | 'ar' = 'en'): string {
  const { runbookId } = state.run;
  const { texts } = runbooks.find(({ id }) => id === runbookId)!;
  return say(texts[language] ?? texts.en, state.steps[stepId]!.reading!, language);
}

async function answer(runId: string, stepId: string, value: string): Promise<void> {
  await waitFor(() => bench.engine.run(runId).get().state.waitingFor === stepId, { what: `${stepId} waits` });
  await bench.engine.answer(runId, { stepId, value, note: '' });
}

test('every reading says something of servers that are well', async () => {
  await bench.context.mongo!.client().db('shop').collection('orders').insertOne({ n: 1 });
  const { members } = await bench.context.mongo!.read();
  const member = Object.values(members)[0]!;
  const node = Object.values((await bench.context.redis!.read()).nodes)[0]!;
  for (const { name, of, read, unit } of READINGS.values()) {
    const which = of === 'needed' ? (name.startsWith('redis') ? node : member) : null;
    const found = await read({ ...bench.context }, which && `${which.host}:${which.port}`);
    console.log(
      `${name.padEnd(28)} ${String(found.value)} ${JSON.stringify(found.why ?? '')} ${JSON.stringify(found.lines ?? [])}`,
    );
    const mayBeUnknown = ['backup.last.age', 'backup.last.verified-age', 'redis.hit-rate'].includes(name);
    if (!mayBeUnknown) assert.notEqual(found.value, null, `${name}: ${found.why}`);
    if (found.value !== null) assert.equal(typeof found.value, unit === 'text' ? 'string' : 'number', name);
  }
});

test('every shipped file can be planned', async () => {
  for (const runbook of runbooks.filter(({ origin }) => origin === 'shipped')) {
    const parameters = Object.fromEntries(
      runbook.fields
        .filter(({ required, initial }) => required && initial === undefined)
        .map(({ name, kind, choices }) => [
          name,
          choices?.[0]?.value ??
            (kind === 'number' ? '1' : kind === 'list' ? 'http://127.0.0.1:9/' : 'http://127.0.0.1:9/'),
        ]),
    );
    const plan = await bench.plan(runbook.id, parameters).catch((error: Error) => error);
    if (plan instanceof Error)
      assert.match(plan.message, /There is no (complete )?(backup|set)|no backup/i, `${runbook.id}: ${plan.message}`);
    else for (const { title } of plan.steps) assert.ok(say(runbook.texts.en, title).length > 2, runbook.id);
  }
});

test('a call runs the called steps here, under names of their own, and later conditions see what they did', async () => {
  use(`runbook: try.call
${HEAD}
steps:
  - id: backup
    title: Take it
    when: { reading: backup.last.state, is: none }
    call: { runbook: backup.take, with: { what: mongo } }
  - id: fresh
    title: It is fresh
    check: { reading: backup.last.age, below: 5 min }
`);
  const plan = await bench.plan('try.call');
  assert.equal(plan.blocked, false, 'what a call makes true does not block the plan');
  assert.ok(plan.steps.filter(({ id }) => id.startsWith('backup.')).length > 2);
  const state = await bench.run('try.call');
  assertDone(state);
  assert.match(readingIn(state, 'fresh'), /Age of the newest backup: .* ms|s/);
  const again = await bench.run('try.call');
  assert.equal(again.run.status, 'done', JSON.stringify(again.run.error));
  for (const step of Object.values(again.steps))
    assert.equal(step.status, step.id.startsWith('backup.') ? 'skipped' : 'done', step.id);
});

test('loops, answers, commands, HTTP and places', async () => {
  const asked: string[] = [];
  const web = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    response.writeHead(request.url === '/moved' ? 302 : 200, { location: '/elsewhere' }).end('all well');
  });
  await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
  servers.lifetime.add(() => void web.close());
  const base = `http://127.0.0.1:${(web.address() as AddressInfo).port}`;
  use(`runbook: try.all
${HEAD}
parameters:
  - { name: servers, label: Servers, kind: list, required: true }
  - { name: word, label: Word, kind: text, initial: 'a b; echo "$HOME" | cat' }
steps:
  - id: up
    title: Up
    http: { url: '${base}/health', contains: well }
  - phase: Each
    steps:
      - for-each:
          parameter: servers
          as: server
          steps:
            - id: ask
              title: { en: 'Deploy {server}', ar: 'انشر {server}' }
              how: 'Write {{name}} and \`{server}\`'
              manual: { answers: [done, skip] }
            - id: health
              title: '{server} is well'
              when: { answer: ask, is: done }
              http: { url: '${base}/{server}', within: 5 s, every: 100 ms }
  - for-each:
      nodes: mongo.secondaries
      as: node
      steps:
        - { id: state, title: '{node}', verify: { reading: mongo.member.state, of: '{node}', is: SECONDARY, within: 10 s } }
  - id: say
    title: Say it
    command: { argv: [node, -e, 'console.log(JSON.stringify([process.argv.slice(1), Object.keys(process.env).sort()]))', '{word}'], changes: false }
  - id: purge
    title: Purge
    http: { url: '${base}/purge', method: POST, body: '{}', changes: true }
  - { id: moved, title: Moved, report: true, http: { url: '${base}/moved' } }
  - { id: rest, title: Rest, wait: 10 ms }
`);
  const plan = await bench.plan('try.all', { servers: 'app-1, app-2' });
  assert.equal(plan.effect, 'write');
  const runId = await bench.start('try.all', { servers: 'app-1, app-2' });
  await answer(runId, 'ask.1', 'done');
  await answer(runId, 'ask.2', 'skip');
  const state = await bench.engine.settled(runId);
  assert.equal(state.run.status, 'done', JSON.stringify(state.run.error));
  assert.equal(state.steps['health.1']!.status, 'done');
  assert.equal(state.steps['health.2']!.status, 'skipped');
  assert.ok(asked.includes('GET /app-1') && !asked.includes('GET /app-2') && !asked.includes('GET /elsewhere'));
  assert.equal(asked.filter((line) => line === 'POST /purge').length, 1);
  const said = readingIn(state, 'say');
  assert.ok(said.includes(JSON.stringify(['a b; echo "$HOME" | cat'])), said);
  const names = /\["HOME"(,"LANG")?,"PATH"\]/.exec(said);
  assert.ok(names, `no other variables: ${said}`);
  assert.match(readingIn(state, 'moved'), /302.*expected 200/);
  const words = plan.steps.find(({ id }) => id === 'ask.1')!;
  const { texts } = runbooks.find(({ id }) => id === 'try.all')!;
  assert.equal(say(texts.en, words.guide!.how!), 'Write {name} and `app-1`');
  assert.match(say(texts.ar!, words.title, 'ar'), /انشر \u2068app-1\u2069/);
});

test('a value cannot become an option, and an address cannot hold a password', async () => {
  use(`runbook: try.argument
${HEAD}
parameters: [{ name: word, label: Word, kind: text, required: true }]
steps:
  - { id: say, title: Say, command: { argv: [echo, '{word}'], changes: false } }
  - { id: ask, title: Ask, http: { url: 'http://{word}/' } }
`);
  await assert.rejects(bench.plan('try.argument', { word: '--version' }), { code: 'bad_request' });
  await assert.rejects(
    bench.plan('try.argument', { word: 'user:secret@host' }),
    (error: Error) => !error.message.includes('secret'),
  );
});

test('a command that fails, hangs or cannot be found ends the run with its reason', async () => {
  use(
    `runbook: try.fail
${HEAD}
steps: [{ id: a, title: Fail, command: { argv: [sh, -c, 'printf "\\\\033[2Jno luck"; exit 7'], changes: false } }]
`,
    `runbook: try.hang
${HEAD}
steps: [{ id: a, title: Hang, command: { argv: [sh, -c, 'sleep 60 & wait'], changes: true, timeout: 200 ms } }]
`,
    `runbook: try.none
${HEAD}
steps: [{ id: a, title: None, command: { argv: [no-such-program-here], changes: false } }]
`,
  );
  const failed = await bench.run('try.fail');
  assert.match(failed.run.error!.message, /ended with 7, expected 0/);
  assert.match(failed.run.error!.hint!, /␛\[2Jno luck/);
  const hung = await bench.run('try.hang');
  assert.match(hung.run.error!.message, /did not end within 0.2 s/);
  assert.equal((await bench.run('try.none')).run.error!.code, 'not_found');
});

test('commands on this machine are refused unless the profile allows them', async () => {
  const careful = await runbookBench({
    dataFolder: await servers.newFolder('data'),
    lifetime: servers.lifetime,
    runbooks: () => runbooks,
  });
  await assert.rejects(careful.plan('try.none'), { code: 'denied' });
});

test('mongo.kill-operation ends the very operation, and no other', async () => {
  const orders = bench.context.mongo!.client().db('shop').collection('orders');
  await orders.insertMany(Array.from({ length: 200 }, (_, n) => ({ n })));
  const slow = orders.find({ $where: 'sleep(300) || true' }).toArray();
  const ended = assert.rejects(slow, /interrupted/i);
  const found = await waitFor(async () => {
    const { value, lines } = await READINGS.get('mongo.long-operations')!.read({ ...bench.context }, null);
    const [line] = lines ?? [];
    return value === 1 && typeof line === 'string' && line;
  });
  const opid = /opid (\d+)/.exec(found)![1]!;
  assertDone(await bench.run('mongo.kill-operation', { opid }));
  await ended;
  await assert.rejects(bench.plan('mongo.kill-operation', { opid }), { code: 'not_found' });
  await assert.rejects(bench.plan('mongo.kill-operation', { opid: '1; db.dropDatabase()' }), { code: 'bad_request' });
});

test('mongo.profiler sets it, its readings follow, and the way back is the former setting', async () => {
  assertDone(await bench.run('mongo.profiler', { level: 'slow', slowMs: '20' }));
  const read = (name: string) => READINGS.get(name)!.read({ ...bench.context }, null);
  assert.equal((await read('mongo.profiler')).value, 'slow');
  await bench.context
    .mongo!.client()
    .db('shop')
    .collection('orders')
    .find({ $where: 'sleep(150) || true' })
    .limit(1)
    .toArray();
  const slow = await read('mongo.slow-queries');
  assert.equal(slow.value, 1, JSON.stringify(slow));
  const plan = await bench.plan('mongo.profiler', { level: 'off', slowMs: '100' });
  assert.deepEqual(plan.wayBack!.values, { level: 'slow', slowMs: 20 });
  assertDone(await bench.run('mongo.profiler', { level: 'off', slowMs: '100' }));
  assert.equal((await read('mongo.profiler')).value, 'off');
});
