import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BSON } from 'mongodb';
import { documentRuns } from './document-runs.ts';

const documents = Array.from({ length: 25_000 }, (_, index) =>
  Buffer.from(BSON.serialize({ _id: index, filler: 'x'.repeat((index * 7919) % 700) })),
);
const stream = Buffer.concat(documents);

for (const portion of [3, 1_000, 100_000, stream.length]) {
  test(`portions of ${portion} bytes give all documents, in runs a server takes`, async () => {
    async function* portions(): AsyncGenerator<Buffer> {
      for (let from = 0; from < stream.length; from += portion) yield stream.subarray(from, from + portion);
    }
    const parts: Buffer[] = [];
    let count = 0;
    for await (const run of documentRuns(portions(), new AbortController().signal)) {
      assert.ok(run.documents <= 10_000 && run.bytes < 3 * 1024 * 1024);
      assert.equal(
        run.parts.reduce((sum, part) => sum + part.length, 0),
        run.bytes,
      );
      parts.push(...run.parts);
      count += run.documents;
    }
    assert.equal(count, documents.length);
    assert.ok(Buffer.concat(parts).equals(stream));
  });
}

test('a stream that ends inside a document is told, after the whole ones', async () => {
  async function* cut(): AsyncGenerator<Buffer> {
    yield stream.subarray(0, 10_000);
  }
  await assert.rejects(
    async () => {
      for await (const run of documentRuns(cut(), new AbortController().signal)) assert.ok(run);
    },
    { code: 'damaged', message: /ends inside a document/ },
  );
});
