// A plan or a run as a checklist in plain text: what is pasted into a chat or a ticket when screens are not shared.

import type { PlannedStep } from '../../../../shared/model/run.ts';
import type { Text } from '../../../../shared/text.ts';
import { byPhase } from '../step-phases.ts';
import type { StepRow } from '../step-rows.ts';

export interface ChecklistWords {
  say(text: Text): string;
  /** Why, what to do, … as headings of their parts. */
  part(part: 'why' | 'how' | 'worked' | 'otherwise'): string;
  answers: string;
}

/** A step on paper: ticked where it is known to be done. */
export interface ChecklistRow {
  readonly planned: PlannedStep;
  readonly phase?: Text;
  readonly position: number;
  readonly isDone: boolean;
  /** What it said and how it was answered. */
  readonly says: readonly string[];
}

export function plannedRows(steps: readonly PlannedStep[]): ChecklistRow[] {
  return steps.map((planned, index) => ({
    planned,
    ...(planned.phase === undefined ? {} : { phase: planned.phase }),
    position: index + 1,
    isDone: false,
    says: [],
  }));
}

export function checklistRows(rows: readonly StepRow[], sayStep: (row: StepRow) => readonly string[]): ChecklistRow[] {
  return rows.map((row) => ({
    planned: row.planned,
    ...(row.phase === undefined ? {} : { phase: row.phase }),
    position: row.position,
    isDone: row.status === 'done',
    says: sayStep(row),
  }));
}

export function checklistText(title: string, rows: readonly ChecklistRow[], words: ChecklistWords): string {
  const lines = [title];
  for (const { phase, rows: own } of byPhase(rows)) {
    lines.push('');
    if (phase !== null) lines.push(words.say(phase).toUpperCase());
    for (const row of own) lines.push(...stepLines(row, words));
  }
  return `${lines.join('\n')}\n`;
}

function stepLines({ planned, position, isDone, says }: ChecklistRow, words: ChecklistWords): string[] {
  const under = (lines: readonly string[]): string[] => lines.flatMap((line) => line.trim().split('\n')).map(indent);
  const parts = (['why', 'how', 'worked', 'otherwise'] as const).flatMap((part) => {
    const text = planned.guide?.[part];
    return text === undefined ? [] : [`${words.part(part)}: ${words.say(text).trim()}`];
  });
  const answers = (planned.answers ?? []).map(({ label }) => words.say(label)).join(' / ');
  return [
    `[${isDone ? 'x' : ' '}] ${position}. ${words.say(planned.title)}`,
    ...under(parts),
    ...under(planned.commands.map(({ where, command }) => `${where}  $ ${command}`)),
    ...under(answers === '' || says.length > 0 ? [] : [`${words.answers} ${answers}`]),
    ...under(says.map((line) => `> ${line}`)),
  ];
}

function indent(line: string): string {
  return `      ${line}`;
}
