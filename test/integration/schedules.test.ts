// Schedules across consoles: two engines and a process of the command line meet the same due times, and a console is killed in
// the middle of a scheduled run. On a real server, with real processes.

import { test } from 'node:test';
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createApp, type App } from '../../main/app.ts';
import { createFileLog } from '../../main/log.ts';
import { createNodeHost } from '../../main/node-host.ts';
import { systemClock } from '../../main/system-clock.ts';
import type { StateOf, StreamName } from '../../shared/contract/index.ts';
import type { Profile } from '../../shared/model/profile.ts';
import type { RunSummary } from '../../shared/model/run.ts';
import type { Schedule, ScheduleOutcome } from '../../shared/model/schedule.ts';
import { testServers } from '../fixtures/servers.ts';
import { waitFor } from '../fixtures/wait-for.ts';

const MAIN = join(import.meta.dirname, '../../main/cli/main.ts');
const MINUTE_MS = 60_000;
const servers = await testServers();
const redis = await servers.redisNode();

interface Place {
  readonly folder: string;
  readonly environment: NodeJS.ProcessEnv;
}

/** Folders of a user with one profile, the schedules, and a runbook that only waits. */
async function placeWith(schedules: readonly Schedule[], waits: string): Promise<Place> {
  const folder = await servers.newFolder('schedules');
  const settings = join(folder, 'config', 'marsad');
  await mkdir(join(settings, 'runbooks'), { recursive: true });
  const profile: Profile = {
    ...{ id: 'shop', name: 'The shop', environment: 'staging', colour: '#336699', stores: [] },
    redis: { seeds: [`127.0.0.1:${redis.port}`] },
  };
  const steps = `steps:\n  - { id: pause, title: Pause, wait: ${waits} }\n`;
  const head = 'runbook: own.pause\ntitle: Pause\nsummary: Waits.\narea: operations\n';
  await writeFile(join(settings, 'runbooks', 'own.pause.yaml'), head + steps);
  await writeFile(join(settings, 'profiles.json'), JSON.stringify({ version: 1, profiles: [profile] }));
  await writeFile(join(settings, 'schedules.json'), JSON.stringify({ version: 1, schedules }));
  const environment = {
    ...process.env,
    XDG_CONFIG_HOME: join(folder, 'config'),
    XDG_DATA_HOME: join(folder, 'data'),
    XDG_CACHE_HOME: join(folder, 'cache'),
    MARSAD_LAB_DIR: join(folder, 'lab'),
  };
  return { folder, environment };
}

/** Due once: at the last whole minute. */
function dueNow(id: string): Schedule {
  const due = new Date(Date.now());
  const cron = `${due.getUTCMinutes()} ${due.getUTCHours()} ${due.getUTCDate()} ${due.getUTCMonth() + 1} *`;
  return {
    ...{
      id,
      name: id,
      profileId: 'shop',
      runbookId: 'own.pause',
      parameters: {},
      cron,
      timeZone: 'UTC',
      enabled: true,
    },
    ...{
      missed: 'catch-up',
      notify: { on: 'never', channels: [] },
      sinceMs: due.getTime() - 5 * MINUTE_MS,
      confirmed: null,
    },
  };
}

/** A console with a page: it runs what is due by itself. */
async function consoleIn({ folder }: Place): Promise<App> {
  const paths = Object.fromEntries(
    Object.entries({ settings: 'config', data: 'data', cache: 'cache' }).map(([name, part]) => [
      name,
      join(folder, part, 'marsad'),
    ]),
  ) as { settings: string; data: string; cache: string };
  const app = await createApp({
    host: { ...createNodeHost('browser'), paths },
    clock: systemClock,
    log: createFileLog({ folder: join(folder, 'logs'), now: Date.now }),
  });
  servers.lifetime.add(() => app.dispose());
  return app;
}

function marsad(
  { environment }: Place,
  words: readonly string[],
): { readonly child: ChildProcess; readonly output: Promise<string> } {
  const child = spawn(process.execPath, [MAIN, ...words], { env: environment, stdio: ['ignore', 'pipe', 'inherit'] });
  servers.lifetime.add(() => void child.kill('SIGKILL'));
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
  return { child, output: new Promise((resolve) => child.once('close', () => resolve(text))) };
}

/** What a stream says now, whenever asked. */
function watched<K extends StreamName>(app: App, name: K): () => StateOf<K> | undefined {
  let last: StateOf<K> | undefined;
  app.watch(name, {} as never, { onState: (state) => (last = state), onEnd: () => undefined });
  return () => last;
}

const outcomesOf = (state: StateOf<'schedules.watch'> | undefined): ScheduleOutcome[] =>
  Object.values(state?.outcomes ?? {});

test(
  'two consoles and `schedule run` meet the same due times: each is run exactly once',
  { timeout: 120_000 },
  async () => {
    const ids = Array.from({ length: 6 }, (_, index) => `race-${index}`);
    const place = await placeWith(ids.map(dueNow), '1 s');
    const command = marsad(place, ['schedule', 'run', '--once', '--json']);
    const [one, two] = await Promise.all([consoleIn(place), consoleIn(place)]);
    const schedules = watched(one, 'schedules.watch');
    await command.output;
    const outcomes = await waitFor(
      async () => {
        await two.call('schedules.runDue', { onProfile: null }); // whoever asks again finds nothing left to do
        await one.call('schedules.runDue', { onProfile: null });
        const all = outcomesOf(schedules());
        return all.length === ids.length && all.every(({ endedMs }) => endedMs !== null) && all;
      },
      { timeoutMs: 60_000, intervalMs: 200, what: 'the end of every run' },
    );
    assert.deepEqual(
      outcomes.map(({ result }) => result),
      ids.map(() => 'done'),
    );

    const third = watched(await consoleIn(place), 'runs.watch');
    const runs: RunSummary[] = await waitFor(() => {
      const all = Object.values(third()?.runs ?? {});
      return all.length >= ids.length && all;
    });
    assert.deepEqual(runs.map(({ scheduleId }) => scheduleId).sort(), ids, 'one run each');
    assert.ok(runs.every(({ reason, scheduleId }) => reason === `schedule ${scheduleId}`));
    assert.deepEqual(new Set(outcomes.map(({ runId }) => runId)), new Set(runs.map(({ id }) => id)));
  },
);

test(
  'killed with -9 in the middle: the next console says interrupted, and the schedule goes on',
  { timeout: 120_000 },
  async () => {
    const everyMinute: Schedule = { ...dueNow('minutely'), cron: '* * * * *', sinceMs: Date.now() - MINUTE_MS };
    const place = await placeWith([everyMinute], '10 min');
    const { child, output } = marsad(place, ['schedule', 'run', '--once']);
    const listed = async () =>
      JSON.parse(await marsad(place, ['schedule', 'history', '--json']).output).outcomes as ScheduleOutcome[];
    const going = await waitFor(async () => (await listed()).find(({ result }) => result === 'running'), {
      timeoutMs: 40_000,
    });
    child.kill('SIGKILL');
    await output;

    const next = watched(await consoleIn(place), 'schedules.watch');
    const left = await waitFor(() => outcomesOf(next()).find(({ id, endedMs }) => id === going.id && endedMs !== null));
    assert.equal(left.result, 'interrupted');
    assert.equal(left.runId, going.runId);
    assert.match(left.error?.message ?? '', /ended while it ran/);
    const after = await waitFor(
      () => outcomesOf(next()).find(({ dueMs, result }) => dueMs > going.dueMs && result === 'running'),
      {
        timeoutMs: 70_000,
        what: 'the run of the next minute',
      },
    );
    assert.notEqual(after.runId, going.runId);
  },
);

test('what cannot run is told as a failure with its reason, and ends the command so', { timeout: 60_000 }, async () => {
  const place = await placeWith(
    [
      { ...dueNow('no-profile'), profileId: 'gone' },
      { ...dueNow('no-runbook'), runbookId: 'own.gone' },
    ],
    '1 s',
  );
  const { child, output } = marsad(place, ['schedule', 'run', '--once', '--json']);
  const { outcomes } = JSON.parse(await output) as { outcomes: ScheduleOutcome[] };
  const told = Object.fromEntries(
    outcomes.map(({ scheduleId, result, error }) => [scheduleId, `${result}: ${error?.message}`]),
  );
  assert.deepEqual(told, {
    'no-profile': 'failed: there is no profile gone',
    'no-runbook': 'failed: There is no runbook own.gone.',
  });
  assert.equal(child.exitCode, 4);
  assert.equal(JSON.parse(await marsad(place, ['schedule', 'run', '--json']).output).outcomes.length, 0, 'tried once');
});
