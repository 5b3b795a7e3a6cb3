import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { AppError } from '../../../shared/errors.ts';
import { LZF_MAX_GROWTH, unpackLzf } from './lzf.ts';

test('unpacks runs and references, also ones that overlap themselves', () => {
  // "ab", then 6 bytes from 2 back: "ababab" once more.
  assert.equal(unpackLzf(Buffer.from([1, 97, 98, 0x80, 1]), 8).toString(), 'abababab');
});

test('hostile input is refused as damaged, within its own length', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), fc.nat(60 * LZF_MAX_GROWTH), (packed, length) => {
      try {
        assert.equal(unpackLzf(packed, length).length, length);
      } catch (error) {
        assert.ok(error instanceof AppError && error.code === 'damaged');
      }
    }),
    { numRuns: 2000 },
  );
});
