// Reads entries newest first: page by page for screens, all of them (bounded) for an export. A line that cannot be read is left
// out here; that the log is damaged is told by its check.

import { EVERYTHING, type AuditEntry, type AuditFilter, type AuditPage } from '../../shared/model/audit.ts';
import { parseLine } from './chain.ts';
import { readLinesBackwards } from './log-file.ts';

export interface PageRequest {
  readonly limit: number;
  /** Of the page before; null: the newest. */
  readonly cursor: number | null;
}

export async function searchLog(
  logFile: string,
  filter: Partial<AuditFilter>,
  { limit, cursor }: PageRequest,
  signal?: AbortSignal,
): Promise<AuditPage> {
  const whole = { ...EVERYTHING, ...filter };
  const matches = matcher(whole);
  const mayMatch = rawMatcher(whole);
  const entries: AuditEntry[] = [];
  for await (const lines of readLinesBackwards(logFile, cursor ?? undefined)) {
    signal?.throwIfAborted();
    for (const { line, start } of lines) {
      const entry = mayMatch(line) ? parseLine(line) : null;
      if (entry === null) continue;
      const verdict = matches(entry);
      if (verdict === 'past') return { entries, cursor: null };
      if (verdict === 'no') continue;
      entries.push(entry);
      if (entries.length >= limit) return { entries, cursor: start > 0 ? start : null };
    }
  }
  return { entries, cursor: null };
}

/** Most lines are told without being parsed: words that JSON writes as they are must stand in the line. */
function rawMatcher(filter: AuditFilter): (line: string) => boolean {
  const words = [...wordsOf(filter), filter.profileId.toLowerCase()].filter((word) => !/["\\]/.test(word));
  if (filter.fromMs !== null) return () => true; // the line that is too old ends the search
  return (line) => {
    const raw = line.toLowerCase();
    return words.every((word) => raw.includes(word));
  };
}

function wordsOf({ text }: AuditFilter): string[] {
  return text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
}

/** `past`: older than what is asked for; nothing that follows can match. */
function matcher(filter: AuditFilter): (entry: AuditEntry) => 'yes' | 'no' | 'past' {
  const words = filter.text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  const has = (value: string, part: string): boolean => part === '' || value.toLowerCase().includes(part.toLowerCase());
  return (entry) => {
    const atMs = Date.parse(entry.at);
    if (filter.fromMs !== null && atMs < filter.fromMs - CLOCK_SLACK_MS) return 'past';
    const isIn =
      (filter.fromMs === null || atMs >= filter.fromMs) &&
      (filter.toMs === null || atMs <= filter.toMs) &&
      (filter.profileId === '' || entry.target === filter.profileId) &&
      has(entry.who, filter.who) &&
      has(entry.action, filter.action);
    if (!isIn) return 'no';
    const whole = words.length === 0 ? '' : wholeText(entry);
    return words.every((word) => whole.includes(word)) ? 'yes' : 'no';
  };
}

/** A clock that was set back may have written entries out of order. */
const CLOCK_SLACK_MS = 86_400_000;

function wholeText({ before, after, hash: _hash, prevHash: _prevHash, ...words }: AuditEntry): string {
  return [...Object.values(words), detailWords(before), detailWords(after)].join('\n').toLowerCase();
}

export function detailWords(detail: AuditEntry['before']): string {
  if (detail === null) return '';
  return typeof detail === 'string' ? detail : JSON.stringify(detail);
}
