// Asks for the answer to a manual step, on a terminal. Whoever is no terminal is told how to answer later.

import { createInterface, type Interface } from 'node:readline/promises';
import type { RunbookInfo, RunState } from '../../shared/model/run.ts';
import { say, type Text } from '../../shared/text.ts';
import { printable, printableLines, style } from './printer.ts';
import type { AppSession } from './session.ts';

export interface StepAnswer {
  readonly answer: string;
  readonly note: string;
}

/** A script has no one to ask. */
export function canAsk(): boolean {
  return process.stdin.isTTY === true && process.stderr.isTTY === true;
}

/** Resolves with null where `signal` ends the question: somebody else answered, or the run is over. */
export async function askStep(
  { printer }: Pick<AppSession, 'printer'>,
  state: RunState,
  runbook: RunbookInfo,
  signal: AbortSignal,
): Promise<StepAnswer | null> {
  for (const line of stepLines(state, runbook)) printer.note(line);
  const answers = answersOf(state);
  const reader = createInterface({ input: process.stdin, output: process.stderr });
  reader.on('SIGINT', () => process.kill(process.pid, 'SIGINT'));
  try {
    const answer = await askOneOf(
      reader,
      answers.map(({ value }) => value),
      signal,
    );
    return { answer, note: (await reader.question('Note (may be empty): ', { signal })).trim() };
  } catch (error) {
    if (signal.aborted) return null;
    throw error;
  } finally {
    reader.close();
  }
}

const GUIDE_INDENT = '    ';

/** Title, guide, commands and answers of the step that waits. */
export function stepLines(state: RunState, { texts }: Pick<RunbookInfo, 'texts'>): string[] {
  const words = (text: Text): string => printable(say(texts.en, text));
  const step = state.plan.steps.find(({ id }) => id === state.waitingFor);
  if (!step) return [];
  const { why, how, worked, otherwise } = step.guide ?? {};
  const guide: readonly (readonly [string, Text | undefined])[] = [
    ['Why', why],
    ['How', how],
    ['It worked when', worked],
    ['If not', otherwise],
  ];
  return [
    '',
    style('bold', `By hand: ${words(step.title)}`, process.stderr),
    ...guide.flatMap(([label, text]) =>
      text === undefined ? [] : [`  ${label}: ${printableLines(say(texts.en, text).trimEnd(), GUIDE_INDENT)}`],
    ),
    ...step.commands.map(({ where, command }) => printable(`  ${where}> ${command}`)),
    ...(step.offers ?? []).map(({ runbookId }) => `  Helps: marsad run ${printable(runbookId)}`),
    ...answersOf(state).map(({ value, label }, index) => `  ${index + 1}) ${printable(value)}: ${words(label)}`),
  ];
}

/** How it is answered from a script. */
export function howToAnswer(state: Pick<RunState, 'run' | 'plan' | 'waitingFor'>): string {
  const values = answersOf(state).map(({ value }) => value);
  return `The run waits. Answer: marsad runs answer ${state.run.id} ${state.waitingFor} ${values.join('|')} [--note …]`;
}

/** What somebody must do for it to go on; empty where it goes on by itself or is over. An interrupted run goes on with an answer too. */
export function howToGoOn(state: RunState): readonly string[] {
  const { run, plan, steps } = state;
  if (run.status === 'waiting') return [howToAnswer(state)];
  if (run.status === 'paused') return [`The run is paused. Let it go on: marsad runs continue ${run.id}`];
  if (run.status !== 'interrupted') return [];
  const open = plan.steps.find(({ id }) => steps[id]?.status !== 'done' && steps[id]?.status !== 'skipped');
  const asked = open?.kind === 'manual' && steps[open.id]?.answer === null ? open.id : null;
  return [
    ...(asked === null || !state.canResume ? [] : [howToAnswer({ run, plan, waitingFor: asked })]),
    `The run was interrupted. Ways out: marsad runs ways ${run.id}`,
  ];
}

function answersOf({ plan, waitingFor }: Pick<RunState, 'plan' | 'waitingFor'>) {
  return plan.steps.find(({ id }) => id === waitingFor)?.answers ?? [];
}

async function askOneOf(reader: Interface, values: readonly string[], signal: AbortSignal): Promise<string> {
  for (;;) {
    const typed = (await reader.question(`Answer (1–${values.length}): `, { signal })).trim();
    const chosen = values[Number(typed) - 1] ?? values.find((value) => value === typed);
    if (chosen !== undefined) return chosen;
  }
}
