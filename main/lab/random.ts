// A small deterministic generator, so that the same seed number always makes the same sample data.

export interface Random {
  /** 0 ≤ n < 1 */
  next(): number;
  /** from ≤ n ≤ to */
  integer(from: number, to: number): number;
  pick<T>(items: readonly T[]): T;
  /** Small numbers far more often than large ones: 0 ≤ n < count. */
  skewed(count: number): number;
  hex(length: number): string;
}

/** mulberry32 */
export function random(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const integer = (from: number, to: number): number => from + Math.floor(next() * (to - from + 1));
  return {
    next,
    integer,
    pick: (items) => items[Math.floor(next() * items.length)]!,
    skewed: (count) => Math.floor(next() ** 3 * count),
    hex: (length) => {
      let text = '';
      while (text.length < length) text += integer(0, 0xffff).toString(16).padStart(4, '0');
      return text.slice(0, length);
    },
  };
}
