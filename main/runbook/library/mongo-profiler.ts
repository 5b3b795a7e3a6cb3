// Sets the profiler of the primary: which operations it writes down. The former setting is in the plan, and is put back when
// the run does not come to its end.

import { z } from 'zod';
import { AppError } from '../../../shared/errors.ts';
import { text, type Text } from '../../../shared/text.ts';
import { primaryOf, profilerStates, type ProfilerState } from '../files/readings/mongo-operations.ts';
import { defineRunbook, type ActStep, type RunbookContext, type Step } from '../runbook.ts';
import { memberCommand, type MemberName } from './mongo-command.ts';
import { PROFILER_TEXTS } from './mongo-profiler-texts.ts';

const LEVELS = ['off', 'slow', 'all'] as const;

interface ProfilerData {
  readonly member: MemberName;
  readonly level: number;
  readonly slowMs: number;
  /** As they are before; the first one's limit counts for the whole server. */
  readonly former: readonly ProfilerState[];
}

export const mongoProfiler = defineRunbook({
  id: 'mongo.profiler',
  area: 'mongo',
  effect: 'write',
  texts: PROFILER_TEXTS,
  fields: [
    {
      name: 'level',
      label: text('field.level'),
      kind: 'choice',
      required: false,
      initial: 'slow',
      choices: LEVELS.map((value) => ({ value, label: text(`field.level.${value}`) })),
    },
    { name: 'slowMs', label: text('field.slowMs'), kind: 'number', required: false, initial: '100' },
    {
      name: 'database',
      label: text('field.database'),
      help: text('field.database.help'),
      kind: 'text',
      required: false,
    },
  ],
  parameters: z.strictObject({
    level: z.enum(LEVELS).default('slow'),
    slowMs: z.coerce.number().int().min(1).max(3_600_000).default(100),
    database: z.string().max(64).default(''),
  }),
  async plan(context, { level, slowMs, database }) {
    const member = await primaryOf(context);
    const states = await profilerStates(context);
    const former = database === '' ? states : states.filter((state) => state.database === database);
    if (former.length === 0) {
      throw new AppError(
        'not_found',
        database === '' ? 'There is no user database.' : `There is no database ${database}.`,
        {
          hint:
            states.length === 0
              ? 'The profiler is set per database.'
              : `There are: ${states.map((state) => state.database).join(', ')}.`,
        },
      );
    }
    const data: ProfilerData = { member, level: LEVELS.indexOf(level), slowMs, former };
    const back = former[0]!;
    return {
      title: text(`plan.title.${level}`, { slowMs }),
      changes: former.map((state) => ({
        where: `${member.label} ${state.database}`,
        now: inWords(state),
        after: inWords({ level: data.level, slowMs }),
      })),
      warnings: level === 'all' ? [text('warning.all')] : [],
      wayBack: text('wayBack', { level: nameOf(back), slowMs: back.slowMs }),
      data,
    };
  },
  steps: (data: ProfilerData): readonly Step[] => [setProfiler(data), isSet(data)],
});

function nameOf({ level }: Pick<ProfilerState, 'level'>): string {
  return LEVELS[level] ?? LEVELS[0];
}

function inWords(state: Pick<ProfilerState, 'level' | 'slowMs'>): Text {
  return text(`level.${nameOf(state)}`, { slowMs: state.slowMs });
}

function setProfiler(data: ProfilerData): ActStep {
  const { member, level, slowMs, former } = data;
  return {
    kind: 'act',
    id: 'set',
    title: text('act.set'),
    commands: former.map(({ database }) => ({
      where: member.label,
      command: `db.getSiblingDB(${JSON.stringify(database)}).setProfilingLevel(${level}, { slowms: ${slowMs} })`,
    })),
    cancellable: true,
    cleanUpTitle: text('cleanUp'),
    observe: async (context) => ((await wrongOnes(context, data)).length === 0 ? 'done' : 'not-done'),
    async act(context) {
      for (const { database } of former) await setOne(context, member, { database, level, slowMs });
      await context.record('set', true);
      return undefined;
    },
    async cleanUp(context) {
      if (context.recorded('set') === true) return; // finished, and wanted
      for (const state of former) await setOne(context, member, state);
    },
  };
}

async function setOne(
  context: RunbookContext,
  member: MemberName,
  { database, level, slowMs }: ProfilerState,
): Promise<void> {
  await memberCommand(context, member, { profile: level, slowms: slowMs }, { database, timeoutMs: 10_000 });
}

function isSet(data: ProfilerData): Step {
  return {
    kind: 'verify',
    id: 'is-set',
    title: text('verify.set'),
    timeoutMs: 10_000,
    pollMs: 500,
    async read(context) {
      const wrong = await wrongOnes(context, data);
      return wrong.length === 0
        ? { ok: true, text: text('set.ok', { count: data.former.length }) }
        : { ok: false, text: text('set.not', { databases: wrong.map(({ database }) => database).join(', ') }) };
    },
  };
}

async function wrongOnes(
  context: RunbookContext,
  { former, level, slowMs }: ProfilerData,
): Promise<readonly ProfilerState[]> {
  const wanted = new Set(former.map(({ database }) => database));
  const states = (await profilerStates(context)).filter(({ database }) => wanted.has(database));
  return states.filter((state) => state.level !== level || state.slowMs !== slowMs);
}
