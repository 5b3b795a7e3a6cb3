// What a step of a file does, filled in and in the engine's units.

import { AppError } from '../../../shared/errors.ts';
import type { RunbookContext } from '../runbook.ts';
import { readingTest } from './condition-data.ts';
import type { ReadingCondition } from './format-conditions.ts';
import type { FileStep } from './format.ts';
import { durationMs } from './format-values.ts';
import type { Round } from './loops.ts';
import { filledParameters } from './plan-call.ts';
import { fill, fillArgument, fillUrl, type Values } from './placeholders.ts';
import type { Doing, Polling, ReadingTest } from './plan-data.ts';
import { wordingOf, type Wording } from './wording.ts';

const DEFAULT_HTTP_TIMEOUT_MS = 5000;
const DEFAULT_COMMAND_TIMEOUT_MS = 60_000;
const DEFAULT_POLL_MS = 2000;

export const ANSWER_LABELS: Readonly<Record<'done' | 'skip' | 'stop', Wording>> = {
  done: { en: 'Done', ar: 'تم' },
  skip: { en: 'Skip', ar: 'تجاوز' },
  stop: { en: 'Stop here', ar: 'توقّف هنا' },
};

/** Null for a call: that is planned apart. */
export function doingOf(step: FileStep, round: Round, context: RunbookContext): Doing | null {
  const { values } = round;
  if (step.check !== undefined)
    return { kind: 'check', tests: testsOf(step.check, values), report: step.report === true };
  if (step.look !== undefined) {
    const tests = step.look.map((look) => readingTest(typeof look === 'string' ? { reading: look } : look, values));
    return { kind: 'check', tests, report: true };
  }
  if (step.verify !== undefined) {
    const { within, every, all, reading, ...rest } = step.verify;
    const conditions = all ?? (reading === undefined ? [] : [{ reading, ...rest }]);
    return { kind: 'verify', tests: testsOf(conditions, values), polling: pollingOf(within, every)! };
  }
  if (step.manual !== undefined) return manualOf(step.manual, values);
  if (step.http !== undefined) return httpOf(step, step.http, values);
  if (step.command !== undefined) return commandOf(step.command, values, context);
  return step.wait === undefined ? null : { kind: 'wait', ms: durationMs(step.wait) };
}

function testsOf(conditions: ReadingCondition | readonly ReadingCondition[], values: Values): readonly ReadingTest[] {
  const all = Array.isArray(conditions)
    ? (conditions as readonly ReadingCondition[])
    : [conditions as ReadingCondition];
  return all.map((condition) => readingTest(condition, values));
}

function pollingOf(within: string | undefined, every: string | undefined): Polling {
  if (within === undefined) return null;
  return { withinMs: durationMs(within), everyMs: every === undefined ? DEFAULT_POLL_MS : durationMs(every) };
}

function manualOf(manual: NonNullable<FileStep['manual']>, values: Values): Doing {
  const { answers = ['done'], offers = [] } = manual === true ? {} : manual;
  return {
    kind: 'manual',
    answers: answers.map((answer) =>
      typeof answer === 'string'
        ? { value: answer, label: ANSWER_LABELS[answer], outcome: answer }
        : { value: answer.value, label: wordingOf(answer.label), outcome: answer.then },
    ),
    offers: offers.map((offer) => ({ runbookId: offer.runbook, parameters: filledParameters(offer, values) })),
  };
}

function httpOf(step: FileStep, http: NonNullable<FileStep['http']>, values: Values): Doing {
  const { status = [], method = 'GET', contains, body, timeout, tls, changes, repeatable, within, every } = http;
  return {
    kind: 'http',
    http: {
      url: fillUrl(http.url, values),
      method,
      status: typeof status === 'number' ? [status] : status,
      contains: contains === undefined ? null : fill(contains, values),
      body: body === undefined ? null : fill(body, values),
      timeoutMs: timeout === undefined ? DEFAULT_HTTP_TIMEOUT_MS : durationMs(timeout),
      caFile: tls?.ca ?? null,
    },
    polling: pollingOf(within, every),
    report: step.report === true,
    changes: changes === true,
    repeatable: repeatable === true,
  };
}

function commandOf(command: NonNullable<FileStep['command']>, values: Values, { profile }: RunbookContext): Doing {
  if (profile.localCommands !== true) {
    throw new AppError('denied', `${profile.name} does not allow commands on this machine.`, {
      hint: `This runbook would run ${command.argv[0]}. Allow it in the profile (localCommands) if you trust the file.`,
    });
  }
  const doneWhen = command['done-when'];
  return {
    kind: 'command',
    command: {
      argv: command.argv.map((argument) => fillArgument(argument, values)),
      exit: command.exit ?? 0,
      contains: command.contains === undefined ? null : fill(command.contains, values),
      timeoutMs: command.timeout === undefined ? DEFAULT_COMMAND_TIMEOUT_MS : durationMs(command.timeout),
      cwd: command.cwd ?? null,
    },
    polling: pollingOf(command.within, command.every),
    changes: command.changes,
    repeatable: command.repeatable === true,
    doneWhen: doneWhen === undefined ? null : testsOf(doneWhen, values),
  };
}
