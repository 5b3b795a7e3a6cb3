// A run in words: as JSON with stable keys, and as lines for people.

import type { RunbookInfo, RunState } from '../../shared/model/run.ts';
import { formatDuration, say } from '../../shared/text.ts';
import { bytes, count, duration } from './figures.ts';
import { printable, printableLines, style } from './printer.ts';
import { section } from './table.ts';

export const RUN_JSON = `
  runId, runbookId, profileId, title, startedMs, endedMs, tookMs, operator, reason, planHash, dryRun, approvedBy (or null),
  status ("running" | "waiting" | "paused" | "done" | "blocked" | "failed" | "cancelled" | "stopped" | "interrupted"),
  waitingFor: null or the id of the step that waits for an answer
  steps[]: id, title, status, startedMs, endedMs, attempt, reading (or null), answer: null or {value, note, by},
           foreseen[]: where, now, after (of a dry run: what the step would change)
  measures[]: name, label, value, unit ("ms" | "bytes" | "count")
  result: what the run made, by name: {"set": …} of backup.take
  notes[]: atMs, by, stepId (or null), kind ("note" | "handover"), text
  error: null or {code, message, hint, retryable, details}`;

export type RunResult = ReturnType<typeof runView>;

export function runView(
  { run, plan, steps, measures, outputs, notes, waitingFor }: RunState,
  { en: texts }: RunbookInfo['texts'],
) {
  const titles = new Map(plan.steps.map(({ id, title }) => [id, say(texts, title)]));
  return {
    runId: run.id,
    runbookId: run.runbookId,
    profileId: run.profileId,
    title: say(texts, run.title),
    status: run.status,
    startedMs: run.startedMs,
    endedMs: run.endedMs,
    tookMs: run.endedMs === null ? null : run.endedMs - run.startedMs,
    operator: run.operator,
    reason: run.reason,
    planHash: run.planHash,
    dryRun: run.dryRun,
    approvedBy: run.approvedBy,
    waitingFor,
    steps: Object.values(steps)
      .sort((a, b) => a.index - b.index)
      .map(({ id, status, startedMs, endedMs, attempt, reading, answer, foreseen = [] }) => ({
        id,
        title: titles.get(id) ?? id,
        status,
        startedMs,
        endedMs,
        attempt,
        reading: reading === null ? null : say(texts, reading),
        answer,
        foreseen: foreseen.map(({ where, now, after }) => ({ where, now: say(texts, now), after: say(texts, after) })),
      })),
    measures: Object.entries(measures).map(([name, { label, value, unit }]) => ({
      name,
      label: say(texts, label),
      value,
      unit,
    })),
    result: outputs,
    notes: Object.values(notes).map(({ id: _id, ...note }) => note),
    error: run.error,
  };
}

export function runLines(view: RunResult): string[] {
  const words = { ms: duration, bytes, count } as const;
  const status = view.status === 'done' ? style('green', 'Done') : style('red', view.status);
  const dry = view.dryRun ? style('yellow', ' (dry run: nothing was changed)') : '';
  return [
    `${status}${dry}: ${printable(view.title)}${view.tookMs === null ? '' : ` in ${formatDuration(view.tookMs)}`}  ${style('dim', view.runId)}`,
    ...view.steps.flatMap(({ title, foreseen }) =>
      section(
        `${printable(title)}: would change`,
        foreseen.map(({ where, now, after }) => printable(`${where}: ${now} → ${after}`)),
      ),
    ),
    ...section(
      'Measured',
      view.measures.map(({ label, value, unit }) => `${printable(label)}: ${words[unit](value)}`),
    ),
    ...section(
      'Made',
      Object.entries(view.result).map(([name, value]) => printable(`${name}: ${value}`)),
    ),
    ...errorLines(view),
  ];
}

const READING_INDENT = ' '.repeat(12);

/** With every step and note: for a run that is looked at afterwards. */
export function wholeRunLines(view: RunResult): string[] {
  return [
    ...section(
      'Steps',
      view.steps.map(
        ({ status, title, reading, answer }) =>
          `${status.padEnd(8)}  ${printable(title)}${reading === null ? '' : `  ${printableLines(reading, READING_INDENT)}`}${answer === null ? '' : `  ${printable(`${answer.by}: ${answer.value} ${answer.note}`)}`}`,
      ),
    ),
    ...section(
      'Notes',
      view.notes.map(({ by, text }) => printable(`${by}: ${text}`)),
    ),
    ...runLines(view),
  ];
}

function errorLines({ error }: RunResult): string[] {
  if (error === null) return [];
  const { differences } = error.details ?? {};
  return [
    printable(error.message),
    ...(error.hint === undefined ? [] : [`  ${printable(error.hint)}`]),
    ...(typeof differences === 'string' ? differences.split('\n').map((line) => `  ${printable(line)}`) : []),
  ];
}
