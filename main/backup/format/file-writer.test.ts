// What is written comes back, whatever the packing, and every chunk is looked at before it is used.

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile as readBytes, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { gunzipSync, zstdDecompressSync } from 'node:zlib';
import { NEW_MANIFEST, type SetFile } from '../manifest.ts';
import { WorkerPool } from '../work/worker-pool.ts';
import { CHUNK_BYTES, COMPRESSIONS } from './compression.ts';
import { FileWriter } from './file-writer.ts';
import type { OpenSet } from './open-set.ts';
import { readFile } from './read-file.ts';

const pool = new WorkerPool();
const folder = await mkdtemp(join(tmpdir(), 'marsad-format-'));
after(async () => {
  await pool.close();
  await rm(folder, { recursive: true });
});

/** Half of it packs well, half not at all. */
const CONTENT = Buffer.concat([Buffer.alloc(CHUNK_BYTES, 'orders '), randomBytes(CHUNK_BYTES), Buffer.from('the end')]);

function setOf(file: SetFile): OpenSet {
  const about = {
    tool: { name: 'marsad', version: '0' },
    id: 'x',
    profileId: 'p',
    operator: 'o',
    parameters: {},
  } as const;
  const manifest = { ...NEW_MANIFEST, ...about, startedMs: 1, finishedMs: 2, mongo: null, redis: null, files: [file] };
  return { folder, manifest, seal: null };
}

async function read(file: SetFile): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of readFile(setOf(file), file.path)) parts.push(part);
  return Buffer.concat(parts);
}

for (const compression of COMPRESSIONS) {
  test(`${compression}: portions of any size come back as they were, in chunks`, async () => {
    const writer = await FileWriter.create({ setFolder: folder, compression, pool, seal: null }, 'a.bson');
    for (let from = 0; from < CONTENT.length; from += 1_000_003)
      await writer.write(CONTENT.subarray(from, from + 1_000_003));
    const file = await writer.finish();
    assert.equal(file.chunks?.stored.length, 3);
    assert.equal(file.chunks.plainBytes, CONTENT.length);
    assert.ok((await read(file)).equals(CONTENT));
    const stored = await readBytes(join(folder, file.path));
    const usual = { zstd: zstdDecompressSync, gzip: gunzipSync, none: (bytes: Buffer) => bytes }[compression];
    assert.ok(usual(stored).equals(CONTENT), 'the usual tools read it as one file');
  });

  test(`${compression}: an empty file has one chunk`, async () => {
    const file = await (
      await FileWriter.create({ setFolder: folder, compression, pool, seal: null }, 'empty.bson')
    ).finish();
    assert.equal(file.chunks?.stored.length, 1);
    assert.equal((await read(file)).length, 0);
  });
}

test('a damaged chunk is named, and none of its bytes are handed out', async () => {
  const writer = await FileWriter.create({ setFolder: folder, compression: 'zstd', pool, seal: null }, 'b.bson');
  await writer.write(CONTENT);
  const file = await writer.finish();
  const path = join(folder, file.path);
  const stored = await readBytes(path);
  const [first] = file.chunks!.stored;
  stored[first![0] + 5]! ^= 1;
  await writeFile(path, stored);
  let seen = 0;
  await assert.rejects(
    async () => {
      for await (const part of readFile(setOf(file), file.path)) seen += part.length;
    },
    { code: 'damaged', message: /b\.bson\.zst, chunk 2 of 3 .* was changed/ },
  );
  assert.equal(seen, CHUNK_BYTES);
});

test('a chunk that unpacks to more than a chunk holds is refused', async () => {
  const writer = await FileWriter.create({ setFolder: folder, compression: 'none', pool, seal: null }, 'c.bson');
  const { pack } = await import('./compression.ts');
  await writer.write(Buffer.from(pack(Buffer.alloc(64 * 1024 * 1024), 'zstd')));
  const plain = await writer.finish();
  const file = { ...plain, chunks: { ...plain.chunks!, compression: 'zstd' } } as const;
  await assert.rejects(read(file), { code: 'damaged', message: /does not unpack/ });
});
