// Our MongoDB files through the vendor's tool and back: a set given to mongorestore, backed up again from there, and restored by
// us on a third server; and what mongodump makes of it there, adopted and restored. After each the server's own hash of every database (dbHash) must be the same.

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
  const dumpTool = await findProgram('mongodump', { mayFetch: false }).catch(() => null);
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

    const onThird = await benchOf(third!, ours.storeFolder);
    const restore = async (id: string): Promise<ReadonlyMap<string, string>> => {
      for (const database of DATABASES) await target.db(database).dropDatabase();
      const restored = await onThird.run('backup.restore', { set: id, mode: 'in-place' });
      if (restored.run.status !== 'done') throw new Error(`the restore ended ${restored.run.status}`);
      return hashesOf(target);
    };
    const again = await (await benchOf(second!, ours.storeFolder)).take();
    const afterUs = await restore(again.id);
    const afterDump =
      dumpTool === null ? null : await restore(await adopted(dumpTool.path, second!.uri, ours, servers));
    const equal = (hashes: ReadonlyMap<string, string>): number =>
      [...expected].filter(([name, hash]) => hashes.get(name) === hash).length;
    const found = [afterTool, afterUs, ...(afterDump === null ? [] : [afterDump])];
    const isSame = found.every((each) => equal(each) === expected.size);
    return {
      rows: [
        header,
        ['our set, restored by mongorestore', String(expected.size), String(equal(afterTool))],
        ['backed up from there, restored by us', String(expected.size), String(equal(afterUs))],
        [
          'mongodump’s archive from there, adopted, restored by us',
          afterDump === null ? 'mongodump is not on this machine: not tried' : String(expected.size),
          afterDump === null ? '' : String(equal(afterDump)),
        ],
      ],
      closing: `${equal(afterUs)} of ${expected.size} collections have the same dbHash after mongorestore and a restore of ours`,
      holds: isSame && expected.size > 0,
    };
  } finally {
    for (const client of clients) await client.close();
  }
}

/** The set that an archive of that server becomes. */
async function adopted(tool: string, uri: string, bench: BackupBench, servers: TestServers): Promise<string> {
  const archive = join(await servers.newFolder('dump'), 'dump.archive.gz');
  await run(tool, ['--quiet', '--gzip', '--uri', uri, `--archive=${archive}`]);
  const { run: adopting } = await bench.run('backup.adopt-dump', { path: archive });
  const [newest] = await bench.catalogue.list();
  if (adopting.status !== 'done' || !newest) throw new Error(`the archive was not adopted: ${adopting.status}`);
  return newest.id;
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
