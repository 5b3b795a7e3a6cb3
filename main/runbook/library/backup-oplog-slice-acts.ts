// The acts of backup.oplog-slice: read, give the slice its name, bring it where it is missing.

import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../../shared/errors.ts';
import { compareMoments, momentText } from '../../../shared/moment.ts';
import { text } from '../../../shared/text.ts';
import { MANIFEST_FILE, type OplogInSet, type SetFile } from '../../backup/manifest.ts';
import { dumpOplog, OPLOG_FOLDER, OplogGap } from '../../backup/mongo/oplog/dump-oplog.ts';
import { partialFolder } from '../../backup/set-folder.ts';
import { WorkerPool } from '../../backup/work/worker-pool.ts';
import type { ActStep, StepContext } from '../runbook.ts';
import { followingSource, withMongoErrors } from './backup-mongo-source.ts';
import { rangeNow, sliceSource } from './backup-oplog-slice-checks.ts';
import type { SliceData } from './backup-oplog-slice-data.ts';
import { finishUnderWay, openPart, removeUnfinished, setUnderWay } from './backup-set-under-way.ts';

interface SlicePiece {
  readonly oplog: OplogInSet;
  readonly files: readonly SetFile[];
}

/** Nothing was written since the last slice: then there is none. */
export const hasEntries = async (context: StepContext): Promise<boolean> => context.recorded('nothing-new') !== true;

const pieceOf = (context: StepContext) => context.recorded('oplog') as SlicePiece | undefined;

export const readSlice = (data: SliceData): ActStep => ({
  kind: 'act',
  id: 'read',
  title: text('act.read'),
  commands: [
    { where: 'local.oplog.rs', command: 'find({ts: {$gte: <last slice>, $lte: <now>}}).readConcern(majority)' },
  ],
  cancellable: true,
  async observe(context) {
    if (!(await hasEntries(context))) return 'done';
    const set = setUnderWay(context);
    const piece = pieceOf(context);
    if (!set || !piece) return 'not-done';
    const { folder } = await context.backups.oplog.store(data.store);
    const [{ path, sizeBytes }] = piece.files as [SetFile];
    const sizes = [partialFolder(folder, set.id), join(folder, set.id)].map((home) => sizeOf(join(home, path)));
    return (await Promise.all(sizes)).includes(sizeBytes) ? 'done' : 'not-done';
  },
  cleanUp: (context) => removeUnfinished(context, context.backups.oplog, data.store),
  async act(context) {
    await removeAbandoned(context, data);
    const source = await sliceSource(context, data);
    const { from, upTo, previous, gap } = await rangeNow(context, source);
    if (from.at === upTo.at) {
      await context.record('nothing-new', true);
      return text('read.nothing', { moment: momentText(upTo.at) });
    }
    const { member, reading } = source;
    const pool = new WorkerPool();
    let done = 0;
    try {
      const choice = { from: data.mongoFrom, mostLagSeconds: null, tags: {} } as const;
      const format = await openPart(context, context.backups.oplog, data, OPLOG_FOLDER, pool, null);
      const dump = dumpOplog({
        source: followingSource(context.mongo!, source, choice),
        format,
        from,
        upTo,
        signal: context.signal,
        onBytes: (bytes) => {
          done += bytes;
          context.progress({ done, total: done, unit: 'bytes', detail: null });
        },
      });
      const { file, ...content } = await withMongoErrors(`${member.host}:${member.port}`, () => dump).catch(sayGap);
      const oplog: OplogInSet = {
        version: member.version,
        replicaSet: reading.summary.name,
        readFrom: `${member.host}:${member.port}`,
        after: from.at,
        upTo: upTo.at,
        term: upTo.term,
        ...content,
        file: file.path,
        previous: previous && { id: previous.id, link: previous.link },
        gap,
      };
      await context.record('oplog', { oplog, files: [file] } satisfies SlicePiece);
      const figures = { entries: content.entries, bytes: file.sizeBytes, moment: momentText(upTo.at) };
      return text(gap === null ? 'read.done' : 'read.gap', figures);
    } finally {
      await pool.close();
    }
  },
});

/** Between the look and the reading the oplog moved on. */
function sayGap(error: unknown): never {
  if (!(error instanceof OplogGap)) throw error;
  throw new AppError('conflict', 'The oplog changed while it was read: it does not go on where the last slice ended.', {
    hint: 'Run it again: it finds out where to go on.',
    retryable: true,
  });
}

/** What an interrupted slice leaves is of no use to anybody: the next one holds it all. */
async function removeAbandoned({ backups }: StepContext, { store }: SliceData): Promise<void> {
  const unfinished = (await backups.oplog.read()).stores[store]?.unfinished ?? [];
  for (const { name } of unfinished.filter((each) => each.name !== each.setId))
    await backups.oplog.removeUnfinished(store, name);
}

export const finishSlice = (data: SliceData): ActStep => ({
  kind: 'act',
  id: 'finish',
  title: text('act.finish'),
  cancellable: false,
  when: hasEntries,
  async observe(context) {
    const set = setUnderWay(context);
    if (!set) return 'not-done';
    const { folder } = await context.backups.oplog.store(data.store);
    return (await sizeOf(join(folder, set.id, MANIFEST_FILE))) < 0 ? 'not-done' : 'done';
  },
  cleanUp: (context) => removeUnfinished(context, context.backups.oplog, data.store),
  async act(context) {
    const { oplog, files } = pieceOf(context)!;
    const content = { mongo: null, redis: null, oplog, files: [...files] };
    const { id } = await finishUnderWay(context, context.backups.oplog, data, content);
    await context.output('slice', id);
    return text('finish.done', { id });
  },
});

/** With it go those of the profile that this store lacks: a copy that failed yesterday is made up for today. */
export const copySlices = (data: SliceData, storeId: string): ActStep => ({
  kind: 'act',
  id: `copy-${storeId}`,
  title: text('act.copy', { store: storeId }),
  cancellable: true,
  when: hasEntries,
  async observe(context) {
    const set = setUnderWay(context);
    return set && (await (await context.backups.oplog.find(storeId)).has(set.id)) ? 'done' : 'not-done';
  },
  /** In a bucket's own folder it is of no use: the next slice holds it all. */
  async cleanUp(context) {
    const set = setUnderWay(context);
    if (set && storeId === data.store) await (await context.backups.oplog.find(storeId)).dropMade(set.id);
  },
  async act(context) {
    const { oplog } = context.backups;
    const { id: own } = setUnderWay(context)!;
    const target = await oplog.find(storeId);
    const others = (await oplog.list())
      .filter(({ profileId, copies, id }) => profileId === context.profile.id && id !== own && !isIn(copies, storeId))
      .toSorted((a, b) => compareMoments(a.oplog?.upTo ?? '0.0', b.oplog?.upTo ?? '0.0'));
    let copied = 0;
    for (const id of [...others.map((set) => set.id), own]) {
      const folder = await oplog.folderOf(id).catch(() => null); // only in another bucket: not for this run to fetch
      if (folder === null && id !== own) continue;
      await target.put(id, folder ?? (await oplog.folderOf(id)), { signal: context.signal }, null);
      copied += 1;
    }
    if (storeId === data.store) await target.dropMade(own);
    return text('copy.done', { slices: copied });
  },
});

function isIn(copies: readonly { readonly store: string }[], storeId: string): boolean {
  return copies.some(({ store }) => store === storeId);
}

/** -1 where there is no such file. */
function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => -1,
  );
}
