// Reads the whole log and holds it against everything that knows better. What finds what:
//   the chain              an entry that was changed, dropped, inserted, repeated or moved inside the log
//   the anchor             a cut tail, a line more, another log in its place, the log rolled back or rebuilt alone
//   the keystore           log and anchor rolled back or rebuilt together (desktop; up to the last head it was told)
//   the journals of runs   the same, where there is no keystore: each run names the head it began at; reports carry it outside
// Not found: who rewrites log, anchor, keystore and journals alike. Against that only copies elsewhere help: exported reports.

import type { AuditFault, AuditHead, AuditVerdict } from '../../shared/model/audit.ts';
import { isKeyed, type AnchorRecord } from './anchor.ts';
import { createChainCheck, parseLine, type ChainCheck } from './chain.ts';
import { readLines } from './log-file.ts';
import type { Seal } from './seal.ts';

/** A head that something outside of the log names. */
export interface Witness extends AuditHead {
  /** In words: `run 2026-11-20T06-40-00Z-k3f9`. */
  readonly who: string;
}

/** What was known at one moment, between two entries. */
export interface Snapshot {
  readonly lengthBytes: number;
  readonly record: AnchorRecord | null;
  readonly sealed: AuditHead | null;
}

export interface VerifyOptions extends Snapshot {
  readonly logFile: string;
  readonly seal: Seal;
  readonly witnesses: readonly Witness[];
  readonly nowMs: () => number;
}

/** The first entry of a chain that took the place of a damaged one. */
export const ACCEPT = 'audit.accept';

/** Entries may be added meanwhile: only what was there at the moment of the snapshot is read. */
export async function verifyLog(options: VerifyOptions): Promise<AuditVerdict> {
  const { logFile, lengthBytes, record, sealed, seal, witnesses, nowMs } = options;
  const startedMs = performance.now();
  const known = [...(record ? [record] : []), ...(sealed ? [sealed] : []), ...witnesses];
  const {
    check,
    fault: broken,
    hashes,
    beganAnew,
  } = await readChain(logFile, lengthBytes, new Set(known.map(({ number }) => number)));
  const chain: Found = { check, hashes, beganAnew };
  const fault =
    broken ?? againstAnchor(chain, record, seal) ?? againstSeal(chain, sealed) ?? againstWitnesses(chain, witnesses);
  return {
    ok: fault === null,
    entries: fault === null ? check.last.number : Math.min(check.last.number, fault.number - 1),
    fault,
    head: check.chain === null ? null : { chain: check.chain, ...check.last },
    anchoredMs: record?.atMs ?? null,
    sealedNumber: sealed?.number ?? null,
    checkedMs: nowMs(),
    tookMs: performance.now() - startedMs,
  };
}

interface Found {
  readonly check: ChainCheck;
  /** By entry number, for the numbers that were asked for. */
  readonly hashes: ReadonlyMap<number, string>;
  readonly beganAnew: boolean;
}

async function readChain(
  logFile: string,
  lengthBytes: number,
  wanted: ReadonlySet<number>,
): Promise<Found & { fault: AuditFault | null }> {
  const check = createChainCheck();
  const hashes = new Map<number, string>();
  let beganAnew = false;
  for await (const lines of readLines(logFile, lengthBytes)) {
    for (const line of lines) {
      const fault = check.take(line);
      if (fault !== null) return { check, hashes, beganAnew, fault };
      const { number, hash } = check.last;
      if (number === 1) beganAnew = parseLine(line.toString('utf8'))?.action === ACCEPT;
      if (wanted.has(number)) hashes.set(number, hash);
    }
  }
  return { check, hashes, beganAnew, fault: null };
}

function againstAnchor({ check, hashes }: Found, anchor: AnchorRecord | null, seal: Seal): AuditFault | null {
  const { last, chain } = check;
  if (anchor === null) {
    return last.number === 0
      ? null
      : { kind: 'anchor-missing', number: 1, reason: 'has no anchor: the file that says where the log ends is gone' };
  }
  if (anchor.mac !== null && seal.key !== null && !isKeyed(seal.key, anchor)) {
    return seal.isKnown
      ? { kind: 'anchor-forged', number: 1, reason: 'has an anchor that no console of this user wrote' }
      : { kind: 'seal-missing', number: 1, reason: 'was sealed with a key that the keystore does not hold any more' };
  }
  if (last.number < anchor.number)
    return { kind: 'cut', number: last.number + 1, reason: 'and what followed is missing' };
  const isOther =
    (chain !== null && chain !== anchor.chain) || (anchor.number > 0 && hashes.get(anchor.number) !== anchor.hash);
  if (isOther) return { kind: 'rebuilt', number: 1, reason: 'is of another log than the one that was anchored' };
  const isAnnounced = last.number === anchor.number + 1 && last.hash === anchor.next;
  if (last.number === anchor.number || isAnnounced) return null;
  return { kind: 'grown', number: anchor.number + 1, reason: 'was added by something that is no console' };
}

function againstSeal(found: Found, sealed: AuditHead | null): AuditFault | null {
  return sealed === null ? null : against(found, sealed, 'the keystore');
}

/** Heads of an earlier chain count only where the present one does not say that it took its place. */
function againstWitnesses(found: Found, witnesses: readonly Witness[]): AuditFault | null {
  for (const witness of witnesses) {
    if (witness.chain !== found.check.chain && found.beganAnew) continue;
    const fault = against(found, witness, witness.who);
    if (fault !== null) return fault;
  }
  return null;
}

function against({ check, hashes }: Found, head: AuditHead, who: string): AuditFault | null {
  if (check.chain !== null && check.chain !== head.chain)
    return { kind: 'rebuilt', number: 1, reason: `is of another log than the one ${who} has seen` };
  if (check.last.number < head.number)
    return {
      kind: 'rolled-back',
      number: check.last.number + 1,
      reason: `and what followed is missing: ${who} has seen entry ${head.number}`,
    };
  if (head.number > 0 && hashes.get(head.number) !== head.hash)
    return { kind: 'rebuilt', number: head.number, reason: `is not the one that ${who} has seen` };
  return null;
}
