// What changed between the plan that was read and the plan the servers give now: shown when a start is refused
// because the fleet moved on. Compares meaning (the fields under the hash), never the wording of readings.

import type { Plan, PlannedStep } from './model/run.ts';
import { say, type Catalogue, type Text } from './text.ts';

export type PlanDifference =
  | { readonly kind: 'blocked'; readonly now: boolean }
  | {
      readonly kind: 'check';
      readonly title: Text;
      readonly before: Text | null;
      readonly now: Text;
      readonly ok: boolean;
    }
  | {
      readonly kind: 'change';
      readonly where: string;
      readonly before: ChangeRow | null;
      readonly now: ChangeRow | null;
    }
  | { readonly kind: 'step'; readonly title: Text; readonly added: boolean }
  | { readonly kind: 'commands'; readonly title: Text }
  | { readonly kind: 'warning'; readonly warning: Text; readonly added: boolean };

type ChangeRow = Plan['changes'][number];

export function planDifferences(before: Plan, now: Plan): PlanDifference[] {
  return [
    ...(before.blocked === now.blocked ? [] : [{ kind: 'blocked' as const, now: now.blocked }]),
    ...checkDifferences(before.steps, now.steps),
    ...changeDifferences(before.changes, now.changes),
    ...stepDifferences(before.steps, now.steps),
    ...warningDifferences(before.warnings, now.warnings),
  ];
}

/** The differences in words, one line each, for a terminal and for an error. */
export function differenceLines(differences: readonly PlanDifference[], texts: Catalogue): string[] {
  const words = (text: Text | null): string => (text === null ? 'nothing' : say(texts, text));
  return differences.map((difference) => {
    switch (difference.kind) {
      case 'blocked':
        return difference.now ? 'A check blocks it now.' : 'No check blocks it any more.';
      case 'check':
        return `${words(difference.title)}: ${words(difference.now)} (was: ${words(difference.before)})`;
      case 'change': {
        const row = (change: ChangeRow | null): string =>
          change === null ? 'not changed' : `${words(change.now)} → ${words(change.after)}`;
        return `${difference.where}: ${row(difference.now)} (was: ${row(difference.before)})`;
      }
      case 'step':
        return `${difference.added ? 'New step' : 'No longer a step'}: ${words(difference.title)}`;
      case 'commands':
        return `Other commands: ${words(difference.title)}`;
      case 'warning':
        return `${difference.added ? 'New warning' : 'No longer warned'}: ${words(difference.warning)}`;
    }
  });
}

function checkDifferences(before: readonly PlannedStep[], now: readonly PlannedStep[]): PlanDifference[] {
  return now.flatMap((step): PlanDifference[] => {
    const was = before.find((other) => other.id === step.id)?.reading;
    if (step.reading === undefined || was?.ok === step.reading.ok) return [];
    return [
      { kind: 'check', title: step.title, before: was?.text ?? null, now: step.reading.text, ok: step.reading.ok },
    ];
  });
}

function confirmedOf(row: ChangeRow | null): Omit<ChangeRow, 'seen'> | null {
  if (row === null) return null;
  const { seen: _seen, ...confirmed } = row;
  return confirmed;
}

function changeDifferences(before: readonly ChangeRow[], now: readonly ChangeRow[]): PlanDifference[] {
  const places = [...new Set([...before, ...now].map((row) => row.where))];
  return places.flatMap((where): PlanDifference[] => {
    const was = before.find((row) => row.where === where) ?? null;
    const is = now.find((row) => row.where === where) ?? null;
    return same(confirmedOf(was), confirmedOf(is)) ? [] : [{ kind: 'change', where, before: was, now: is }];
  });
}

function stepDifferences(before: readonly PlannedStep[], now: readonly PlannedStep[]): PlanDifference[] {
  const gone = before.filter((step) => !now.some((other) => other.id === step.id));
  return [
    ...now.flatMap((step): PlanDifference[] => {
      const was = before.find((other) => other.id === step.id);
      if (was === undefined) return [{ kind: 'step', title: step.title, added: true }];
      return same(was.commands, step.commands) ? [] : [{ kind: 'commands', title: step.title }];
    }),
    ...gone.map((step): PlanDifference => ({ kind: 'step', title: step.title, added: false })),
  ];
}

function warningDifferences(before: readonly Text[], now: readonly Text[]): PlanDifference[] {
  const has = (list: readonly Text[], one: Text): boolean => list.some((other) => same(other, one));
  return [
    ...now
      .filter((warning) => !has(before, warning))
      .map((warning) => ({ kind: 'warning' as const, warning, added: true })),
    ...before
      .filter((warning) => !has(now, warning))
      .map((warning) => ({ kind: 'warning' as const, warning, added: false })),
  ];
}

/** Plain data from the wire: equal when it reads the same. */
function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
