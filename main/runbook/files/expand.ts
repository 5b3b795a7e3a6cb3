// Lays a file's steps out for one plan: conditions on parameters decided, loops unrolled, places filled in, called runbooks
// planned. It reads servers (which nodes there are) and changes nothing.

import { AppError } from '../../../shared/errors.ts';
import type { Plan, PlannedCommand } from '../../../shared/model/run.ts';
import type { Text } from '../../../shared/text.ts';
import type { RunbookContext } from '../runbook.ts';
import { conditionData, parameterHolds } from './condition-data.ts';
import { doingOf } from './doing.ts';
import type { Conditions } from './format-conditions.ts';
import type { RunbookFile } from './format.ts';
import { durationMs, type Words } from './format-values.ts';
import { guideOf } from './guide.ts';
import { typed } from './local-command.ts';
import { loopRounds, type Round } from './loops.ts';
import { planCall } from './plan-call.ts';
import type { StepData, WhenData } from './plan-data.ts';
import { fill, type Values } from './placeholders.ts';
import { blocksOf, type PlacedStep } from './walk.ts';
import { fillWording, wordingOf } from './wording.ts';

const MAX_STEPS = 500;
const DEFAULT_PAUSE_MS = 1000;

export interface Expanded {
  readonly steps: readonly StepData[];
  readonly changes: Plan['changes'];
  readonly warnings: readonly Text[];
  readonly waysBack: readonly Text[];
}

/** Throws `bad_request`, `denied`, `not_found`, … where the parameters or the profile do not allow a plan. */
export async function expandFile(file: RunbookFile, context: RunbookContext, parameters: Values): Promise<Expanded> {
  const plain: Round = { suffix: '', values: parameters, ids: new Set() };
  const laidOut: { placed: PlacedStep; round: Round }[] = [];
  for (const block of blocksOf(file)) {
    if (block.kind === 'step') {
      laidOut.push({ placed: block.placed, round: plain });
      continue;
    }
    const ids = new Set(block.steps.map(({ step }) => step.id));
    const rounds = await loopRounds(block.loop.source, context, parameters);
    for (const [index, values] of rounds.entries()) {
      const round = { suffix: `.${index + 1}`, values, ids };
      for (const placed of block.steps) laidOut.push({ placed, round });
    }
  }
  const wanted = laidOut.filter(({ placed }) => conditionsOf(placed).every((when) => parameterHolds(when, parameters)));
  if (wanted.length > MAX_STEPS) {
    throw new AppError(
      'limited',
      `${file.runbook} would have ${wanted.length} steps; at most ${MAX_STEPS} are possible.`,
      {
        hint: 'Loop over fewer values, or run it in parts.',
      },
    );
  }
  return fillAll(wanted, context);
}

async function fillAll(
  laidOut: readonly { placed: PlacedStep; round: Round }[],
  context: RunbookContext,
): Promise<Expanded> {
  const steps: StepData[] = [];
  const changes: Plan['changes'][number][] = [];
  const warnings: Text[] = [];
  const waysBack: Text[] = [];
  let later = false;
  for (const { placed, round } of laidOut) {
    const { step } = placed;
    let does = doingOf(step, round, context);
    if (step.call !== undefined) {
      const call = await planCall(step.call, round.values, context);
      does = call.does;
      changes.push(...call.changes);
      warnings.push(...call.warnings);
      if (call.wayBack) waysBack.push(call.wayBack);
    }
    if (does === null) throw new AppError('internal', `The step ${step.id} of a runbook file does nothing.`);
    steps.push(stepData(placed, round, does, later));
    later ||= mayChange(does);
  }
  return { steps, changes, warnings, waysBack };
}

/** A person, a called runbook, or what says so of itself: checks after it are read when the run comes to them. */
function mayChange(does: StepData['does']): boolean {
  return does.kind === 'manual' || does.kind === 'call' || ('changes' in does && does.changes);
}

function stepData({ step, phase, scopes }: PlacedStep, round: Round, does: StepData['does'], later: boolean): StepData {
  const words = (given: Words) => fillWording(wordingOf(given), round.values);
  const id = step.id + round.suffix;
  const own: WhenData[] =
    step.when === undefined
      ? []
      : [{ scope: does.kind === 'call' ? `step ${id}` : null, all: conditionData(step.when, round) }];
  const outer = scopes.map(({ name, when }) => ({ scope: name + round.suffix, all: conditionData(when, round) }));
  return {
    id,
    title: words(step.title),
    phase: phase === null ? null : words(phase),
    guide: guideOf(step, words),
    commands: [
      ...(step.commands ?? []).map(({ where = '', command }) => ({
        where: fill(where, round.values),
        command: fill(command, round.values),
      })),
      ...shownCommands(does),
    ],
    when: [...outer, ...own].filter(({ all }) => all.length > 0),
    limitMs: step.limit === undefined ? null : durationMs(step.limit),
    retry:
      step.retry === undefined
        ? null
        : { tries: step.retry.tries, firstPauseMs: step.retry.pause ? durationMs(step.retry.pause) : DEFAULT_PAUSE_MS },
    later,
    does,
  };
}

/** What the console itself will run or send, as an operator would type it. */
function shownCommands(does: StepData['does']): readonly PlannedCommand[] {
  if (does.kind === 'command') return [{ where: 'localhost', command: typed(does.command.argv) }];
  if (does.kind !== 'http') return [];
  return [
    {
      where: 'localhost',
      command: `curl ${does.http.method === 'GET' ? '' : `-X ${does.http.method} `}${typed([does.http.url])}`,
    },
  ];
}

function conditionsOf({ step, scopes }: PlacedStep): readonly Conditions[] {
  return [...scopes.map(({ when }) => when), ...(step.when === undefined ? [] : [step.when])];
}
