// Archives made after the description of the format: read as they are, and refused with the place where they are not.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { BSON } from 'mongodb';
import { AppError } from '../../../shared/errors.ts';
import {
  archiveBlock,
  archiveHeader,
  archiveOf,
  archivePrelude,
  checksumOf,
  type MadeCollection,
} from '../../../test/fixtures/mongodump-files.ts';
import { readArchive } from './read-archive.ts';

const many = (count: number, note = ''): object[] =>
  Array.from({ length: count }, (_, index) => ({ _id: index, note }));

const COLLECTIONS: readonly MadeCollection[] = [
  { database: 'shop', name: 'orders', documents: many(7, 'paid') },
  { database: 'shop', name: 'empty' },
  { database: 'shop', name: 'weather', type: 'timeseries', dataName: 'system.buckets.weather', documents: many(3) },
  { database: 'other', name: 'large', documents: many(5, 'x'.repeat(100_000)) },
  { database: '', name: 'oplog', documents: many(2) },
];
const ARCHIVE = archiveOf(COLLECTIONS);

async function* inParts(bytes: Buffer, partBytes: number): AsyncGenerator<Buffer> {
  for (let from = 0; from < bytes.length; from += partBytes) yield bytes.subarray(from, from + partBytes);
}

async function readAll(bytes: Buffer, partBytes = 64 * 1024): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>();
  for await (const part of readArchive(inParts(bytes, partBytes))) {
    if (part.kind !== 'documents') continue;
    const name = part.of.collection;
    let count = counts.get(name) ?? 0;
    const { documents } = part.run;
    for (let at = 0; at < documents!.length; at += documents!.readInt32LE(at)) count += 1;
    counts.set(name, count);
  }
  return counts;
}

test('the checksum is that of the standard', () => {
  assert.equal(checksumOf(Buffer.from('123456789')), 0x995dc9bbdf1939fan);
});

for (const partBytes of [7, 4096, ARCHIVE.length]) {
  test(`interleaved collections come back whole, in portions of ${partBytes} bytes`, async () => {
    const counts = await readAll(ARCHIVE, partBytes);
    assert.deepEqual(Object.fromEntries(counts), { orders: 7, weather: 3, large: 5, oplog: 2 });
  });
}

const shop = { database: 'shop', name: 'orders' };
const documents = many(2).map((document) => Buffer.from(BSON.serialize(document)));
const sum = checksumOf(Buffer.concat(documents));
const prelude = archivePrelude([shop]);
const begin = archiveHeader('shop', 'orders');
const block = archiveBlock(begin, documents);
const end = archiveBlock(archiveHeader('shop', 'orders', sum));

const WRONG: Readonly<Record<string, readonly [Buffer, RegExp]>> = {
  'something else': [Buffer.from('{"not": "an archive"}'), /no archive of mongodump \(at byte 0\)/],
  nothing: [Buffer.alloc(0), /no archive of mongodump/],
  'cut in its prelude': [prelude.subarray(0, -4), /ends before it is whole/],
  'cut behind its prelude': [prelude, /ends before shop\.orders is whole/],
  'cut between blocks': [Buffer.concat([prelude, block]), /ends before shop\.orders is whole/],
  'cut in a document': [Buffer.concat([prelude, block.subarray(0, -10)]), /inside a document \(at byte \d+\)/],
  'a terminator is missing': [
    Buffer.concat([prelude, block.subarray(0, -4), end]),
    /ends before shop\.orders is whole/,
  ],
  'two terminators': [Buffer.concat([prelude, block, block.subarray(-4), end]), /a block has no header/],
  'a document is missing': [
    Buffer.concat([prelude, archiveBlock(begin, documents.slice(1)), end]),
    /shop\.orders are not those that were written: their checksum \(at byte \d+\)/,
  ],
  'it goes on behind its end': [Buffer.concat([prelude, block, end, block]), /shop\.orders goes on behind its end/],
  'documents stand behind an end': [
    Buffer.concat([prelude, block, end.subarray(0, -4), documents[0]!, end.subarray(-4)]),
    /behind the end of their collection/,
  ],
  'something stands behind the last end': [
    Buffer.concat([prelude, block, end, Buffer.from('rest')]),
    /document says it is|inside a document/,
  ],
  'nobody announced it': [
    Buffer.concat([prelude, archiveBlock(archiveHeader('shop', 'strange'), documents)]),
    /none of a collection that was announced/,
  ],
  'announced twice': [Buffer.concat([archivePrelude([shop, shop]), block, end]), /announced twice/],
  'another version': [archivePrelude([shop], { version: '9' }), /format “9”/],
  'a length that cannot be': [
    Buffer.concat([prelude, begin, Buffer.from([0xff, 0xff, 0xff, 0x7f])]),
    /says it is 2147483647 bytes long \(at byte \d+\)/,
  ],
};

for (const [what, [bytes, message]] of Object.entries(WRONG)) {
  test(`refused: ${what}`, async () => {
    await assert.rejects(readAll(bytes), (error: unknown) => {
      assert.ok(error instanceof AppError, String(error));
      assert.ok(['damaged', 'unsupported'].includes(error.code));
      assert.match(error.message, message);
      return true;
    });
  });
}

test('whatever is changed in it, an archive is read as it was, or refused: nothing else is thrown', async () => {
  const small = archiveOf(COLLECTIONS.filter(({ name }) => name !== 'large'));
  const edit = fc.record({ at: fc.nat(small.length - 1), byte: fc.nat(255), cut: fc.nat(3) });
  await fc.assert(
    fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 3 }), async (edits) => {
      const bytes = Buffer.from(small);
      for (const { at, byte } of edits) bytes[at] = byte;
      const changed = edits[0]!.cut === 0 ? bytes.subarray(0, edits[0]!.at) : bytes;
      await readAll(changed, 1000).catch((error: unknown) => {
        if (!(error instanceof AppError) || !['damaged', 'unsupported'].includes(error.code)) throw error;
      });
    }),
    { numRuns: 300 },
  );
});
