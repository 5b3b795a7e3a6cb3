// What a reading is: one fact of the servers, the backups or this machine, made on demand. It changes nothing, takes no
// longer than a few seconds, and says `null` where nobody can tell: never a guess.

import { isolate } from '../../../../shared/text.ts';
import type { RunbookContext } from '../../runbook.ts';
import type { Unit } from '../quantity.ts';
import type { Wording } from '../wording.ts';

/** Words in both languages, or names and figures that are the same in every language. */
export type Line = string | Wording;

export interface ReadingValue {
  /** In the reading's unit: ms, bytes, 0–1, a count, or a word. Null: not known. */
  readonly value: number | string | null;
  /** What stands behind it, line by line; for people. */
  readonly lines?: readonly Line[];
  /** Why it is not known. */
  readonly why?: Line;
}

export interface ReadingDefinition {
  readonly name: string;
  readonly unit: Unit;
  readonly label: Wording;
  /** Whether it can be, or must be, of one node (`host:port`). */
  readonly of: 'none' | 'optional' | 'needed';
  read(context: RunbookContext, of: string | null): Promise<ReadingValue>;
}

const MAX_LINES = 20;
const MAX_LINE = 200;

/** Lines that fit a screen and a journal, however many there are. */
export function bounded(lines: readonly Line[]): readonly Line[] {
  const shown = lines
    .slice(0, MAX_LINES)
    .map((line) => (typeof line === 'string' ? cut(line) : { en: cut(line.en), ar: cut(line.ar) }));
  return lines.length > MAX_LINES ? [...shown, `… + ${lines.length - MAX_LINES}`] : shown;
}

function cut(line: string): string {
  return line.length > MAX_LINE ? `${line.slice(0, MAX_LINE)}…` : line;
}

/** The largest number that is known; null where none is. */
export function largest(values: readonly (number | null)[]): number | null {
  return values.reduce<number | null>(
    (most, value) => (value !== null && (most === null || value > most) ? value : most),
    null,
  );
}

/** Where one of the lags is not known, neither is the largest: whoever is down may be far behind. By the servers' names. */
export function largestLag(lags: readonly (readonly [name: string, lag: number | null])[]): ReadingValue {
  const unknown = lags.filter(([, lag]) => lag === null).map(([name]) => name);
  if (unknown.length === 0) return { value: largest(lags.map(([, lag]) => lag)) };
  const names = unknown.join(', ');
  return {
    value: null,
    why: { en: `the lag of ${names} is not known`, ar: `تأخّر ${isolate(names, 'ar')} غير معروف` },
  };
}

/** How many there are, each on a line of its own. */
export function counted(lines: readonly Line[]): ReadingValue {
  return { value: lines.length, lines: bounded(lines) };
}
