// The acts of a reindex on a replica set, four steps for each index: shield, rebuild, compare, unshield. At every moment the
// original or its shields serve, and the journal knows the spec before the original is dropped.

import { AppError } from '../../../shared/errors.ts';
import { text } from '../../../shared/text.ts';
import type { ActStep, Step, StepContext } from '../runbook.ts';
import type { PlannedIndex, ReindexData } from './mongo-reindex-data.ts';
import { buildIndexes, dropIndexes, listIndexes, shellText, specFromText, specText } from './mongo-reindex-server.ts';

export function rebuildSteps(data: ReindexData): readonly Step[] {
  return data.indexes.flatMap((index, position) => {
    const isShielded = index.shields.length > 0;
    const number = position + 1;
    return [
      ...(isShielded ? [shieldStep(data, index, number)] : []),
      rebuildStep(data, index, number),
      compareStep(data, index, number),
      ...(isShielded ? [unshieldStep(data, index, number)] : []),
    ];
  });
}

function shieldStep(data: ReindexData, index: PlannedIndex, number: number): ActStep {
  const names = index.shields.map(({ name }) => name);
  return {
    kind: 'act',
    id: `shield-${number}`,
    title: text('act.shield', { index: index.name }),
    commands: [
      command(
        data,
        createCommand(
          data,
          index.shields.map(({ spec }) => spec),
        ),
      ),
    ],
    cancellable: true,
    async observe(context) {
      const { ready } = await listIndexes(context, data);
      return names.every((name) => ready.some((spec) => spec.name === name)) ? 'done' : 'not-done';
    },
    async act(context) {
      await buildUnlessCancelled(context, data, index);
      return text('act.shielded', { index: index.name });
    },
    async cleanUp(context) {
      const { ready, building } = await listIndexes(context, data);
      const shields = names.filter((name) => building.includes(name) || ready.some((spec) => spec.name === name));
      if (shields.length === 0) return;
      if (!ready.some((spec) => spec.name === index.name)) {
        throw new AppError('conflict', `${index.name} is missing: its shields ${shields.join(', ')} were kept.`);
      }
      await dropIndexes(context, data, shields);
    },
  };
}

/** A build goes on when its client leaves, so a cancel has to drop it: that ends it. */
async function buildUnlessCancelled(context: StepContext, data: ReindexData, index: PlannedIndex): Promise<void> {
  const { signal } = context;
  signal.throwIfAborted();
  let dropping: Promise<void> | undefined;
  const onAbort = (): void => {
    const stillNeeded = { ...context, signal: new AbortController().signal };
    dropping = dropIndexes(
      stillNeeded,
      data,
      index.shields.map(({ name }) => name),
    );
    dropping.catch(() => undefined); // awaited below, and repeated by cleanUp
  };
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    await buildIndexes(
      context,
      data,
      index.shields.map(({ spec }) => specFromText(spec)),
    );
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    signal.removeEventListener('abort', onAbort);
    await dropping;
  }
  signal.throwIfAborted();
}

function rebuildStep(data: ReindexData, index: PlannedIndex, number: number): ActStep {
  const dropped = `dropped:${index.name}`;
  const wanted = specFromText(index.spec);
  const original = async (context: StepContext) =>
    (await listIndexes(context, data)).ready.find((spec) => spec.name === index.name);
  return {
    kind: 'act',
    id: `rebuild-${number}`,
    title: text('act.rebuild', { index: index.name }),
    commands: [
      command(data, { dropIndexes: data.collection, index: index.name }),
      command(data, createCommand(data, [index.spec])),
    ],
    cancellable: false,
    async observe(context) {
      const now = await original(context);
      return now !== undefined && context.recorded(dropped) === true ? 'done' : 'not-done';
    },
    async act(context) {
      const { ready } = await listIndexes(context, data);
      const now = ready.find((spec) => spec.name === index.name);
      if (now !== undefined && context.recorded(dropped) !== true) {
        if (specText(now) !== index.spec) throw changed(index);
        // A run that could not write any more has dropped them without a word: they are built again before anything else.
        const missing = index.shields.filter(({ name }) => !ready.some((spec) => spec.name === name));
        const specs = missing.map(({ spec }) => specFromText(spec));
        if (specs.length > 0) await buildIndexes(context, data, specs);
        await context.record(`spec:${index.name}`, index.spec);
        await dropIndexes(context, data, [index.name]);
      }
      // It is not ready, so it was dropped: also where a crash came before the journal could say so.
      if (context.recorded(dropped) !== true) await context.record(dropped, true);
      await buildIndexes(context, data, [wanted]);
      return text('act.rebuilt', { index: index.name });
    },
    /** Whatever went wrong, the index has to be there in the end. */
    async cleanUp(context) {
      if ((await original(context)) === undefined) await buildIndexes(context, data, [wanted]);
    },
  };
}

function compareStep(data: ReindexData, index: PlannedIndex, number: number): Step {
  return {
    kind: 'verify',
    id: `compare-${number}`,
    title: text('verify.compare', { index: index.name }),
    timeoutMs: 10_000,
    pollMs: 100,
    async read(context) {
      const now = (await listIndexes(context, data)).ready.find((spec) => spec.name === index.name);
      const ok = now !== undefined && specText(now) === index.spec;
      return {
        ok,
        text: text(ok ? 'compare.same' : now ? 'compare.different' : 'compare.missing', { index: index.name }),
      };
    },
  };
}

function unshieldStep(data: ReindexData, index: PlannedIndex, number: number): ActStep {
  const names = index.shields.map(({ name }) => name);
  return {
    kind: 'act',
    id: `unshield-${number}`,
    title: text('act.unshield', { index: index.name }),
    commands: names.map((name) => command(data, { dropIndexes: data.collection, index: name })),
    cancellable: false,
    async observe(context) {
      const { ready, building } = await listIndexes(context, data);
      return names.some((name) => building.includes(name) || ready.some((spec) => spec.name === name))
        ? 'not-done'
        : 'done';
    },
    async act(context) {
      const { ready } = await listIndexes(context, data);
      if (!ready.some((spec) => spec.name === index.name)) {
        throw new AppError('conflict', `${index.name} is missing: its shields were kept.`, {
          hint: 'Build it, then drop the shields.',
        });
      }
      await dropIndexes(context, data, names);
      return undefined;
    },
  };
}

function changed({ name }: PlannedIndex): AppError {
  return new AppError('conflict', `${name} is no longer as it was planned; it was not touched.`, {
    hint: 'Plan again.',
    retryable: false,
  });
}

function createCommand(data: ReindexData, specs: readonly string[]) {
  return { createIndexes: data.collection, indexes: specs.map(specFromText), commitQuorum: 'votingMembers' };
}

function command(data: ReindexData, body: object) {
  return {
    where: data.where,
    command: `db.getSiblingDB(${JSON.stringify(data.database)}).runCommand(${shellText(body)})`,
  };
}
