// Numbers with their unit, as people write them in a runbook file: `10 s`, `85 %`, `2 GB`, `3`.

/** What a reading is measured in. `share` is 0 to 1 and written in percent. */
export type Unit = 'ms' | 'bytes' | 'share' | 'count' | 'text';

const FACTORS: Readonly<Record<Exclude<Unit, 'text'>, Readonly<Record<string, number>>>> = {
  ms: { ms: 1, s: 1000, min: 60_000, h: 3_600_000, d: 86_400_000 },
  bytes: { B: 1, kB: 1e3, MB: 1e6, GB: 1e9, TB: 1e12 },
  share: { '%': 0.01 },
  count: { '': 1 },
};

const EXAMPLES: Readonly<Record<Unit, string>> = {
  ms: '500 ms, 10 s, 5 min, 24 h or 7 d',
  bytes: '500 kB, 10 MB or 2 GB',
  share: '85 %',
  count: '3',
  text: 'a word',
};

/** How a value of that unit is written, for messages. */
export function exampleOf(unit: Unit): string {
  return EXAMPLES[unit];
}

/** The number in the unit's own measure; undefined where it is not one. */
export function parseQuantity(written: string | number | boolean, unit: Exclude<Unit, 'text'>): number | undefined {
  const [, digits, name] = /^(-?\d{1,15}(?:\.\d{1,6})?) ?([A-Za-z%]{0,3})$/.exec(String(written).trim()) ?? [];
  if (digits === undefined) return undefined;
  const factors = FACTORS[unit];
  const factor = Object.hasOwn(factors, name!) ? factors[name!] : undefined;
  if (factor !== undefined) return Number(digits) * factor;
  return name === '' && Number(digits) === 0 ? 0 : undefined; // nothing needs no unit
}
