// The first and the last act of a restore: read everything that will be used before anything is written, and note on the
// set that a restore of it was found equal.

import { text } from '../../../shared/text.ts';
import { isAccounts } from '../../backup/mongo/account-collections.ts';
import { verifySet } from '../../backup/verify-set.ts';
import type { OpenSet } from '../../backup/format/open-set.ts';
import { createPace } from '../../backup/work/pace.ts';
import type { SetStore } from '../../backup/stores/set-store.ts';
import type { ActStep, StepContext } from '../runbook.ts';
import { collectionsOf, type RestoreData } from './backup-restore-data.ts';
import { damagedSet } from './backup-verify.ts';

/** The set, giving its bytes no faster than asked for, and none while the run is paused. */
export async function openPaced(
  context: StepContext,
  { set, bytesPerSecond }: Pick<RestoreData, 'set' | 'bytesPerSecond'>,
): Promise<OpenSet> {
  const { untilContinued, signal } = context;
  const pace = createPace({ bytesPerSecond, untilContinued });
  return { ...(await context.backups.open(set)), pace: (bytes) => pace.take(bytes, signal) };
}

function readFrom({ backups }: StepContext, set: string, fetchFrom: RestoreData['fetchFrom']): Promise<SetStore> {
  return fetchFrom ? backups.find(fetchFrom) : backups.holderOf(set);
}

export const verifyBeforeRestore = ({ set, fetchFrom, mongo, redis }: RestoreData): ActStep => ({
  kind: 'act',
  id: 'verify-set',
  title: text('act.verify'),
  cancellable: true,
  observe: async (context) => (context.recorded('set-verified') === true ? 'done' : 'not-done'),
  async act(context) {
    const startedMs = context.clock.now();
    const { folder: setFolder, manifest } = await context.backups.open(set);
    const shards = new Set(redis ? manifest.redis?.shards.map(({ file }) => file) : []);
    const used = new Set([
      ...(mongo
        ? [
            ...collectionsOf(manifest, mongo),
            ...(mongo.accounts ? (manifest.mongo?.collections.filter(isAccounts) ?? []) : []),
          ].flatMap(({ dataFile, metadataFile }) => [dataFile, metadataFile])
        : []),
      ...(mongo?.replay?.isOfDump ? [manifest.mongo?.dump?.oplog?.file] : []),
      ...shards,
    ]);
    const { faults, files, bytes } = await verifySet({
      setFolder,
      keys: context.backups.keys,
      only: ({ path }) => used.has(path),
      // Documents are loaded beside, and compared before they count. Keys go among those in use.
      onlyBytesOf: ({ path }) => !shards.has(path),
      signal: context.signal,
      onProgress: ({ doneBytes, totalBytes, file }) =>
        context.progress({ done: doneBytes, total: totalBytes, unit: 'bytes', detail: text('reading', { file }) }),
    });
    if (faults.length > 0) {
      const by = `backup.restore · ${context.operator}`;
      await (
        await readFrom(context, set, fetchFrom)
      ).learn(set, {
        verified: { atMs: context.clock.now(), ok: false, by, faults: [...faults] },
      });
      throw damagedSet(set, faults);
    }
    await context.record('started', startedMs);
    await context.record('set-verified', true);
    return text('verify.done', { files, bytes });
  },
});

export const markProven = ({ set, fetchFrom, isWhole, mongo, redis }: RestoreData): ActStep => ({
  kind: 'act',
  id: 'prove',
  title: text('act.prove'),
  cancellable: false,
  observe: async (context) => (context.recorded('proof') !== undefined ? 'done' : 'not-done'),
  async act(context) {
    const isEqual =
      (mongo === null || context.recorded('mongo-equal') === true) &&
      (redis === null || context.recorded('redis-equal') === true) &&
      Number(context.recorded('redis-functions-left') ?? 0) === 0;
    const isProof = isWhole && isEqual;
    if (isProof) {
      const atMs = context.clock.now();
      const startedMs = Number(context.recorded('started') ?? atMs);
      const proven = { atMs, by: `backup.restore · ${context.operator}`, tookMs: atMs - startedMs };
      await (await readFrom(context, set, fetchFrom)).learn(set, { proven });
    }
    await context.record('proof', isProof);
    return text(isProof ? 'prove.done' : isEqual ? 'prove.part' : 'prove.differs');
  },
});
