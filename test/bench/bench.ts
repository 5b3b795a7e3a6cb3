// What a benchmark is: measured in one run, peer and product in turn, so that a noisy machine is noisy for both.

export interface BenchRow {
  readonly name: string;
  /** The product's figure, median of `runs`. */
  readonly ours: number;
  /** The peer's, measured in the same run; null where the bar is absolute. */
  readonly peer: { readonly name: string; readonly value: number } | null;
  readonly unit: string;
  /** How the figure compares with its bar, in words: `≤ 2 ms`, `≥ 0.9×`. */
  readonly bar: string;
  readonly holds: boolean;
  /** What else is worth knowing: spread, sizes, versions. */
  readonly note?: string;
}

export type Bench = () => Promise<readonly BenchRow[]>;

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** Nearest-rank quantile; NaN for nothing. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1))] ?? Number.NaN;
}

/** Runs both in turn, A B A B …, and gives the figures of each. */
export async function inTurn(
  runs: number,
  a: () => Promise<number>,
  b: () => Promise<number>,
): Promise<{ a: number[]; b: number[] }> {
  const figures = { a: [] as number[], b: [] as number[] };
  for (let run = 0; run < runs; run += 1) {
    figures.a.push(await a());
    figures.b.push(await b());
  }
  return figures;
}

/** Milliseconds an action takes. */
export async function timed(action: () => Promise<unknown>): Promise<number> {
  const startMs = performance.now();
  await action();
  return performance.now() - startMs;
}

export function formatRow({ name, ours, peer, unit, bar, holds, note }: BenchRow): string[] {
  const number = (value: number): string => (Math.abs(value) >= 100 ? value.toFixed(0) : value.toPrecision(3));
  return [
    name,
    `${number(ours)} ${unit}`,
    peer ? `${peer.name} ${number(peer.value)} ${unit}` : '',
    peer ? `${(ours / peer.value).toFixed(2)}×` : '',
    bar,
    holds ? 'holds' : 'falls short',
    note ?? '',
  ];
}
