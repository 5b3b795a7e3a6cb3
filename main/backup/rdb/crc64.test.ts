import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { Crc64 } from './crc64.ts';

test('gives the checksum Redis gives', () => {
  const digest = new Crc64().update(Buffer.from('123456789')).digest();
  assert.equal(Buffer.from(digest).reverse().toString('hex'), 'e9c6d914c4b8d9ca');
});

/** One bit at a time, as crc64.c of Redis explains it. */
function plainCrc64(bytes: Uint8Array): bigint {
  let crc = 0n;
  for (const byte of bytes) {
    crc ^= BigInt(byte);
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1n ? (crc >> 1n) ^ 0x95ac9329ac4bc9b5n : crc >> 1n;
  }
  return crc;
}

test('portions and odd lengths make no difference', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(200), (bytes, cut) => {
      const digest = new Crc64().update(bytes.subarray(0, cut)).update(bytes.subarray(cut)).digest();
      assert.equal(digest.readBigUInt64LE(), plainCrc64(bytes));
    }),
  );
});
