// From a plan's data to steps the engine runs. Pure: it needs nothing but the data, and the library for what is called.

import { AppError } from '../../../shared/errors.ts';
import type { ActStep, Runbook, Step, StepContext } from '../runbook.ts';
import { readHttp } from './http-request.ts';
import { inlineSteps } from './inline.ts';
import { commandFault, runLocally, shownOutput, typed } from './local-command.ts';
import type { Doing, FileRunData, StepData, WhenData } from './plan-data.ts';
import { holds, readTests } from './tests-of-readings.ts';
import { asText, type Wording } from './wording.ts';

type Doings<Kind extends Doing['kind']> = Extract<Doing, { readonly kind: Kind }>;

export type FindRunbook = (id: string) => Runbook | undefined;

export function stepsOf(data: FileRunData, find: FindRunbook): readonly Step[] {
  return data.steps.flatMap((step) => stepOf(step, find));
}

function stepOf(data: StepData, find: FindRunbook): readonly Step[] {
  const { does } = data;
  const base = baseOf(data);
  switch (does.kind) {
    case 'check':
      return [readStep(data, (context) => readTests(does.tests, context, does.report))];
    case 'verify': {
      const { withinMs: timeoutMs, everyMs: pollMs } = does.polling;
      return [{ ...base, kind: 'verify', timeoutMs, pollMs, read: (context) => readTests(does.tests, context, false) }];
    }
    case 'manual': {
      const answers = does.answers.map((answer) => ({ ...answer, label: asText(answer.label) }));
      return [{ ...base, kind: 'manual', answers, offers: does.offers }];
    }
    case 'http':
      return [httpStep(data, does)];
    case 'command':
      return [commandStep(data, does)];
    case 'wait':
      return [waitStep(data, does)];
    case 'call':
      return callSteps(data, does, find);
  }
}

function baseOf(
  data: StepData,
): Pick<Step, 'id' | 'title' | 'phase' | 'guide' | 'commands' | 'limitMs' | 'outside' | 'when'> {
  const guide = Object.entries(data.guide).map(([name, words]: [string, Wording]) => [name, asText(words)]);
  return {
    id: data.id,
    title: asText(data.title),
    ...(data.phase ? { phase: asText(data.phase) } : {}),
    ...(guide.length > 0 ? { guide: Object.fromEntries(guide) } : {}),
    ...(data.commands.length > 0 ? { commands: data.commands } : {}),
    ...(data.does.kind === 'http' || data.does.kind === 'command' ? { outside: true } : {}),
    ...(data.limitMs === null ? {} : { limitMs: data.limitMs }),
    ...(data.when.length > 0 ? { when: (context) => decide(data.when, context) } : {}),
  };
}

/** Conditions of a group are decided when its first step is reached; its other steps keep to that. */
async function decide(when: readonly WhenData[], context: StepContext): Promise<boolean> {
  for (const { scope, all } of when) {
    const known = scope === null ? undefined : context.recorded(`when ${scope}`);
    let held = known === true;
    if (typeof known !== 'boolean') {
      const results = await Promise.all(all.map((one) => holds(one, context, (id) => context.answerOf(id))));
      held = results.every(Boolean);
      if (scope !== null) await context.record(`when ${scope}`, held);
    }
    if (!held) return false;
  }
  return true;
}

/** A check, or where something may have changed by then, one look when the run comes to it. */
function readStep(
  data: StepData,
  read: (
    context: Parameters<Extract<Step, { kind: 'check' }>['read']>[0],
  ) => Promise<{ ok: boolean; text: ReturnType<typeof asText> }>,
): Step {
  if (data.later) return { ...baseOf(data), kind: 'verify', timeoutMs: 0, pollMs: 1000, read };
  return {
    ...baseOf(data),
    kind: 'check',
    async read(context) {
      const reading = await read(context);
      if (reading.ok || data.when.length === 0) return reading;
      // At planning time nobody asks for the condition: what will be skipped must not block.
      const conditions = data.when.flatMap(({ all }) => all);
      const held = await Promise.all(conditions.map((one) => holds(one, context, () => null)));
      return held.every(Boolean) ? reading : { ...reading, ok: true };
    },
  };
}

function httpStep(data: StepData, { http, polling, report, changes, repeatable }: Doings<'http'>): Step {
  const read = async (context: { readonly signal: AbortSignal }) => {
    const reading = await readHttp(http, context.signal);
    return report ? { ...reading, ok: true } : reading;
  };
  if (polling) return { ...baseOf(data), kind: 'verify', timeoutMs: polling.withinMs, pollMs: polling.everyMs, read };
  if (!changes) return readStep(data, read);
  return onceStep(data, { cancellable: false, repeatable, doneWhen: null }, async (context) => {
    const { ok, text } = await readHttp(http, context.signal);
    if (!ok) throw new AppError('unreachable', String(text.values?.['en']));
    return text;
  });
}

function commandStep(data: StepData, does: Doings<'command'>): Step {
  const { command, polling, changes, repeatable, doneWhen } = does;
  const line = typed(command.argv);
  const words = (fault: string | null, output: string) => {
    const told = [fault === null ? line : `${line}: ${fault}`, output].filter(Boolean).join('\n');
    return asText({ en: told, ar: told });
  };
  if (polling) {
    const read = async (context: StepContext) => {
      const result = await runLocally(command, context.signal);
      const fault = commandFault(command, result);
      return { ok: fault === null, text: words(fault, shownOutput(result)) };
    };
    return { ...baseOf(data), kind: 'verify', timeoutMs: polling.withinMs, pollMs: polling.everyMs, read };
  }
  const how = { cancellable: !changes, repeatable: repeatable || !changes, doneWhen };
  return onceStep(data, how, async (context) => {
    const result = await runLocally(command, context.signal);
    const fault = commandFault(command, result);
    const text = words(fault, shownOutput(result));
    if (fault === null) return text;
    context.note(text);
    throw new AppError('blocked', `${line}: ${fault}.`, { hint: lastLine(result.output), retryable: how.repeatable });
  });
}

function lastLine(output: string): string {
  return output.trimEnd().split('\n').at(-1)?.slice(0, 300) || 'It wrote nothing.';
}

function waitStep(data: StepData, { ms }: Doings<'wait'>): Step {
  return onceStep(data, { cancellable: true, repeatable: true, doneWhen: null }, async (context) => {
    await context.clock.sleep(ms, context.signal);
    return undefined;
  });
}

/**
 * An act no server tells about: what the journal remembers is all there is. One that was begun and not finished may be done
 * again where that does no harm; otherwise nobody knows, unless the file says how to tell.
 */
function onceStep(
  data: StepData,
  how: {
    readonly cancellable: boolean;
    readonly repeatable: boolean;
    readonly doneWhen: Doings<'command'>['doneWhen'];
  },
  act: ActStep['act'],
): ActStep {
  const name = `did ${data.id}`;
  return {
    ...baseOf(data),
    kind: 'act',
    cancellable: how.cancellable,
    ...(data.retry && how.repeatable ? { retry: data.retry } : {}),
    async observe(context) {
      if (context.recorded(name) === true) return 'done';
      if (how.doneWhen !== null) return (await readTests(how.doneWhen, context, false)).ok ? 'done' : 'not-done';
      return how.repeatable ? 'not-done' : 'unknown';
    },
    async act(context) {
      const reading = await act(context);
      await context.record(name, true);
      return reading;
    },
  };
}

function callSteps(
  data: StepData,
  { runbook: id, fromFile, data: innerData }: Doings<'call'>,
  find: FindRunbook,
): readonly Step[] {
  const called = find(id);
  if (!fromFile && called === undefined) {
    throw new AppError('unsupported', `This version of the console has no runbook ${id}, which the run calls.`);
  }
  const steps = fromFile ? stepsOf(innerData as FileRunData, find) : called!.steps(innerData);
  const { phase, when, guide } = baseOf(data);
  return inlineSteps(steps, {
    prefix: `${data.id}.`,
    textPrefix: `${id}/`,
    catalogue: called?.texts.en ?? {},
    base: { phase: phase ?? asText(data.title), ...(when ? { when } : {}) },
    firstGuide: guide,
    later: data.later,
  });
}
