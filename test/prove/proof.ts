// What a proof is: it tries something often, on the real thing, counts what happened, and holds or does not.

export interface ProofResult {
  /** The table, header first. An empty row begins another table. */
  readonly rows: readonly (readonly string[])[];
  /** One sentence with the figure that matters. */
  readonly closing: string;
  readonly holds: boolean;
}

/** Tries `count` times; what "once" means is the proof's own. */
export type Prove = (count: number) => Promise<ProofResult>;

/** Columns aligned, two spaces between. An empty row begins another table, with widths of its own. */
export function formatTable(rows: ProofResult['rows']): string {
  const tables: ProofResult['rows'][number][][] = [[]];
  for (const row of rows) {
    if (row.length === 0) tables.push([]);
    else tables.at(-1)!.push(row);
  }
  return tables.map(alignColumns).join('\n\n');
}

function alignColumns(rows: ProofResult['rows']): string {
  const table = rows.filter((row) => row.length > 1);
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...table.map((row) => (row[column] ?? '').length)));
  const lines = rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '));
  return lines.map((line) => line.trimEnd()).join('\n');
}

/** Numbers from a seed, so that a proof that failed can be run again just so. 0 ≤ n < 1. (mulberry32) */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function oneOf<T>(random: () => number, values: readonly T[]): T {
  return values[Math.floor(random() * values.length)]!;
}
