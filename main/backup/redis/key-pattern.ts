// Which keys a pattern names, exactly as KEYS and SCAN MATCH would: *, ?, [a-z], [^a], and \ before what stands for itself.
// By bytes, because keys are bytes; without going back more than to the last star, so that no pattern takes for ever.

const [STAR, QUESTION, OPEN, CLOSE, NOT, ESCAPE, DASH] = [...Buffer.from('*?[]^\\-')] as [
  number,
  number,
  number,
  number,
  number,
  number,
  number,
];

export type KeyFilter = (key: Uint8Array) => boolean;

export function keyPattern(pattern: string): KeyFilter {
  const bytes = Buffer.from(pattern);
  return (key) => matches(bytes, key);
}

function matches(pattern: Uint8Array, key: Uint8Array): boolean {
  let [at, from] = [0, 0];
  let [starAt, starFrom] = [-1, 0];
  while (from < key.length) {
    if (pattern[at] === STAR) {
      starAt = at += 1;
      starFrom = from;
      continue;
    }
    const next = at < pattern.length ? matchOne(pattern, at, key[from]!) : -1;
    if (next >= 0) {
      at = next;
      from += 1;
    } else if (starAt >= 0) {
      starFrom += 1;
      at = starAt;
      from = starFrom;
    } else return false;
  }
  while (pattern[at] === STAR) at += 1;
  return at === pattern.length;
}

/** Where the pattern goes on after the one byte that matched; -1: it did not. */
function matchOne(pattern: Uint8Array, at: number, byte: number): number {
  if (pattern[at] === QUESTION) return at + 1;
  if (pattern[at] === OPEN) return matchClass(pattern, at + 1, byte);
  const literal = pattern[at] === ESCAPE && at + 1 < pattern.length ? at + 1 : at;
  return pattern[literal] === byte ? literal + 1 : -1;
}

/** A class that is never closed ends with the pattern, as it does in Redis. */
function matchClass(pattern: Uint8Array, start: number, byte: number): number {
  let at = start;
  const isNot = pattern[at] === NOT;
  if (isNot) at += 1;
  let isIn = false;
  while (at < pattern.length && pattern[at] !== CLOSE) {
    if (pattern[at] === ESCAPE && at + 1 < pattern.length) {
      isIn ||= pattern[at + 1] === byte;
      at += 2;
    } else if (at + 2 < pattern.length && pattern[at + 1] === DASH) {
      const [one, other] = [pattern[at]!, pattern[at + 2]!];
      isIn ||= byte >= Math.min(one, other) && byte <= Math.max(one, other);
      at += 3;
    } else {
      isIn ||= pattern[at] === byte;
      at += 1;
    }
  }
  return isIn === isNot ? -1 : Math.min(at + 1, pattern.length);
}
