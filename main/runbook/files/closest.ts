// "Did you mean …?": the known name nearest to what was written.

const MOST_NAMED = 30;

/** Null where nothing is near enough to be meant. */
export function closest(written: string, known: Iterable<string>): string | null {
  const word = written.slice(0, 80).toLowerCase();
  let best: string | null = null;
  let bestDistance = Math.max(1, Math.floor(word.length / 3)) + 1;
  for (const name of known) {
    const distance = editDistance(word, name.toLowerCase());
    if (distance < bestDistance) [best, bestDistance] = [name, distance];
  }
  return best;
}

/** Letters to add, drop, change or swap with their neighbour. */
function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const changed = last[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      let least = Math.min(last[j]! + 1, row[j - 1]! + 1, changed);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        least = Math.min(least, beforeLast[j - 2]! + 1);
      row.push(least);
    }
    [beforeLast, last] = [last, row];
  }
  return last[b.length]!;
}

/** A hint: the near name, or all there are. */
export function didYouMean(written: string, known: readonly string[]): string {
  const near = closest(written, known);
  if (near !== null) return `Did you mean \`${near}\`?`;
  const rest = known.length > MOST_NAMED ? `, … (${known.length} in all)` : '';
  return `There are: ${known.slice(0, MOST_NAMED).join(', ')}${rest}.`;
}
