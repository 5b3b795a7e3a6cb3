// LZF as Redis packs longer strings (and keys) in an RDB. Only unpacking is needed. Trusts nothing in its input.

import { damaged } from '../damaged.ts';

/** No LZF stream grows more than this: three bytes make at most 264. */
export const LZF_MAX_GROWTH = 264;

export function unpackLzf(packed: Uint8Array, length: number): Buffer {
  if (length > packed.length * LZF_MAX_GROWTH) throw damaged('a packed string says it is longer than it can be');
  const unpacked = Buffer.allocUnsafe(length);
  let from = 0;
  let to = 0;
  while (from < packed.length) {
    const control = packed[from]!;
    from += 1;
    if (control < 32) {
      const run = control + 1;
      if (from + run > packed.length || to + run > length) throw damaged('a packed string does not unpack');
      unpacked.set(packed.subarray(from, from + run), to);
      from += run;
      to += run;
      continue;
    }
    let run = control >> 5;
    if (run === 7) {
      run += packed[from] ?? 0;
      from += 1;
    }
    let source = to - ((control & 31) << 8) - 1 - (packed[from] ?? 0);
    from += 1;
    run += 2;
    if (from > packed.length || source < 0 || to + run > length) throw damaged('a packed string does not unpack');
    for (; run > 0; run -= 1) {
      unpacked[to] = unpacked[source]!;
      to += 1;
      source += 1;
    }
  }
  if (to !== length) throw damaged('a packed string unpacks to another length than it says');
  return unpacked;
}
