// CRC-64 as Redis writes it at the end of every RDB and DUMP payload: Jones polynomial, reflected, no final xor.
// Slicing by 16 over pairs of 32-bit halves: BigInt would be a hundred times slower than the network.

const POLYNOMIAL_HIGH = 0x95ac9329;
const POLYNOMIAL_LOW = 0xac4bc9b5;
const SLICES = 16;

/** What each byte does to a reflected CRC of 64 bits, as halves of 32 bits. */
export function crc64Table(polynomialHigh: number, polynomialLow: number): { low: Int32Array; high: Int32Array } {
  const table = { low: new Int32Array(256), high: new Int32Array(256) };
  for (let byte = 0; byte < 256; byte += 1) {
    let low = byte;
    let high = 0;
    for (let bit = 0; bit < 8; bit += 1) {
      const carry = low & 1;
      low = (low >>> 1) | (high << 31);
      high >>>= 1;
      if (carry) {
        low ^= polynomialLow;
        high ^= polynomialHigh;
      }
    }
    table.low[byte] = low;
    table.high[byte] = high;
  }
  return table;
}

/** `LOW[slice * 256 + byte]`, `HIGH[…]`: what a byte does to the checksum `slice` bytes later. */
const LOW = new Int32Array(SLICES * 256);
const HIGH = new Int32Array(SLICES * 256);

const { low: ofLow, high: ofHigh } = crc64Table(POLYNOMIAL_HIGH, POLYNOMIAL_LOW);
LOW.set(ofLow);
HIGH.set(ofHigh);
for (let index = 256; index < SLICES * 256; index += 1) {
  const low = LOW[index - 256]!;
  const high = HIGH[index - 256]!;
  LOW[index] = ((low >>> 8) | (high << 24)) ^ LOW[low & 255]!;
  HIGH[index] = (high >>> 8) ^ HIGH[low & 255]!;
}

/** A running checksum. `update` takes bytes in any portions. */
export class Crc64 {
  #low = 0;
  #high = 0;

  update(bytes: Uint8Array, from = 0, to = bytes.length): this {
    let low = this.#low;
    let high = this.#high;
    let at = from;
    for (const stop = to - 15; at < stop; at += 16) {
      const a = low ^ (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24));
      const b = high ^ (bytes[at + 4]! | (bytes[at + 5]! << 8) | (bytes[at + 6]! << 16) | (bytes[at + 7]! << 24));
      const i0 = 3840 + (a & 255);
      const i1 = 3584 + ((a >>> 8) & 255);
      const i2 = 3328 + ((a >>> 16) & 255);
      const i3 = 3072 + (a >>> 24);
      const i4 = 2816 + (b & 255);
      const i5 = 2560 + ((b >>> 8) & 255);
      const i6 = 2304 + ((b >>> 16) & 255);
      const i7 = 2048 + (b >>> 24);
      const i8 = 1792 + bytes[at + 8]!;
      const i9 = 1536 + bytes[at + 9]!;
      const i10 = 1280 + bytes[at + 10]!;
      const i11 = 1024 + bytes[at + 11]!;
      const i12 = 768 + bytes[at + 12]!;
      const i13 = 512 + bytes[at + 13]!;
      const i14 = 256 + bytes[at + 14]!;
      const i15 = bytes[at + 15]!;
      low =
        LOW[i0]! ^
        LOW[i1]! ^
        LOW[i2]! ^
        LOW[i3]! ^
        LOW[i4]! ^
        LOW[i5]! ^
        LOW[i6]! ^
        LOW[i7]! ^
        LOW[i8]! ^
        LOW[i9]! ^
        LOW[i10]! ^
        LOW[i11]! ^
        LOW[i12]! ^
        LOW[i13]! ^
        LOW[i14]! ^
        LOW[i15]!;
      high =
        HIGH[i0]! ^
        HIGH[i1]! ^
        HIGH[i2]! ^
        HIGH[i3]! ^
        HIGH[i4]! ^
        HIGH[i5]! ^
        HIGH[i6]! ^
        HIGH[i7]! ^
        HIGH[i8]! ^
        HIGH[i9]! ^
        HIGH[i10]! ^
        HIGH[i11]! ^
        HIGH[i12]! ^
        HIGH[i13]! ^
        HIGH[i14]! ^
        HIGH[i15]!;
    }
    for (; at < to; at += 1) {
      const index = (low ^ bytes[at]!) & 255;
      low = ((low >>> 8) | (high << 24)) ^ LOW[index]!;
      high = (high >>> 8) ^ HIGH[index]!;
    }
    this.#low = low;
    this.#high = high;
    return this;
  }

  /** The checksum as Redis stores it: 8 bytes, little endian. */
  digest(): Buffer {
    const bytes = Buffer.allocUnsafe(8);
    bytes.writeInt32LE(this.#low, 0);
    bytes.writeInt32LE(this.#high, 4);
    return bytes;
  }
}
