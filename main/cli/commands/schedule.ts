// `marsad schedule …`: what runs by itself, and running what is due under the system's own cron or systemd.

import { Option, type Command } from 'commander';
import type { ProfileRow } from '../../../shared/contract/fleet.ts';
import { AppError } from '../../../shared/errors.ts';
import { CHANNELS, type Channel, type ScheduleRow, type SchedulesState } from '../../../shared/model/schedule.ts';
import { chooseProfile } from '../choose-profile.ts';
import { dateTime, localZone } from '../figures.ts';
import { parseParameters } from '../parameters.ts';
import { style } from '../printer.ts';
import { outcomeLines, rowLines, scheduleView } from '../schedule-view.ts';
import { addCommonOptions, runWithApp, stateOf, type AppSession, type CommonOptions } from '../session.ts';
import { RUN_HELP, runDue } from './schedule-run.ts';

const HELP = `
JSON (--json):
  list, next: schedules[]: id, name, runbookId, profileId, parameters, cron, timeZone, inWords, missed, enabled, notify,
              nextMs[], last: null or an outcome
  history:    outcomes[]: scheduleId, dueMs, claimedMs, endedMs, kind ("due" | "catch-up" | "by-hand"), result, skipped, runId,
              missedBefore, error
  run:        outcomes[], as above
  units:      files[]: name, content; install[]: commands
  add, enable, disable: the schedule; remove: {removed}`;

interface AddOptions extends CommonOptions {
  readonly cron: string;
  readonly name?: string;
  readonly timeZone?: string;
  readonly missed: 'catch-up' | 'skip';
  readonly notify: 'failure' | 'always' | 'never';
  readonly channels: string;
  readonly confirm?: string;
}

export function registerSchedule(program: Command): void {
  const schedule = program
    .command('schedule')
    .description('runbooks that run by themselves')
    .addHelpText('after', HELP);
  const command = (usage: string, description: string): Command =>
    addCommonOptions(schedule.command(usage)).description(description);

  command('list', 'every schedule, in words, with its next time and last result').action((options: CommonOptions) =>
    runWithApp(options, async (session) => printRows(session, rowsOf(await known(session), options))),
  );
  command('next [schedule]', 'the next times')
    .option('--count <number>', 'how many', '5')
    .action((name: string | undefined, options: CommonOptions & { readonly count: string }) =>
      runWithApp(options, (session) => printNext(session, name, options)),
    );
  command('history [schedule]', 'what became of the latest due times').action(
    (name: string | undefined, options: CommonOptions) =>
      runWithApp(options, (session) => printHistory(session, name, options)),
  );
  command('add <runbook> [parameters...]', 'make one')
    .requiredOption('--cron <expression>', "minute hour day month weekday, for example '0 2 * * *'")
    .option('--name <name>', 'what it is called (default: the runbook)')
    .option('--time-zone <name>', 'IANA name (default: of this machine)')
    .addOption(new Option('--missed <what>', 'when no console ran').choices(['catch-up', 'skip']).default('catch-up'))
    .addOption(
      new Option('--notify <when>', 'tell the result').choices(['failure', 'always', 'never']).default('failure'),
    )
    .option('--channels <list>', `of ${CHANNELS.join(',')}`, 'desktop')
    .option('--confirm <target>', "the profile's name; needed for what changes a production profile")
    .action((runbookId: string, words: readonly string[], options: AddOptions) =>
      runWithApp(options, (session) => add(session, runbookId, words, options)),
    );
  command('remove <schedule>', 'remove it, and its history').action((name: string, options: CommonOptions) =>
    runWithApp(options, async (session) => {
      const { id } = oneOf(await known(session), name);
      await session.app.call('schedules.remove', { id });
      session.printer.result({ removed: id }, () => [`${id} is removed.`]);
    }),
  );
  for (const enabled of [true, false]) {
    const word = enabled ? 'enable' : 'disable';
    command(`${word} <schedule>`, enabled ? 'switch it on' : 'switch it off').action(
      (name: string, options: CommonOptions) => runWithApp(options, (session) => setEnabled(session, name, enabled)),
    );
  }
  command('run', 'run what is due now, and end')
    .option('--once', 'the same: for the lines that cron and systemd keep')
    .addHelpText('after', RUN_HELP)
    .action((options: CommonOptions) => runWithApp(options, runDue));
  command('units', 'files for the system’s own scheduler; installs nothing')
    .option('--systemd', 'a user service and its timer')
    .option('--cron', 'lines of a crontab')
    .action((options: CommonOptions & { readonly systemd?: boolean; readonly cron?: boolean }) =>
      runWithApp(options, (session) => printUnits(session, options)),
    );
}

function known(session: AppSession): Promise<SchedulesState> {
  return stateOf(session, 'schedules.watch', {});
}

function rowsOf({ schedules }: SchedulesState, { profile }: CommonOptions): ScheduleRow[] {
  return Object.values(schedules)
    .filter(({ schedule }) => profile === undefined || schedule.profileId === profile)
    .sort((a, b) => (a.nextMs[0] ?? Infinity) - (b.nextMs[0] ?? Infinity) || (a.id < b.id ? -1 : 1));
}

/** By id, or by a name only one has. */
function oneOf({ schedules }: SchedulesState, wanted: string): ScheduleRow {
  const named = Object.values(schedules).filter(({ schedule }) => schedule.name === wanted);
  const found = schedules[wanted] ?? (named.length === 1 ? named[0] : undefined);
  if (found) return found;
  const ids = Object.keys(schedules);
  throw new AppError('not_found', `There is no schedule ${wanted}.`, {
    hint: ids.length > 0 ? `There are: ${ids.join(', ')}.` : 'Make one with `marsad schedule add`.',
  });
}

function printRows({ printer }: AppSession, rows: readonly ScheduleRow[]): void {
  printer.result({ schedules: rows.map(scheduleView) }, () => rowLines(rows));
}

async function printNext(
  session: AppSession,
  name: string | undefined,
  options: CommonOptions & { readonly count: string },
): Promise<void> {
  const count = Number(options.count);
  if (!Number.isInteger(count) || count < 1 || count > 50)
    throw new AppError('bad_request', `${options.count} is no count.`, { hint: 'Write a number from 1 to 50.' });
  const state = await known(session);
  const rows =
    name === undefined ? rowsOf(state, options).filter(({ schedule }) => schedule.enabled) : [oneOf(state, name)];
  const schedules = await Promise.all(
    rows.map(async (row) => {
      const { cron, timeZone } = row.schedule;
      const { nextMs } = await session.app.call('schedules.preview', { cron, timeZone, count });
      return { ...scheduleView(row), nextMs };
    }),
  );
  session.printer.result({ schedules }, () =>
    schedules.flatMap(({ id, inWords, timeZone, nextMs }) => [
      `${style('bold', id)}  ${inWords} (${timeZone})`,
      ...nextMs.map((ms) => `  ${dateTime(ms)} ${localZone()}`),
    ]),
  );
}

async function printHistory(session: AppSession, name: string | undefined, options: CommonOptions): Promise<void> {
  const state = await known(session);
  const wanted = new Set((name === undefined ? rowsOf(state, options) : [oneOf(state, name)]).map(({ id }) => id));
  const outcomes = Object.values(state.outcomes)
    .filter(({ scheduleId }) => wanted.has(scheduleId))
    .sort((a, b) => b.dueMs - a.dueMs);
  session.printer.result({ outcomes }, () =>
    outcomes.length === 0 ? ['Nothing was due yet.'] : outcomeLines(outcomes),
  );
}

async function add(
  session: AppSession,
  runbookId: string,
  words: readonly string[],
  options: AddOptions,
): Promise<void> {
  const { app, printer } = session;
  const runbook = (await app.call('runbooks.list', {})).find(({ id }) => id === runbookId);
  if (!runbook)
    throw new AppError('not_found', `There is no runbook ${runbookId}.`, { hint: 'See `marsad runbooks`.' });
  const { profile } = chooseProfile(await profileRows(session), options.profile);
  const saved = await app.call('schedules.save', {
    id: null,
    schedule: {
      name: options.name ?? runbookId,
      profileId: profile.id,
      runbookId,
      parameters: parseParameters(words, runbook),
      cron: options.cron,
      timeZone: options.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
      missed: options.missed,
      enabled: true,
      notify: { on: options.notify, channels: channelsOf(options.channels) },
    },
    confirmation: options.confirm ?? '',
  });
  const row = oneOf(await known(session), saved.id);
  printer.result(scheduleView(row), () => [
    `${style('bold', saved.id)}: ${row.inWords.en} (${saved.timeZone}), next ${row.nextMs[0] ? dateTime(row.nextMs[0]) : 'never'}`,
    'It runs while a console is open; `marsad schedule units --systemd` makes it run without one.',
  ]);
}

function channelsOf(list: string): Channel[] {
  return list
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '')
    .map((word) => {
      const channel = CHANNELS.find((each) => each === word);
      if (channel) return channel;
      throw new AppError('bad_request', `${word} is no channel.`, { hint: `There are: ${CHANNELS.join(', ')}.` });
    });
}

async function profileRows(session: AppSession): Promise<ProfileRow[]> {
  return Object.values((await stateOf(session, 'profiles.watch', {})).profiles);
}

async function setEnabled(session: AppSession, name: string, enabled: boolean): Promise<void> {
  const { id } = oneOf(await known(session), name);
  await session.app.call('schedules.setEnabled', { id, enabled });
  const row = oneOf(await known(session), id);
  session.printer.result(scheduleView(row), () => [`${id} is ${enabled ? 'on' : 'off'}.`]);
}

async function printUnits(
  { app, printer }: AppSession,
  { systemd, cron }: { readonly systemd?: boolean; readonly cron?: boolean },
): Promise<void> {
  if (systemd === cron)
    throw new AppError('bad_request', 'Name one kind of units.', { hint: 'Add --systemd or --cron.' });
  const units = await app.call('schedules.units', { kind: systemd ? 'systemd' : 'cron' });
  printer.result(units, () =>
    units.files.length === 0
      ? ['No schedule is switched on: there is nothing to install.']
      : [
          ...units.files.flatMap(({ name, content }) => [`# ---- ${name}`, ...content.split('\n')]),
          ...['# ---- to install', ...units.install].map((line, index) => (index === 0 ? line : `#   ${line}`)),
        ],
  );
}
