// Turns a runbook's draft into the plan that is shown: steps, live readings of all checks, blocked or not, and the hash.
// Planning reads and never changes anything.

import { AppError } from '../../shared/errors.ts';
import type { Plan, PlannedStep } from '../../shared/model/run.ts';
import { say } from '../../shared/text.ts';
import { hashPlan } from './plan-hash.ts';
import { readCheck } from './read-check.ts';
import type { ReportTrouble } from './run-error.ts';
import { stepsFrom } from './steps-of.ts';
import type { CheckStep, Reading, Runbook, RunbookContext, Step } from './runbook.ts';

export interface PlannedRun {
  readonly plan: Plan;
  /** What the steps are rebuilt from, here or in another process. */
  readonly data: unknown;
  readonly steps: readonly Step[];
}

export interface PlanRequest {
  readonly parameters: Readonly<Record<string, string>>;
  /** Run again from that step. */
  readonly from: string | null;
}

interface PlanRules {
  readonly needsApproval: boolean;
  /** What the engine itself warns of, beside the runbook. */
  warningsFor(data: unknown): Plan['warnings'];
}

export async function planRun(
  runbook: Runbook,
  context: RunbookContext,
  { parameters, from, needsApproval, warningsFor }: PlanRequest & PlanRules,
  report: ReportTrouble,
): Promise<PlannedRun> {
  const draft = await runbook.plan(context, parseParameters(runbook, parameters));
  const steps = stepsFrom(runbook.steps(draft.data), from);
  if (new Set(steps.map((step) => step.id)).size !== steps.length) {
    throw new AppError('internal', `${runbook.id} has two steps of the same id.`);
  }
  const readings = await readChecks(runbook, steps, context, report);
  const contents = {
    runbookId: runbook.id,
    profileId: context.profile.id,
    parameters,
    title: draft.title,
    effect: runbook.effect,
    target: context.profile.name,
    changes: draft.changes,
    steps: steps.map((step) => toPlannedStep(step, readings.get(step.id))),
    warnings: [...draft.warnings, ...warningsFor(draft.data)],
    wayBack: draft.wayBack,
    needsApproval,
    from,
    blocked: [...readings.values()].some((reading) => !reading.ok),
  };
  return {
    plan: { ...contents, createdMs: context.clock.now(), hash: hashPlan(contents) },
    data: draft.data,
    steps,
  };
}

/** Empty strings count as not given: forms send them. Unknown names and wrong values are refused by name. */
function parseParameters(runbook: Runbook, parameters: Readonly<Record<string, string>>): unknown {
  const given = Object.fromEntries(Object.entries(parameters).filter(([, value]) => value !== ''));
  const known = new Set(runbook.fields.map((field) => field.name));
  const stranger = Object.keys(given).find((name) => !known.has(name));
  if (stranger !== undefined) {
    throw new AppError('bad_request', `${runbook.id} has no parameter named ${stranger}.`, {
      hint: known.size === 0 ? 'It takes no parameters.' : `It takes: ${[...known].join(', ')}.`,
    });
  }
  const parsed = runbook.parameters.safeParse(given);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const name = issue?.path.join('.') ?? '';
  const missing = name !== '' && !Object.hasOwn(given, name);
  throw new AppError(
    'bad_request',
    missing ? `${runbook.id} needs a value for ${name}.` : `${name || 'A parameter'} is not valid: ${issue?.message}.`,
    { hint: `Give it as ${name || 'name'}=value.` },
  );
}

/** All checks at once: they only read. Those with a condition are read when the run reaches them. */
async function readChecks(
  runbook: Runbook,
  steps: readonly Step[],
  context: RunbookContext,
  report: ReportTrouble,
): Promise<Map<string, Reading>> {
  const checks = steps.filter((step): step is CheckStep => step.kind === 'check' && !step.when);
  const readings = await Promise.all(
    checks.map(async (check) => [check.id, await readCheck(runbook, check, context, report)] as const),
  );
  return new Map(readings);
}

function toPlannedStep(step: Step, reading: Reading | undefined): PlannedStep {
  return {
    id: step.id,
    kind: step.kind,
    title: step.title,
    ...(step.phase === undefined ? {} : { phase: step.phase }),
    ...(step.guide === undefined ? {} : { guide: step.guide }),
    commands: step.commands ?? [],
    ...(step.kind === 'manual' ? { answers: step.answers } : {}),
    ...(step.kind === 'manual' && step.offers !== undefined ? { offers: step.offers } : {}),
    ...(step.limitMs === undefined ? {} : { limitMs: step.limitMs }),
    ...(step.kind === 'act' && step.retry !== undefined ? { tries: step.retry.tries } : {}),
    ...(reading === undefined ? {} : { reading }),
    cancellable: step.kind === 'act' ? step.cancellable : true,
  };
}

/** The first reading that blocks, in words, as the error a start is refused with. */
export function blockedError(runbook: Runbook, plan: Plan, details: Readonly<Record<string, string>> = {}): AppError {
  const step = plan.steps.find((candidate) => candidate.reading?.ok === false);
  const reason = step?.reading ? say(runbook.texts.en, step.reading.text) : 'a precondition does not hold';
  return new AppError('blocked', `${say(runbook.texts.en, plan.title)} cannot start: ${reason}`, {
    hint: 'Nothing was changed. Put it right, then plan again.',
    details: { ...details, ...(step ? { step: step.id } : {}) },
  });
}
