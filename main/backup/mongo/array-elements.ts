// The documents of a BSON array, as a server's reply holds them. The array is a server's own: its lengths are believed.

/** Calls with `array[from, to)` for each of its documents. */
export function eachDocument(array: Buffer, onDocument: (from: number, to: number) => void): void {
  const last = array.length - 1;
  for (let at = 4; at < last;) {
    let from = at + 2; // behind the type and the first digit of the index
    while (array[from] !== 0) from += 1;
    from += 1;
    at = from + array.readInt32LE(from);
    onDocument(from, at);
  }
}

/** The last one; undefined where there is none. */
export function lastDocument(array: Buffer): Buffer | undefined {
  let ends: readonly [number, number] | undefined;
  eachDocument(array, (from, to) => (ends = [from, to]));
  return ends && array.subarray(...ends);
}
