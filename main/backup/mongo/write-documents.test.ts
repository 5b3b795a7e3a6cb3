import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { BSON } from 'mongodb';
import { CHUNK_BYTES } from '../format/compression.ts';
import { WorkerPool } from '../work/worker-pool.ts';
import { ContentHash } from './content-hash.ts';
import { DocumentsDigest } from './digest-documents.ts';
import { DocumentsFile } from './write-documents.ts';

const folder = await mkdtemp(join(tmpdir(), 'marsad-documents-'));
const pool = new WorkerPool();
after(async () => {
  await pool.close();
  await rm(folder, { recursive: true, force: true });
});

/** Small ones, ones that end where a chunk ends, one across chunks, and one larger than a chunk. */
const SIZES = [30, CHUNK_BYTES - 1_000, 970, 500, CHUNK_BYTES - 200, 3 * CHUNK_BYTES, 64, 1_000_000, 1_000_000];
const documents = SIZES.map((size, index) => {
  const empty = BSON.calculateObjectSize({ _id: index, filler: '' });
  return Buffer.from(BSON.serialize({ _id: index, filler: 'x'.repeat(size - Math.min(empty, size)) }));
});
const replies = [documents.slice(0, 2), [], documents.slice(2, 5), documents.slice(5)].map((some) =>
  Buffer.from(BSON.serialize({ ...some.map((each) => BSON.deserialize(each)) })),
);
const bytes = documents.reduce((sum, { length }) => sum + length, 0);
const expected = new ContentHash();
for (const document of documents) expected.add(document);

test('every document counts once, wherever chunks end', async () => {
  const file = await DocumentsFile.create({ setFolder: folder, compression: 'zstd', pool, seal: null }, 'a.bson');
  let told = 0;
  for (const reply of replies) told += (await file.write(reply)).bytes;
  const written = await file.finish();
  assert.equal(written.documents, documents.length);
  assert.equal(written.sizeBytes, bytes);
  assert.equal(told, bytes);
  assert.equal(written.contentHash, expected.toString());
});

test('documents that are only read give the same hash', async () => {
  const digest = new DocumentsDigest(pool);
  for (const reply of replies) await digest.add(reply);
  assert.deepEqual(await digest.end(), { documents: documents.length, contentHash: expected.toString() });
});
