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
      if (from + run > packed.length || to + run > length) throw doesNotUnpack();
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
    if (from > packed.length || source < 0 || to + run > length) throw doesNotUnpack();
    for (; run > 0; run -= 1) {
      unpacked[to] = unpacked[source]!;
      to += 1;
      source += 1;
    }
  }
  if (to !== length) throw damaged('a packed string unpacks to another length than it says');
  return unpacked;
}

/** How far back a stream may point. */
const HISTORY_BYTES = 8192;
/** No step of it is longer: a control byte with what belongs to it. */
const LONGEST_STEP_BYTES = 33;
const MOST_OF_A_STEP = 264;
const PORTION_BYTES = 256 * 1024;

/** Unpacks what comes in parts, in bounded memory. */
export class LzfStream {
  readonly #window = Buffer.allocUnsafe(HISTORY_BYTES + PORTION_BYTES);
  readonly #onUnpacked: (bytes: Buffer) => void;
  #rest: Buffer = Buffer.alloc(0);
  /** Where the portion under way begins, and where it ends so far. */
  #from = 0;
  #to = 0;

  /** `onUnpacked`: its bytes are valid during the call only. */
  constructor(onUnpacked: (bytes: Buffer) => void) {
    this.#onUnpacked = onUnpacked;
  }

  /** Throws `damaged`. */
  push(packed: Buffer): void {
    this.#take(this.#rest.length === 0 ? packed : Buffer.concat([this.#rest, packed]), false);
  }

  /** Throws `damaged` where a step is not whole. */
  end(): void {
    this.#take(this.#rest, true);
    this.#handOut();
  }

  #take(packed: Buffer, isLast: boolean): void {
    const end = isLast ? packed.length : packed.length - LONGEST_STEP_BYTES + 1;
    let from = 0;
    while (from < end) {
      if (this.#window.length - this.#to < MOST_OF_A_STEP) this.#handOut();
      const control = packed[from]!;
      from += 1;
      if (control < 32) {
        const run = control + 1;
        if (from + run > packed.length) throw doesNotUnpack();
        this.#to += packed.copy(this.#window, this.#to, from, from + run);
        from += run;
        continue;
      }
      let run = (control >> 5) + 2;
      if (run === 9) {
        run += packed[from] ?? 0;
        from += 1;
      }
      let source = this.#to - ((control & 31) << 8) - 1 - (packed[from] ?? 0);
      from += 1;
      if (from > packed.length || source < 0) throw doesNotUnpack();
      for (; run > 0; run -= 1) {
        this.#window[this.#to] = this.#window[source]!;
        this.#to += 1;
        source += 1;
      }
    }
    this.#rest = Buffer.from(packed.subarray(from));
  }

  /** What may still be pointed at stays. */
  #handOut(): void {
    this.#onUnpacked(this.#window.subarray(this.#from, this.#to));
    const kept = Math.min(HISTORY_BYTES, this.#to);
    this.#window.copyWithin(0, this.#to - kept, this.#to);
    [this.#from, this.#to] = [kept, kept];
  }
}

function doesNotUnpack(): Error {
  return damaged('a packed string does not unpack');
}
