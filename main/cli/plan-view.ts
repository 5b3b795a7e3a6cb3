// A plan in words: as JSON with stable keys, and as lines for people. The words are the runbook's own, in English.

import type { Plan, RunbookInfo } from '../../shared/model/run.ts';
import { say, type Text } from '../../shared/text.ts';
import { printable, printableLines, style, type Style } from './printer.ts';
import { section } from './table.ts';

export const PLAN_JSON = `
  runbookId, profileId, parameters, title, effect, target (what --confirm takes), planHash, createdMs, blocked
  changes[]: where, now, after, seen (figures that clients change, or null)
  steps[]: id, kind ("check" | "act" | "verify" | "manual"), title, commands[]: {where, command},
           reading: null or {ok, text}, cancellable, phase, why, how, worked, otherwise (each or null),
           answers[]: {value, label, outcome}, limitMs, tries (each or null)
  needsApproval, from (or null)
  warnings[], wayBack (or null)`;

export type PlanView = ReturnType<typeof planView>;

export function planView(plan: Plan, { texts }: Pick<RunbookInfo, 'texts'>) {
  const words = (text: Text): string => say(texts.en, text);
  const maybe = (text: Text | undefined): string | null => (text === undefined ? null : words(text));
  return {
    runbookId: plan.runbookId,
    profileId: plan.profileId,
    parameters: plan.parameters,
    title: words(plan.title),
    effect: plan.effect,
    target: plan.target,
    planHash: plan.hash,
    createdMs: plan.createdMs,
    blocked: plan.blocked,
    changes: plan.changes.map(({ where, now, after, seen }) => ({
      where,
      now: words(now),
      after: words(after),
      seen: maybe(seen),
    })),
    needsApproval: plan.needsApproval,
    from: plan.from,
    steps: plan.steps.map(({ id, kind, title, phase, guide = {}, commands, reading, cancellable, ...step }) => ({
      id,
      kind,
      title: words(title),
      commands,
      reading: reading === undefined ? null : { ok: reading.ok, text: words(reading.text) },
      cancellable,
      phase: maybe(phase),
      why: maybe(guide.why),
      how: maybe(guide.how),
      worked: maybe(guide.worked),
      otherwise: maybe(guide.otherwise),
      answers: (step.answers ?? []).map(({ value, label, outcome }) => ({ value, label: words(label), outcome })),
      limitMs: step.limitMs ?? null,
      tries: step.tries ?? null,
    })),
    warnings: plan.warnings.map(words),
    wayBack: plan.wayBack === null ? null : words(plan.wayBack),
  };
}

const KIND_STYLES: Readonly<Record<PlanView['steps'][number]['kind'], Style>> = {
  check: 'cyan',
  act: 'yellow',
  verify: 'green',
  manual: 'bold',
};

export function planLines(plan: PlanView): string[] {
  return [
    style('bold', printable(plan.title)),
    '',
    ...section(
      'Changes',
      plan.changes.map(({ where, now, after, seen }) =>
        printable(`${where}: ${now}${seen === null ? '' : ` (${seen})`} → ${after}`),
      ),
    ),
    ...section('Steps', plan.steps.flatMap(stepLines)),
    ...section(
      'Mind',
      plan.warnings.map((warning) => style('yellow', printable(warning))),
    ),
    ...(plan.wayBack === null ? [] : section('If it goes wrong', [printable(plan.wayBack)])),
    plan.blocked
      ? style('red', 'Blocked: it cannot be started as things are now.')
      : `${plan.needsApproval ? 'A second person must approve it. ' : ''}Plan ${plan.planHash.slice(0, 12)}`,
  ];
}

const READING_INDENT = ' '.repeat(10);

function stepLines({ kind, title, commands, reading }: PlanView['steps'][number]): string[] {
  const mark = reading === null ? '' : reading.ok ? style('green', '  ✓ ') : style('red', '  ✗ ');
  return [
    `${style(KIND_STYLES[kind], kind.padEnd(6))}  ${printable(title)}${reading === null ? '' : mark + printableLines(reading.text, READING_INDENT)}`,
    ...commands.map(({ where, command }) => style('dim', printable(`        ${where}> ${command}`))),
  ];
}
