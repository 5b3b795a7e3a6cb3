// A checked file as its reader will see it, before any server is asked: each step once, loops not unrolled, places as written.

import type { PreviewStep } from '../../../shared/model/runbook-file.ts';
import { comparisonOf, listOf } from './condition-data.ts';
import { ANSWER_LABELS } from './doing.ts';
import type { Condition, Conditions } from './format-conditions.ts';
import type { FileStep, RunbookFile } from './format.ts';
import type { Words } from './format-values.ts';
import { guideOf } from './guide.ts';
import { typed } from './local-command.ts';
import { placedSteps, type PlacedStep } from './walk.ts';
import { asText, wordingOf } from './wording.ts';

export function previewOf(file: RunbookFile): readonly PreviewStep[] {
  return placedSteps(file).map(previewStep);
}

function previewStep({ step, phase, loop, scopes }: PlacedStep): PreviewStep {
  const words = (given: Words) => asText(wordingOf(given));
  return {
    id: step.id,
    kind: kindOf(step),
    title: words(step.title),
    phase: phase === null ? null : words(phase),
    guide: guideOf(step, words),
    commands: (step.commands ?? []).map(({ where = '', command }) => ({ where, command })),
    answers: answersOf(step),
    offers:
      step.manual === undefined || step.manual === true
        ? []
        : (step.manual.offers ?? []).map((offer) => ({ runbookId: offer.runbook, parameters: offer.with ?? {} })),
    does: doesOf(step),
    forEach: loop === null ? null : (loop.source.nodes ?? loop.source.parameter ?? null),
    when: [...scopes.map(({ when }) => when), ...(step.when === undefined ? [] : [step.when])].flatMap(
      conditionsInWords,
    ),
  };
}

function kindOf(step: FileStep): PreviewStep['kind'] {
  if (step.manual !== undefined) return 'manual';
  if (step.call !== undefined) return 'call';
  if (step.check !== undefined || step.look !== undefined) return 'check';
  if (step.verify !== undefined || step.http?.within !== undefined || step.command?.within !== undefined)
    return 'verify';
  return step.http !== undefined && step.http.changes !== true ? 'check' : 'act';
}

function answersOf({ manual }: FileStep): PreviewStep['answers'] {
  if (manual === undefined) return [];
  const { answers = ['done' as const] } = manual === true ? {} : manual;
  return answers.map((answer) =>
    typeof answer === 'string'
      ? { value: answer, label: asText(ANSWER_LABELS[answer]), outcome: answer }
      : { value: answer.value, label: asText(wordingOf(answer.label)), outcome: answer.then },
  );
}

function doesOf({ check, look, verify, http, command, call, wait }: FileStep): readonly string[] {
  if (check !== undefined) return conditionsInWords(check);
  if (look !== undefined) return look.map((one) => (typeof one === 'string' ? one : inWords(one)));
  if (verify !== undefined) {
    const { within, every: _every, all, ...own } = verify;
    return (all ?? [own]).map((one) => `${inWords(one)} within ${within}`);
  }
  if (http !== undefined)
    return [`${http.method ?? 'GET'} ${http.url}${http.within === undefined ? '' : ` within ${http.within}`}`];
  if (command !== undefined) return [typed(command.argv)];
  if (call !== undefined)
    return [[call.runbook, ...Object.entries(call.with ?? {}).map(([name, value]) => `${name}=${value}`)].join(' ')];
  return wait === undefined ? [] : [wait];
}

function conditionsInWords(conditions: Conditions): readonly string[] {
  return listOf(conditions).map(inWords);
}

/** `mongo.lag.max below 10 s`: the file's own words in one line. */
function inWords(condition: Condition): string {
  const subject = condition.reading ?? condition.parameter ?? condition.answer ?? '';
  const of = condition.of === undefined ? '' : ` of ${condition.of}`;
  const comparison = comparisonOf(condition);
  if (comparison === null) return subject + of;
  const value = Array.isArray(comparison.value) ? comparison.value.join(', ') : String(comparison.value);
  return `${subject}${of} ${comparison.operator} ${value === '' ? '""' : value}`;
}
