// What is told of a result: the same facts as a mail, a notification of the desktop, and a JSON document. Bounded in size, and
// never more than stands in the run's own summary: no command, no value from a server, no secret.

import type { ErrorData } from '../../shared/errors.ts';
import type { ScheduleOutcome } from '../../shared/model/schedule.ts';
import { formatDuration, say, type Catalogue, type Language, type Text } from '../../shared/text.ts';

/** Everything a message is made of. */
export interface Result {
  readonly scheduleName: string;
  readonly runbookId: string;
  /** With its catalogues. */
  readonly runbookTitle: Text;
  readonly texts: Readonly<Partial<Record<Language, Catalogue>>>;
  readonly profileId: string;
  readonly profileName: string;
  readonly timeZone: string;
  readonly outcome: ScheduleOutcome;
}

export interface Message {
  readonly subject: string;
  /** Lines of plain text. */
  readonly body: string;
}

const MOST_LETTERS = 600;

export function messageOf(result: Result, language: Language): Message {
  const words = WORDS[language];
  const { outcome, profileName } = result;
  const runbook = cut(say(result.texts[language] ?? result.texts.en ?? {}, result.runbookTitle, language));
  const verdict = words.result[outcome.result] ?? outcome.result;
  const lines: (readonly [string, string])[] = [
    [words.runbook, `${runbook} (${result.runbookId})`],
    [words.profile, profileName],
    [words.schedule, result.scheduleName],
    [words.due, timeIn(outcome.dueMs, result.timeZone)],
    [words.verdict, outcome.skipped === null ? verdict : `${verdict}: ${words.skipped[outcome.skipped]}`],
    ...tookLine(outcome, words.took, language),
    ...(outcome.missedBefore > 0 ? [[words.missed, String(outcome.missedBefore)] as const] : []),
    ...(outcome.error === null ? [] : [[words.error, cut(outcome.error.message)] as const]),
    ...(outcome.error?.hint === undefined ? [] : [[words.hint, cut(outcome.error.hint)] as const]),
    ...(outcome.runId === null ? [] : [[words.run, outcome.runId] as const]),
  ];
  return {
    subject: oneLine(`${verdict}: ${runbook} · ${profileName}`).slice(0, 150),
    body: lines.map(([name, value]) => `${name}: ${oneLine(value)}`).join('\n'),
  };
}

/** The JSON of the webhook. Keys are an interface: scripts rely on them. */
export function documentOf(result: Result): Readonly<Record<string, unknown>> {
  const { outcome } = result;
  return {
    event: 'schedule.result',
    text: messageOf(result, 'en').subject,
    schedule: { id: outcome.scheduleId, name: result.scheduleName },
    runbook: { id: result.runbookId, title: cut(say(result.texts.en ?? {}, result.runbookTitle)) },
    profile: { id: result.profileId, name: result.profileName },
    result: outcome.result,
    kind: outcome.kind,
    skipped: outcome.skipped,
    missedBefore: outcome.missedBefore,
    due: new Date(outcome.dueMs).toISOString(),
    started: new Date(outcome.claimedMs).toISOString(),
    ended: outcome.endedMs === null ? null : new Date(outcome.endedMs).toISOString(),
    tookMs: outcome.endedMs === null ? null : Math.max(0, outcome.endedMs - outcome.claimedMs),
    runId: outcome.runId,
    error: outcome.error === null ? null : boundedError(outcome.error),
  };
}

function boundedError({ code, message, hint }: ErrorData): Readonly<Record<string, string | null>> {
  return { code, message: cut(message), hint: hint === undefined ? null : cut(hint) };
}

function tookLine(
  { claimedMs, endedMs, runId }: ScheduleOutcome,
  name: string,
  language: Language,
): (readonly [string, string])[] {
  return endedMs === null || runId === null ? [] : [[name, formatDuration(Math.max(0, endedMs - claimedMs), language)]];
}

function timeIn(ms: number, timeZone: string): string {
  const time = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short', timeZone }).format(ms);
  return `${time} (${timeZone})`;
}

function cut(text: string): string {
  return text.length <= MOST_LETTERS ? text : `${text.slice(0, MOST_LETTERS - 1)}…`;
}

/** No line of ours may be made by a name that holds a line break, nor a header of a mail. */
function oneLine(text: string): string {
  // oxlint-disable-next-line no-control-regex
  return text.replace(/[\u0000-\u001f\u007f\u2028\u2029]+/g, ' ');
}

const WORDS = {
  en: {
    runbook: 'Runbook',
    profile: 'Profile',
    schedule: 'Schedule',
    due: 'Due',
    verdict: 'Result',
    took: 'Took',
    missed: 'Missed before it',
    error: 'What went wrong',
    hint: 'What to do',
    run: 'Run',
    result: {
      claimed: 'Taken',
      running: 'Running',
      waiting: 'Waits for an answer',
      paused: 'Paused',
      done: 'Done',
      blocked: 'Blocked, nothing changed',
      failed: 'Failed',
      cancelled: 'Cancelled',
      stopped: 'Stopped',
      interrupted: 'Interrupted',
      skipped: 'Skipped',
    },
    skipped: { missed: 'no console ran at that time', 'still-running': 'the run before was still going on' },
  },
  ar: {
    runbook: 'دليل التشغيل',
    profile: 'الاتصال',
    schedule: 'الجدولة',
    due: 'الموعد',
    verdict: 'النتيجة',
    took: 'المدّة',
    missed: 'مواعيد فائتة قبله',
    error: 'الخطأ',
    hint: 'ما العمل',
    run: 'التنفيذ',
    result: {
      claimed: 'محجوز',
      running: 'قيد التنفيذ',
      waiting: 'ينتظر جوابًا',
      paused: 'متوقّف مؤقّتًا',
      done: 'تمّ',
      blocked: 'مُنع ولم يتغيّر شيء',
      failed: 'فشل',
      cancelled: 'أُلغي',
      stopped: 'أُوقف',
      interrupted: 'انقطع',
      skipped: 'تُجاوز',
    },
    skipped: { missed: 'لم تكن وحدة التحكم تعمل حينها', 'still-running': 'كان التنفيذ السابق ما زال جاريًا' },
  },
} as const;
