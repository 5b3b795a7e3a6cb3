// The steps of backup.adopt-dump that read the dump.

import { text } from '../../../shared/text.ts';
import type { MongoInSet } from '../../backup/manifest.ts';
import { isAccounts } from '../../backup/mongo/account-collections.ts';
import { adoptDump } from '../../backup/mongodump/adopt-dump.ts';
import { findDump } from '../../backup/mongodump/find-dump.ts';
import { MONGO_FOLDER } from '../../backup/mongo/namespace-files.ts';
import { sumOf } from '../../backup/stores/set-files.ts';
import { WorkerPool } from '../../backup/work/worker-pool.ts';
import type { ActStep, CheckStep } from '../runbook.ts';
import { openPart, removeUnfinished, type UnderWayData } from './backup-set-under-way.ts';
import { observePiece, type MongoPiece } from './backup-take-acts.ts';
import { blocks, check } from './check-step.ts';
import { momentText } from '../../../shared/moment.ts';

export interface AdoptData extends UnderWayData {
  readonly path: string;
  /** What was planned with: a dump that is being written, or was replaced, is another one. */
  readonly seen: { readonly sizeBytes: number; readonly collections: number; readonly endedMs: number };
  /** In the store, at most. */
  readonly needsBytes: number;
  readonly dated: NonNullable<UnderWayData['dated']>;
  readonly copies: readonly string[];
  readonly encrypts: boolean;
}

export const sourceCheck = ({ path, seen }: AdoptData): CheckStep =>
  check('source', async () => {
    const { sizeBytes, collections, endedMs } = await findDump(path);
    const isSame = sizeBytes === seen.sizeBytes && collections.length === seen.collections && endedMs === seen.endedMs;
    return isSame
      ? { ok: true, text: text('source.ok', { collections: seen.collections, bytes: sizeBytes }) }
      : blocks(`${path} has changed since it was looked at`);
  });

export const adopt = (data: AdoptData): ActStep => ({
  kind: 'act',
  id: 'adopt',
  title: text('act.adopt'),
  cancellable: true,
  observe: (context) => observePiece(context, data, 'mongo'),
  cleanUp: (context) => removeUnfinished(context, context.backups, data.store),
  async act(context) {
    const dump = await findDump(data.path);
    const pool = new WorkerPool();
    let done = 0;
    try {
      const { collections, files, oplog } = await adoptDump(dump, {
        format: await openPart(context, context.backups, data, MONGO_FOLDER, pool, data.needsBytes),
        signal: context.signal,
        pace: () => context.untilContinued(),
        onRead(bytes, namespace) {
          done += bytes;
          const total = Math.max(done, dump.sizeBytes);
          context.progress({ done, total, unit: 'bytes', detail: text('reading', { namespace }) });
        },
      });
      const ofUsers = collections.filter((each) => !isAccounts(each));
      const mongo: MongoInSet = {
        version: dump.serverVersion,
        replicaSet: '',
        members: [],
        consistency: 'each-collection',
        clusterTime: null,
        apart: [],
        ...data.dated,
        databases: [...new Set(ofUsers.map(({ database }) => database))].sort(),
        collections: [...collections],
        dump: { toolVersion: dump.toolVersion, oplog },
      };
      await context.record('mongo', { mongo, files } satisfies MongoPiece);
      const documents = ofUsers.reduce((sum, collection) => sum + collection.documents, 0);
      const figures = { documents, collections: ofUsers.length, bytes: sumOf(files) };
      if (oplog === null) return text('adopt.done', figures);
      return text('adopt.done.oplog', { ...figures, entries: oplog.entries, moment: momentText(oplog.upTo) });
    } finally {
      await pool.close();
    }
  },
});
