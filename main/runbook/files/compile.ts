// A checked file as a runbook of the engine, like those written in code: planned, confirmed, journalled and resumed alike.

import { AppError } from '../../../shared/errors.ts';
import type { RunbookInfo } from '../../../shared/model/run.ts';
import type { Area } from '../../../shared/model/health.ts';
import { CARRIED_WORDS, type Catalogue } from '../../../shared/text.ts';
import { areasOf } from '../lease-names.ts';
import type { Runbook } from '../runbook.ts';
import { expandFile } from './expand.ts';
import type { RunbookFile } from './format.ts';
import { fieldOf, fieldTexts, parameterSchema } from './parameters.ts';
import type { FileRunData } from './plan-data.ts';
import type { Values } from './placeholders.ts';
import { stepsOf, type FindRunbook } from './steps.ts';
import { placedSteps } from './walk.ts';
import { asText, fillWording, wordingOf } from './wording.ts';

export interface CompileOptions {
  readonly hash: string;
  readonly origin: 'shipped' | 'own';
  /** Every runbook there is, asked when it is needed: those that are called must be there by now. */
  readonly find: FindRunbook;
}

/** Throws `not_found` where it calls what is not there. */
export function compileFile(file: RunbookFile, { hash, origin, find }: CompileOptions): Runbook {
  const called = calledBy(file).map((id) => {
    const runbook = find(id);
    if (runbook) return runbook;
    throw new AppError('not_found', `${file.runbook} calls ${id}, and there is no such runbook.`);
  });
  const parameters = file.parameters ?? [];
  const runbook: Runbook = {
    id: file.runbook,
    area: file.area,
    effect: effectOf(file, called),
    texts: textsOf(file, called),
    fields: parameters.map(fieldOf),
    origin,
    guided: placedSteps(file).some(({ step }) => step.manual !== undefined) || called.some(({ guided }) => guided),
    asksApproval: file.approval === true || called.some(({ asksApproval }) => asksApproval),
    holds: (data) => holdsOf(file, data as FileRunData, find),
    copiesContent: called.some(({ copiesContent }) => copiesContent === true),
    parameters: parameterSchema(parameters),
    async plan(context, values) {
      const given = values as Values;
      const { steps, changes, warnings, waysBack } = await expandFile(file, context, given);
      const own = file['way-back'];
      const data: FileRunData = { format: 1, fileHash: hash, steps };
      return {
        title: asText(fillWording(wordingOf(file.title), given)),
        changes,
        warnings: [...warnings, ...(own === undefined && waysBack.length === 1 ? [] : waysBack)],
        wayBack:
          own === undefined
            ? waysBack.length === 1
              ? waysBack[0]!
              : null
            : asText(fillWording(wordingOf(own), given)),
        data,
      };
    },
    steps: (data) => stepsOf(data as FileRunData, find),
  };
  return runbook;
}

/** Ids of the runbooks whose steps become steps of this one. */
export function calledBy(file: RunbookFile): readonly string[] {
  return [...new Set(placedSteps(file).flatMap(({ step }) => (step.call ? [step.call.runbook] : [])))];
}

const EFFECTS = ['read', 'write', 'destroy'] as const;

/** `read`, unless something in it changes something; never milder than what it calls. */
function effectOf(file: RunbookFile, called: readonly Runbook[]): RunbookInfo['effect'] {
  const own = placedSteps(file).some(({ step }) => step.http?.changes === true || step.command?.changes === true);
  const all = [own ? 'write' : 'read', ...called.map(({ effect }) => effect)] as const;
  return EFFECTS[Math.max(...all.map((effect) => EFFECTS.indexOf(effect)))]!;
}

/** What the file says it is about, and what the plan's calls hold, each by its own data. */
function holdsOf({ area }: RunbookFile, { steps }: FileRunData, find: FindRunbook): readonly Area[] {
  const called = steps.flatMap(({ does }) => {
    const runbook = does.kind === 'call' ? find(does.runbook) : undefined;
    return does.kind === 'call' && runbook !== undefined ? areasOf(runbook, does.data) : [];
  });
  return area === 'operations' ? called : [area, ...called];
}

function textsOf(file: RunbookFile, called: readonly Runbook[]): RunbookInfo['texts'] {
  const title = wordingOf(file.title);
  const summary = wordingOf(file.summary);
  const fields = fieldTexts(file.parameters ?? []);
  const inner = (language: 'en' | 'ar'): Catalogue =>
    Object.fromEntries(
      called.flatMap(({ id, texts }) =>
        Object.entries({ ...texts.en, ...(language === 'ar' ? texts.ar : {}) }).map(([key, words]) => [
          `${id}/${key}`,
          words,
        ]),
      ),
    );
  return {
    en: { ...CARRIED_WORDS.en, title: title.en, summary: summary.en, ...fields.en, ...inner('en') },
    ar: { ...CARRIED_WORDS.ar, title: title.ar, summary: summary.ar, ...fields.ar, ...inner('ar') },
  };
}
