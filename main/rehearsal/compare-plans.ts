// Two plans side by side: is what would happen on the target what was rehearsed? Pure; readings' wording and figures do not
// count, for a lab has others.

import type { PlanDifference } from '../../shared/model/rehearsal.ts';
import type { Plan, PlannedStep } from '../../shared/model/run.ts';

/** `translate` puts the lab's names into the target's. */
export function comparePlans(target: Plan, lab: Plan, translate: (text: string) => string): PlanDifference[] {
  const labSteps = new Map(lab.steps.map((step) => [step.id, step]));
  const targetIds = new Set(target.steps.map(({ id }) => id));
  return [
    ...target.steps.flatMap((step) => {
      const twin = labSteps.get(step.id);
      return twin === undefined ? [only('missing', step)] : stepDifferences(step, twin, translate);
    }),
    ...lab.steps.filter(({ id }) => !targetIds.has(id)).map((step) => only('extra', step)),
    ...orderDifference(target, lab),
    ...changesDifference(target, lab, translate),
  ];
}

function stepDifferences(step: PlannedStep, twin: PlannedStep, translate: (text: string) => string): PlanDifference[] {
  const wanted = step.commands.map(commandLine);
  const rehearsed = twin.commands.map(commandLine).map(translate);
  const holds = (planned: PlannedStep): string[] => (planned.reading ? [planned.reading.ok ? 'holds' : 'blocks'] : []);
  return [
    ...(isSame(wanted, rehearsed) ? [] : [difference('commands', step, wanted, rehearsed)]),
    ...(isSame(holds(step), holds(twin)) ? [] : [difference('check', step, holds(step), holds(twin))]),
  ];
}

function commandLine({ where, command }: PlannedStep['commands'][number]): string {
  return `${where}: ${command}`;
}

function orderDifference(target: Plan, lab: Plan): PlanDifference[] {
  const shared = (plan: Plan, other: Plan): string[] => {
    const ids = new Set(other.steps.map(({ id }) => id));
    return plan.steps.map(({ id }) => id).filter((id) => ids.has(id));
  };
  const [there, here] = [shared(target, lab), shared(lab, target)];
  return isSame(there, here) ? [] : [difference('order', null, there, here)];
}

/** Node by node; what is now and what will be are compared by what is said, not by the figures in it. */
function changesDifference(target: Plan, lab: Plan, translate: (text: string) => string): PlanDifference[] {
  const lines = ({ changes }: Plan): string[] =>
    changes.map(({ where, now, after }) => `${where}: ${now.key} → ${after.key}`);
  const [there, here] = [lines(target).sort(), lines(lab).map(translate).sort()];
  return isSame(there, here) ? [] : [difference('changes', null, there, here)];
}

function only(kind: 'missing' | 'extra', step: PlannedStep): PlanDifference {
  const commands = step.commands.map(commandLine);
  return kind === 'missing' ? difference(kind, step, commands, []) : difference(kind, step, [], commands);
}

function difference(
  kind: PlanDifference['kind'],
  step: PlannedStep | null,
  target: readonly string[],
  lab: readonly string[],
): PlanDifference {
  const id = step === null ? kind : `${kind}/${step.id}`;
  return { id, kind, stepId: step?.id ?? null, stepTitle: step?.title ?? null, target, lab };
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((value, index) => value === b[index]);
}
