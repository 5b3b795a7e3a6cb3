// `marsad backups coverage`: which moments of MongoDB can be restored, and whether one of them can.

import type { Command } from 'commander';
import { answerFor } from '../../../shared/coverage.ts';
import { AppError } from '../../../shared/errors.ts';
import type { Coverage, Gap, RestoreAnswer } from '../../../shared/model/coverage.ts';
import { msOfMoment, parseMoment, type Moment } from '../../../shared/moment.ts';
import { connectProfile } from '../choose-profile.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { bytes, count, dateTime, duration } from '../figures.ts';
import { style } from '../printer.ts';
import { addCommonOptions, runWithApp, type CommonOptions } from '../session.ts';
import { section, table } from '../table.ts';

const COVERAGE_JSON = `
JSON (--json):
  spans[]: from, to (cluster times: seconds.increment), sets[]: {id, moment}, slices[]: {id, after, upTo, entries, sizeBytes, …}
  gaps[]:  from, to, reason (not-saved, outrun, rollback, missing)
  answer:  with --at: {possible: true, point: {moment, set, slices[]}} or {possible: false, before, after}; otherwise null

With --at, the command ends with 3 where that moment cannot be restored.`;

interface CoverageOptions extends CommonOptions {
  readonly at?: string;
}

export function registerCoverage(backups: Command): void {
  addCommonOptions(backups.command('coverage'))
    .description('which moments of MongoDB can be restored, from sets and slices of the oplog together')
    .option('--at <time>', 'can this moment be restored? A date and time, or a cluster time')
    .addHelpText('after', COVERAGE_JSON)
    .action((_: CoverageOptions, command: Command) => {
      const options = command.optsWithGlobals<CoverageOptions>(); // --json is said to the commands above as well
      return runWithApp(options, (session) => showCoverage(session, options.at));
    });
}

async function showCoverage(session: Parameters<typeof connectProfile>[0], typed?: string): Promise<ExitCode> {
  const moment = typed === undefined ? null : parseMoment(typed);
  if (typed !== undefined && moment === null) {
    throw new AppError('bad_request', `“${typed}” is no date and time.`, {
      hint: 'Type it as 2026-11-20 14:32:00, or with its zone as 2026-11-20T14:32:00Z.',
    });
  }
  const { profile } = await connectProfile(session);
  const coverage = await session.app.call('backups.coverage', { profileId: profile.id });
  const answer = moment === null ? null : answerFor(coverage, moment);
  session.printer.result({ ...coverage, answer }, () => [
    ...coverageLines(coverage),
    ...(moment === null || answer === null ? [] : ['', ...answerLines(moment, answer)]),
  ]);
  return answer?.possible === false ? EXIT.blocked : EXIT.done;
}

function coverageLines({ spans, gaps }: Coverage): string[] {
  if (spans.length === 0) return ['No moment can be restored yet: `marsad plan backup.take` shows how a set is made.'];
  const rows = spans.map(({ from, to, sets, slices }) => [
    time(from),
    time(to),
    count(sets.length),
    count(slices.length),
    bytes(slices.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)),
  ]);
  const columns = [
    { title: 'FROM' },
    { title: 'TO' },
    { title: 'SETS', align: 'right' },
    { title: 'SLICES', align: 'right' },
    { title: 'SIZE', align: 'right' },
  ] as const;
  return [...section('Can be restored', table([...columns], rows)), ...gaps.map(gapLine)];
}

const REASONS: Readonly<Record<Gap['reason'], string>> = {
  'not-saved': 'the oplog was not saved',
  outrun: 'the server had forgotten these writes before they were saved',
  rollback: 'the set had taken back the end of what was saved',
  missing: 'a slice is not there any more, or was changed',
};

function gapLine({ from, to, reason }: Gap): string {
  return `${style('yellow', 'gap')}  ${time(from)} to ${time(to)}: ${REASONS[reason]}`;
}

function answerLines(moment: Moment, answer: RestoreAnswer): string[] {
  if (!answer.possible) {
    const near = [answer.before, answer.after].flatMap((each) => (each === null ? [] : [`${time(each)} (${each})`]));
    const nearest = near.length === 0 ? '' : ` The nearest that can: ${near.join(' and ')}.`;
    return [`${style('red', 'no')}   ${time(moment)} cannot be restored.${nearest}`];
  }
  const { set, slices } = answer.point;
  const sum = (figure: 'entries' | 'sizeBytes'): number => slices.reduce((total, slice) => total + slice[figure], 0);
  const behindMs = Math.max(0, msOfMoment(moment) - msOfMoment(set.moment));
  const replayed =
    slices.length === 0
      ? 'nothing is replayed'
      : `${duration(behindMs)} are replayed: at most ${count(sum('entries'))} entries, ${bytes(sum('sizeBytes'))}`;
  return [`${style('green', 'yes')}  ${time(moment)} can be restored from ${set.id}; ${replayed}.`];
}

function time(moment: Moment): string {
  return dateTime(msOfMoment(moment));
}
