// Our MongoDB files through the vendor's tool and back: a set given to mongorestore, backed up again from there, and restored by
// us on a third server. After each the server's own hash of every database (dbHash) must be the same.

import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Document, MongoClient } from 'mongodb';
import { findProgram } from '../../../main/lab/programs.ts';
import type { TestServers } from '../../fixtures/servers.ts';
import { backupBench, type BackupBench } from '../../integration/backup-bench.ts';
import { seedMongo } from '../../integration/backup-mongo-data.ts';
import type { ProofResult } from '../proof.ts';

const run = promisify(execFile);
const DATABASES = ['shop', 'other'];

export async function bsonThereAndBack(servers: TestServers): Promise<ProofResult> {
  const header = ['MongoDB', 'collections', 'with the same hash'];
  const tool = await findProgram('mongorestore', { mayFetch: false }).catch(() => null);
  if (tool === null) {
    const reason = 'mongorestore is not on this machine: not tried';
    return { rows: [header, ['a set through mongorestore', reason, '']], closing: reason, holds: true };
  }
  const [first, second, third] = await Promise.all(
    ['one', 'two', 'three'].map((name) => servers.mongoSet({ name, members: [{}] })),
  );
  const clients = await Promise.all([first!, second!, third!].map((set) => set.connect()));
  const [source, between, target] = clients as [MongoClient, MongoClient, MongoClient];
  try {
    await seedMongo(source);
    const expected = await hashesOf(source);
    const benchOf = async ({ seeds, name }: typeof first & object, storeFolder?: string): Promise<BackupBench> =>
      backupBench({
        dataFolder: await servers.newFolder('data'),
        lifetime: servers.lifetime.child(name),
        mongo: { seeds, replicaSet: name },
        ...(storeFolder === undefined ? {} : { storeFolder }),
      });
    const ours = await benchOf(first!);
    const set = await ours.take({ compression: 'gzip' });
    const folder = join(await ours.catalogue.folderOf(set.id), 'mongo');
    await run(tool.path, [
      '--quiet',
      '--gzip',
      '--stopOnError',
      '--bypassDocumentValidation',
      '--uri',
      second!.uri,
      folder,
    ]);
    const afterTool = await hashesOf(between);

    const again = await (await benchOf(second!, ours.storeFolder)).take();
    const restored = await (
      await benchOf(third!, ours.storeFolder)
    ).run('backup.restore', { set: again.id, mode: 'in-place' });
    if (restored.run.status !== 'done') throw new Error(`the restore ended ${restored.run.status}`);
    const afterUs = await hashesOf(target);
    const equal = (found: ReadonlyMap<string, string>): number =>
      [...expected].filter(([name, hash]) => found.get(name) === hash).length;
    const isSame = equal(afterTool) === expected.size && equal(afterUs) === expected.size;
    return {
      rows: [
        header,
        ['our set, restored by mongorestore', String(expected.size), String(equal(afterTool))],
        ['backed up from there, restored by us', String(expected.size), String(equal(afterUs))],
      ],
      closing: `${equal(afterUs)} of ${expected.size} collections have the same dbHash after mongorestore and a restore of ours`,
      holds: isSame && expected.size > 0,
    };
  } finally {
    for (const client of clients) await client.close();
  }
}

/** `<database>.<collection>` → the server's hash of it. */
async function hashesOf(client: MongoClient): Promise<Map<string, string>> {
  const hashes = new Map<string, string>();
  for (const database of DATABASES) {
    const { collections } = (await client.db(database).command({ dbHash: 1 })) as Document;
    for (const [name, hash] of Object.entries(collections as Record<string, string>))
      hashes.set(`${database}.${name}`, hash);
  }
  return hashes;
}
