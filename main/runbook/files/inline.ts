// The steps of a called runbook as steps of the calling one: ids, records, measures and catalogue keys get a prefix, so that
// two calls of one runbook never see each other's memory. What the steps do and how they are observed stays their own.

import type { Catalogue, Text } from '../../../shared/text.ts';
import type { ActStep, Reading, Step, StepContext } from '../runbook.ts';

export interface InlineOptions {
  /** Before ids and records: `backup.` */
  readonly prefix: string;
  /** Before catalogue keys: `backup.take/` */
  readonly textPrefix: string;
  /** The called runbook's catalogue: a text without a key there carries its own words. */
  readonly catalogue: Catalogue;
  /** Laid over each step. */
  readonly base: Pick<Step, 'phase' | 'when'>;
  readonly firstGuide: Step['guide'];
  /** Checks of the called runbook are read when the run comes to them, and not at planning time. */
  readonly later: boolean;
}

export function inlineSteps(steps: readonly Step[], options: InlineOptions): readonly Step[] {
  return steps.map((step, index) => inlineStep(step, options, index === 0 ? options.firstGuide : undefined));
}

function inlineStep(step: Step, options: InlineOptions, guide: Step['guide']): Step {
  const { prefix, base, later } = options;
  const words = wordsFor(options);
  const inner = (context: StepContext): StepContext => innerContext(context, prefix, words);
  const innerWhen = step.when?.bind(step);
  const when =
    base.when === undefined && innerWhen === undefined
      ? undefined
      : async (context: StepContext): Promise<boolean> =>
          (await (base.when?.(context) ?? true)) && (await (innerWhen?.(inner(context)) ?? true));
  const shared = {
    id: prefix + step.id,
    title: words(step.title),
    ...(base.phase ? { phase: base.phase } : {}),
    ...(step.guide || guide ? { guide: { ...guide, ...mapGuide(step.guide ?? {}, words) } } : {}),
    ...(step.commands ? { commands: step.commands } : {}),
    ...(step.outside ? { outside: true } : {}),
    ...(step.limitMs === undefined ? {} : { limitMs: step.limitMs }),
    ...(when === undefined ? {} : { when }),
  };
  const reading = ({ ok, text }: Reading): Reading => ({ ok, text: words(text) });
  switch (step.kind) {
    case 'check':
      if (!later) return { ...shared, kind: 'check', read: async (context) => reading(await step.read(context)) };
      return {
        ...shared,
        kind: 'verify',
        timeoutMs: 0,
        pollMs: 1000,
        read: async (context) => reading(await step.read(inner(context))),
      };
    case 'verify': {
      const { timeoutMs, pollMs } = step;
      return {
        ...shared,
        kind: 'verify',
        timeoutMs,
        pollMs,
        read: async (context) => reading(await step.read(inner(context))),
      };
    }
    case 'manual':
      return {
        ...shared,
        kind: 'manual',
        answers: step.answers.map((answer) => ({ ...answer, label: words(answer.label) })),
        ...(step.offers ? { offers: step.offers } : {}),
      };
    case 'act':
      return inlineAct(step, shared, inner, words);
  }
}

function inlineAct(
  step: ActStep,
  shared: Pick<ActStep, 'id' | 'title'>,
  inner: (context: StepContext) => StepContext,
  words: (text: Text) => Text,
): ActStep {
  const { cancellable, retry, cleanUpTitle, cleanUp } = step;
  return {
    ...shared,
    kind: 'act',
    cancellable,
    ...(retry ? { retry } : {}),
    ...(cleanUpTitle ? { cleanUpTitle: words(cleanUpTitle) } : {}),
    ...(cleanUp ? { cleanUp: (context: StepContext) => step.cleanUp!(inner(context)) } : {}),
    observe: (context) => step.observe(inner(context)),
    async act(context) {
      const reading = await step.act(inner(context));
      return reading === undefined ? undefined : words(reading);
    },
  };
}

function innerContext(context: StepContext, prefix: string, words: (text: Text) => Text): StepContext {
  return {
    ...context,
    note: (reading) => context.note(words(reading)),
    progress: (progress) => context.progress({ ...progress, detail: progress.detail && words(progress.detail) }),
    measure: (name, measure) => context.measure(prefix + name, { ...measure, label: words(measure.label) }),
    record: (name, data) => context.record(prefix + name, data),
    recorded: (name) => context.recorded(prefix + name),
    answerOf: (stepId) => context.answerOf(prefix + stepId),
  };
}

/** Keys the called runbook's catalogue has are looked for there. */
export function wordsFor({
  textPrefix,
  catalogue,
}: Pick<InlineOptions, 'textPrefix' | 'catalogue'>): (text: Text) => Text {
  return (text) => (Object.hasOwn(catalogue, text.key) ? { ...text, key: textPrefix + text.key } : text);
}

function mapGuide(guide: NonNullable<Step['guide']>, words: (text: Text) => Text): NonNullable<Step['guide']> {
  return Object.fromEntries(Object.entries(guide).map(([name, text]: [string, Text]) => [name, words(text)]));
}
