// The acts of a restore that give Redis its keys back, and hold them against the set.

import { AppError } from '../../../shared/errors.ts';
import { text } from '../../../shared/text.ts';
import { compareKeys, countExisting, SAMPLE_EVERY } from '../../backup/redis/compare-keys.ts';
import type { KeysOptions } from '../../backup/redis/each-key.ts';
import { keyPattern } from '../../backup/redis/key-pattern.ts';
import { restoreKeys } from '../../backup/redis/restore-keys.ts';
import type { ActStep, StepContext } from '../runbook.ts';
import { foreseeRedis } from './backup-restore-foresee.ts';
import { openPaced } from './backup-restore-set.ts';
import type { RestoreData } from './backup-restore-data.ts';

/** More than this share of keys that are not as in the set cannot be clients writing meanwhile. */
const MOST_CHANGED_SHARE = 0.05;

async function keysOptions(
  context: StepContext,
  data: RestoreData,
  shiftsTo: (context: StepContext) => Promise<number> = shiftMoment,
): Promise<KeysOptions> {
  const set = await openPaced(context, data);
  const inSet = set.manifest.redis!;
  const total = inSet.shards.reduce((sum, { keys }) => sum + keys, 0);
  const { keys, database, shiftsTimes } = data.redis!;
  return {
    redis: context.redis!,
    set,
    inSet,
    filter: keys === undefined ? null : keyPattern(keys),
    database: database ?? null,
    shiftsToMs: shiftsTimes ? await shiftsTo(context) : null,
    clock: context.clock,
    signal: context.signal,
    onKeys: (done) => context.progress({ done, total, unit: 'keys', detail: null }),
  };
}

/** One moment for the whole run, whoever goes on with it: what is compared is what was restored. */
async function shiftMoment(context: StepContext): Promise<number> {
  const known = context.recorded('redis-shifts-to');
  if (typeof known === 'number') return known;
  const now = context.clock.now();
  await context.record('redis-shifts-to', now);
  return now;
}

/** Where no key may exist: looks at all of them before the first is written. */
export const lookAtRedis = (data: RestoreData): ActStep => ({
  kind: 'act',
  id: 'redis-look',
  title: text('act.look'),
  commands: [{ where: 'Redis', command: 'EXISTS <key>' }],
  cancellable: true,
  observe: async (context) => (context.recorded('redis-free') === true ? 'done' : 'not-done'),
  async act(context) {
    const { existing, example } = await countExisting(await keysOptions(context, data));
    if (existing > 0) {
      throw new AppError(
        'conflict',
        `${existing} keys of the set exist already, ${example ?? ''} for one. Nothing was written.`,
        {
          hint: 'Choose to replace or to skip keys that exist.',
          retryable: false,
        },
      );
    }
    await context.record('redis-free', true);
    return text('look.done');
  },
});

export const restoreRedis = (data: RestoreData): ActStep => {
  const conflict = data.redis!.conflict;
  return {
    kind: 'act',
    id: 'redis-restore',
    title: text('act.redis'),
    commands: [
      { where: 'Redis', command: `RESTORE <key> <ms> <payload>${conflict === 'replace' ? ' REPLACE' : ''} ABSTTL` },
    ],
    cancellable: true,
    foresee: async (context) => foreseeRedis(await keysOptions(context, data, async ({ clock }) => clock.now()), data),
    observe: async (context) => (context.recorded('redis-restored') === true ? 'done' : 'not-done'),
    async act(context) {
      const wasBegun = context.recorded('redis-begun') === true;
      await context.record('redis-begun', true);
      // After a crash, keys that exist may be those this very run has written.
      const policy = wasBegun && conflict === 'fail' ? 'skip' : conflict;
      const { restored, skipped, expired } = await restoreKeys({
        ...(await keysOptions(context, data)),
        conflict: policy,
        onAgain: () => context.note(text('redis.again')),
      });
      await context.record('redis-skipped', skipped);
      await context.record('redis-restored', true);
      return text('redis.done', { restored, skipped, expired });
    },
  };
};

export const compareRedis = (data: RestoreData): ActStep => ({
  kind: 'act',
  id: 'redis-compare',
  title: text('act.redisCompare'),
  commands: [
    { where: 'Redis', command: 'PEXPIRETIME <key>' },
    { where: 'Redis', command: `DUMP <every ${SAMPLE_EVERY}th key>` },
  ],
  cancellable: true,
  observe: async (context) => (context.recorded('redis-compared') === true ? 'done' : 'not-done'),
  async act(context) {
    const { compared, missing, otherTtl, otherValue, sampled, example } = await compareKeys(
      await keysOptions(context, data),
    );
    const skipped = Number(context.recorded('redis-skipped') ?? 0);
    const different = missing + otherTtl + otherValue;
    if (skipped === 0 && different > Math.max(1, compared * MOST_CHANGED_SHARE)) {
      throw new AppError(
        'damaged',
        `${different} of ${compared} keys are not as in the set, ${example ?? ''} for one.`,
        {
          hint: 'Are clients writing to these very keys? Pause them and run the restore again.',
          details: { missing, otherTtl, otherValue },
        },
      );
    }
    await context.record('redis-equal', different === 0 && skipped === 0);
    await context.record('redis-compared', true);
    return text(different === 0 ? 'redisCompare.done' : 'redisCompare.changed', { compared, sampled, different });
  },
});
