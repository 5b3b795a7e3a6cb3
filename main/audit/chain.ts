// The chain: every entry is one line that holds the hash of the line before it and ends with its own. The hash covers the bytes of
// the line, so checking needs no parsing. Pure: it knows no file.

import { hash } from 'node:crypto';
import type { AuditDetail, AuditEntry, AuditEvent, AuditFault } from '../../shared/model/audit.ts';

/** Where a chain stands: its last entry, or (number 0) the random value it begins with. */
export interface Link {
  readonly number: number;
  readonly hash: string;
}

const HASH_LENGTH = 64;
const TAIL = ',"hash":"';
const TAIL_LENGTH = TAIL.length + HASH_LENGTH + '"}'.length;
/** Longer details are cut, and say so: the log is no place for data. */
const MAX_DETAIL_LENGTH = 4000;

/** The line of the entry that follows `previous`, without its line end. */
export function lineAfter(
  previous: Link,
  event: AuditEvent,
  atMs: number,
): { readonly line: string; readonly link: Link } {
  const { who, action, target, subject, why, runId, planHash, result } = event;
  const number = previous.number + 1;
  const body = JSON.stringify({
    number,
    prevHash: previous.hash,
    at: new Date(atMs).toISOString(),
    ...{ who, action, target, subject, why, runId, planHash },
    before: bounded(event.before),
    after: bounded(event.after),
    result,
  }).slice(0, -1);
  const own = hash('sha256', body);
  return { line: `${body}${TAIL}${own}"}`, link: { number, hash: own } };
}

function bounded(detail: AuditDetail | undefined): AuditDetail {
  if (detail === undefined) return null;
  const text = JSON.stringify(detail);
  return text.length <= MAX_DETAIL_LENGTH ? detail : `${text.slice(0, MAX_DETAIL_LENGTH)}… (cut)`;
}

/** Null where the line is no entry. */
export function parseLine(line: string): AuditEntry | null {
  try {
    const entry = JSON.parse(line) as Partial<AuditEntry> | null;
    if (typeof entry?.hash !== 'string' || typeof entry.number !== 'number') return null;
    return entry as AuditEntry;
  } catch {
    return null;
  }
}

/** Takes lines in order; tells the first that is wrong. Stateful, one for a reading. */
export interface ChainCheck {
  /** `line` without its line end. Null: it follows. */
  take(line: Buffer): AuditFault | null;
  readonly last: Link;
  /** What the first entry names as its forerunner; null before there is one. */
  readonly chain: string | null;
}

/** `afterNumber`: the first line it takes has the number that follows; its forerunner is not checked. */
export function createChainCheck(afterNumber = 0): ChainCheck {
  let last: Link = { number: afterNumber, hash: '' };
  let chain: string | null = null;
  const fault = (kind: AuditFault['kind'], reason: string): AuditFault => ({ kind, number: last.number + 1, reason });

  return {
    get last() {
      return last;
    },
    get chain() {
      return chain;
    },
    take(line) {
      const number = last.number + 1;
      const head = `{"number":${number},"prevHash":"`;
      if (line.length < head.length + HASH_LENGTH + TAIL_LENGTH) return fault('unreadable', 'is not readable');
      const start = line.toString('latin1', 0, head.length + HASH_LENGTH);
      const stated = line.toString('latin1', line.length - TAIL_LENGTH);
      if (!stated.startsWith(TAIL) || !start.startsWith('{"number":')) return fault('unreadable', 'is not readable');
      const own = hash('sha256', line.subarray(0, line.length - TAIL_LENGTH));
      if (stated !== `${TAIL}${own}"}`) return fault('changed', 'was changed');
      const forerunner = start.slice(head.length);
      if (!start.startsWith(head) || (chain !== null && forerunner !== last.hash))
        return fault('order', 'does not follow the entry before it');
      chain ??= forerunner;
      last = { number, hash: own };
      return null;
    },
  };
}
