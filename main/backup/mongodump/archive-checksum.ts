// CRC-64 as an archive of mongodump has it for the documents of a collection: ECMA polynomial, reflected, both ends inverted.

import { crc64Table } from '../rdb/crc64.ts';

const TABLE = crc64Table(0xc96c5795, 0xd7870f42);

/** A running checksum. `update` takes bytes in any portions. */
export class ArchiveChecksum {
  #low = -1;
  #high = -1;

  update(bytes: Uint8Array): void {
    const { low: ofLow, high: ofHigh } = TABLE;
    let low = this.#low;
    let high = this.#high;
    for (let at = 0; at < bytes.length; at += 1) {
      const index = (low ^ bytes[at]!) & 255;
      low = ((low >>> 8) | (high << 24)) ^ ofLow[index]!;
      high = (high >>> 8) ^ ofHigh[index]!;
    }
    this.#low = low;
    this.#high = high;
  }

  digest(): bigint {
    return (BigInt(~this.#high >>> 0) << 32n) | BigInt(~this.#low >>> 0);
  }
}
