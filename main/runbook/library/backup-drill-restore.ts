// The restore inside a drill: the steps of backup.restore itself, on the scratch servers. What they record stays in memory, for
// the servers are gone when the console is.

import { AppError } from '../../../shared/errors.ts';
import type { Manifest } from '../../backup/manifest.ts';
import { accountCollections } from '../../backup/mongo/account-collections.ts';
import type { ScratchTarget } from '../../scratch/scratch-targets.ts';
import type { Step, StepContext } from '../runbook.ts';
import type { DrillData } from './backup-drill-data.ts';
import type { RestoreData } from './backup-restore-data.ts';

/**
 * Left out: the drill compares everything itself, and names all that differs; a restore stops at the first. What was fetched from a
 * bucket is needed for that.
 */
const NOT_IN_A_DRILL: ReadonlySet<string> = new Set(['mongo-compare', 'redis-compare', 'prove', 'forget']);

const PARAMETERS = { mode: 'beside', redisConflict: 'replace' } as const;

/** What a step may reach inside a drill: the scratch servers instead of the profile's. */
export function insideScratch(context: StepContext, scratch: ScratchTarget, signal: AbortSignal): StepContext {
  const records = new Map<string, unknown>();
  return {
    ...context,
    signal,
    redis: scratch.redis,
    mongo: scratch.mongo,
    record: async (name, data) => void records.set(name, data),
    recorded: (name) => records.get(name),
    output: () => Promise.resolve(),
  };
}

/** Resolves when everything is there to be compared. Throws what backup.restore throws. */
export async function restoreInside(
  context: StepContext,
  { set, store }: Pick<DrillData, 'set' | 'store'>,
): Promise<void> {
  const manifest = await context.backups.manifestOf(set, store);
  const restore = context.runbook('backup.restore');
  const { data } = await restore.plan(context, restore.parameters.parse({ set, store, ...PARAMETERS }));
  for (const step of restore.steps(withAccounts(data as RestoreData, manifest))) {
    if (NOT_IN_A_DRILL.has(step.id) || (step.when && !(await step.when(context)))) continue;
    context.signal.throwIfAborted();
    context.note(step.title);
    await perform(context, step);
  }
}

async function perform(context: StepContext, step: Step): Promise<void> {
  if (step.kind === 'act') return void (await step.act(context));
  if (step.kind !== 'check') throw new AppError('internal', `A drill cannot do the step ${step.id}.`);
  const reading = await step.read(context);
  const reason = reading.text.values?.['reason'];
  if (!reading.ok) throw new AppError('blocked', typeof reason === 'string' ? reason : `${step.id} does not hold.`);
}

/** A restore beside leaves users and roles alone, for they have no beside; scratch servers have no others. */
function withAccounts(data: RestoreData, { mongo }: Manifest): RestoreData {
  const { users, roles } = accountCollections(mongo?.collections ?? []);
  return data.mongo === null ? data : { ...data, mongo: { ...data.mongo, accounts: users !== null || roles !== null } };
}
