import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BSON, Decimal128, Double, Int32, Long, MaxKey, MinKey, ObjectId, Timestamp } from 'mongodb';
import * as fc from 'fast-check';
import { AppError } from '../../../shared/errors.ts';
import { checkDocument } from './bson-walk.ts';
import { ContentHash } from './content-hash.ts';
import { DocumentSplitter } from './split-documents.ts';

const EVERYTHING = Buffer.from(
  BSON.serialize({
    a: new Double(1.5),
    b: 'text',
    c: { d: [1, { e: [] }] },
    f: new BSON.Binary(Buffer.from('xyz')),
    g: new ObjectId(),
    h: true,
    i: new Date(),
    j: null,
    k: /re/i,
    l: new BSON.Code('code', { scope: 1 }),
    m: new BSON.Code('plain'),
    n: new BSON.BSONSymbol('symbol'),
    o: new Int32(1),
    p: new Timestamp({ t: 1, i: 2 }),
    q: Long.fromNumber(5),
    r: Decimal128.fromString('1'),
    s: new MinKey(),
    t: new MaxKey(),
  }),
);

test('every type of value is known', () => {
  checkDocument(EVERYTHING, 0, EVERYTHING.length);
});

test('what the walk accepts, the driver reads; what it refuses is said to be damaged', () => {
  fc.assert(
    fc.property(fc.nat(EVERYTHING.length - 1), fc.nat(255), (at, value) => {
      const harmed = Buffer.from(EVERYTHING);
      harmed[at] = value;
      try {
        checkDocument(harmed, 0, harmed.length);
      } catch (error) {
        assert.ok(error instanceof AppError && error.code === 'damaged');
        return;
      }
      // Servers store these as they come; only the driver minds.
      try {
        BSON.deserialize(harmed, { validation: { utf8: false }, bsonRegExp: true } as never);
      } catch (error) {
        assert.match(String(error), /subtype 0x02|regular expression option/);
      }
    }),
    { numRuns: 5000 },
  );
});

test('documents nested without end are refused', () => {
  let nested: Record<string, unknown> = {};
  for (let depth = 0; depth < 400; depth += 1) nested = { a: nested };
  const bytes = Buffer.from(BSON.serialize(nested));
  assert.throws(() => checkDocument(bytes, 0, bytes.length), { code: 'damaged' });
});

test('a stream is cut into its documents wherever the chunks end', () => {
  const documents = Array.from({ length: 50 }, (_, index) =>
    Buffer.from(BSON.serialize({ index, text: 'x'.repeat(index) })),
  );
  const stream = Buffer.concat(documents);
  for (const portion of [1, 3, 100, stream.length]) {
    const splitter = new DocumentSplitter();
    const found: Buffer[] = [];
    for (let at = 0; at < stream.length; at += portion) {
      splitter.push(stream.subarray(at, at + portion), (bytes, from, to) =>
        found.push(Buffer.from(bytes.subarray(from, to))),
      );
    }
    splitter.end();
    assert.deepEqual(found, documents);
  }
  const cut = new DocumentSplitter();
  cut.push(stream.subarray(0, stream.length - 1), () => undefined);
  assert.throws(() => cut.end(), { code: 'damaged' });
});

test('the content hash does not know order, and knows every change', () => {
  const hashOf = (...documents: string[]): string => {
    const hash = new ContentHash();
    for (const document of documents) hash.add(Buffer.from(document));
    return hash.toString();
  };
  assert.equal(hashOf('a', 'b', 'c'), hashOf('c', 'a', 'b'));
  assert.notEqual(hashOf('a', 'b'), hashOf('a', 'c'));
  assert.notEqual(hashOf('a'), hashOf('a', 'a'));
  const [left, right] = [new ContentHash(), new ContentHash()];
  left.add(Buffer.from('a'));
  right.add(Buffer.from('b'));
  left.merge(right.lanes);
  assert.equal(left.toString(), hashOf('a', 'b'));
});
