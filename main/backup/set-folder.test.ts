// A folder becomes a set only with every file its manifest names.

import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { FileWriter } from './format/file-writer.ts';
import { manifestText, NEW_MANIFEST, type Manifest, type SetFile } from './manifest.ts';
import { finishPartial, openPartial, removePartial, setIdOf } from './set-folder.ts';
import { WorkerPool } from './work/worker-pool.ts';

const pool = new WorkerPool();
after(() => pool.close());

const id = setIdOf(1.7e12, 'a run');

function manifestOf(files: SetFile[]): Manifest {
  return {
    ...NEW_MANIFEST,
    tool: { name: 'marsad', version: '0' },
    id,
    profileId: 'lab',
    operator: 'dba',
    parameters: {},
    startedMs: 1,
    finishedMs: 2,
    mongo: null,
    redis: null,
    files,
  };
}

async function write(folder: string, path: string, content: string): Promise<SetFile> {
  const file = await FileWriter.create({ setFolder: folder, compression: 'none', pool, seal: null }, path);
  await file.write(Buffer.from(content));
  return file.finish();
}

test('what was removed while a backup was interrupted is missed before the set gets its name', async () => {
  const store = await mkdtemp(join(tmpdir(), 'marsad-set-'));
  try {
    const earlier = await write(await openPartial(store, id, 1), 'redis/0.rdb', 'keys');
    await removePartial(store, id);
    const folder = await openPartial(store, id, 2);
    const later = await write(folder, 'mongo/shop/orders.bson', 'documents');
    const finish = () => finishPartial(store, manifestOf([earlier, later]), manifestText(manifestOf([earlier, later])));
    await assert.rejects(finish(), { code: 'conflict', message: /redis\/0\.rdb/ });
    assert.deepEqual(await readdir(store), [`${id}.partial`]);
    await write(folder, 'redis/0.rdb', 'keys');
    await finish();
    assert.deepEqual(await readdir(store), [id]);
  } finally {
    await rm(store, { recursive: true });
  }
});

test('a file is never written over another of the same name', async () => {
  const store = await mkdtemp(join(tmpdir(), 'marsad-set-'));
  try {
    await write(store, 'mongo/shop/orders.bson', 'first');
    await assert.rejects(write(store, 'mongo/shop/orders.bson', 'second'), { code: 'conflict' });
  } finally {
    await rm(store, { recursive: true });
  }
});
