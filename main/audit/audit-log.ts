// Who did what, why, to what, what was before and after, and how it ended: append-only lines, each on disk before anything goes
// on, chained (chain.ts) and anchored outside of their folder (anchor.ts, seal.ts; verify-log.ts says what finds what).
// Never holds a secret. Nothing here changes or removes an entry: a damaged log is set aside whole.

import { hash, randomBytes } from 'node:crypto';
import { access, mkdir, rename } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Clock } from '../../shared/clock.ts';
import { AppError } from '../../shared/errors.ts';
import type {
  AuditEntry,
  AuditEvent,
  AuditFilter,
  AuditHead,
  AuditPage,
  AuditVerdict,
} from '../../shared/model/audit.ts';
import { withFileLock, type AssertHeld } from '../file-lock.ts';
import type { SecretStore } from '../host.ts';
import { createAnchor, type Anchor } from './anchor.ts';
import { createChainCheck, lineAfter, parseLine, type Link } from './chain.ts';
import { appendLine, lengthOf, notWritten, readEnd, type LogEnd } from './log-file.ts';
import { searchLog, type PageRequest } from './search.ts';
import { openSeal, type Seal } from './seal.ts';
import { ACCEPT, verifyLog, type Snapshot, type Witness } from './verify-log.ts';

export type { AuditDetail, AuditEntry, AuditEvent, AuditHead, AuditVerdict } from '../../shared/model/audit.ts';

export interface AuditLog {
  /** Resolves when the entry is on the disk. Throws `damaged` when the log does not end where its anchor says. */
  append(event: AuditEvent): Promise<AuditHead>;
  /** Reads the whole log and holds it against its anchors. */
  verify(): Promise<AuditVerdict>;
  /** Newest first. */
  search(filter: Partial<AuditFilter>, page: PageRequest, signal?: AbortSignal): Promise<AuditPage>;
  /**
   * Sets the log aside as it is and begins a new chain, whose first entry tells so and why. Throws `conflict` where the log is
   * whole. Resolves with the path of what was set aside, null where nothing was left.
   */
  accept(by: { readonly who: string; readonly reason: string }): Promise<string | null>;
  /** Hears of every entry this process wrote. */
  onAppend(listener: (entry: AuditEntry) => void): () => void;
  /** Resolves when everything that was written is told to the keystore as well. */
  idle(): Promise<void>;
}

export interface AuditLogOptions {
  readonly folder: string;
  readonly clock: Clock;
  /** The settings folder: outside of `folder`, so that both must be changed to hide a change. */
  readonly anchorFolder?: string;
  readonly secrets?: Pick<SecretStore, 'available' | 'get' | 'set'>;
  /** Heads that are named outside of the log. */
  readonly witnesses?: () => Promise<readonly Witness[]>;
  readonly report?: (error: unknown) => void;
}

const LOG = 'audit.jsonl';
const OLD_HEAD = 'audit-head.json';

/** Tells logs of several data folders apart, in the settings folder and in the keystore. */
function placeOf(folder: string): string {
  return hash('sha256', resolve(folder)).slice(0, 16);
}

export function anchorFileOf(folder: string, anchorFolder: string): string {
  return join(anchorFolder, `audit-anchor-${placeOf(folder)}`);
}

export function createAuditLog(options: AuditLogOptions): AuditLog {
  const { folder, clock, anchorFolder = join(folder, 'anchor'), secrets, witnesses, report = () => {} } = options;
  const logFile = join(folder, LOG);
  const place = placeOf(folder);
  const anchorFile = anchorFileOf(folder, anchorFolder);
  const opened = once(async () => {
    const seal = await openSeal(secrets, place, report);
    if (!seal.isKnown) await setOldFormatAside(folder, anchorFile);
    return { seal, anchor: createAnchor(anchorFile, seal.key) };
  });
  const listeners = new Set<(entry: AuditEntry) => void>();
  let last: Promise<unknown> = Promise.resolve();

  async function appendOne(event: AuditEvent, assertHeld: AssertHeld): Promise<AuditHead> {
    const { anchor, seal } = await opened();
    const { end, wholeBytes } = await anchoredEnd(anchor, readEnd(logFile));
    const atMs = clock.now();
    const { line, link } = lineAfter(end, event, atMs);
    assertHeld();
    await anchor.announce(end, link.hash, atMs);
    assertHeld();
    await appendLine(logFile, line, wholeBytes);
    return written({ anchor, seal }, { chain: end.chain, ...link }, line, atMs);
  }

  async function written({ anchor, seal }: Opened, head: AuditHead, line: string, atMs: number): Promise<AuditHead> {
    await anchor.confirm(head, atMs).catch(report); // the announcement stands
    seal.tell(head);
    const entry = parseLine(line);
    if (entry !== null) for (const listener of listeners) listener(entry);
    return head;
  }

  /** Several consoles of this machine may write: each holds the log while it adds its line. */
  async function exclusively<Result>(work: (assertHeld: AssertHeld) => Promise<Result>): Promise<Result> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    return withFileLock(logFile, { staleMs: 5_000, waitMs: 8_000, lookEveryMs: 20 }, work);
  }

  function inOrder<Result>(work: (assertHeld: AssertHeld) => Promise<Result>): Promise<Result> {
    const result = last.then(() => exclusively(work)).catch(notWritten(folder));
    last = result.catch(() => undefined);
    return result;
  }

  async function snapshot(): Promise<Snapshot> {
    const { anchor, seal } = await opened();
    return { lengthBytes: await lengthOf(logFile), record: await anchor.read(), sealed: await seal.read() };
  }

  async function verifyAt(take: () => Promise<Snapshot>): Promise<AuditVerdict> {
    const seen = (await witnesses?.()) ?? []; // before the snapshot: what they name must be in it
    const { seal } = await opened();
    return verifyLog({ logFile, seal, ...(await take()), witnesses: seen, nowMs: clock.now });
  }

  return {
    append: (event) => inOrder((assertHeld) => appendOne(event, assertHeld)),
    verify: () => verifyAt(() => inOrder(snapshot)),
    search: (filter, page, signal) => searchLog(logFile, filter, page, signal),
    accept: ({ who, reason }) =>
      inOrder(async () => {
        const verdict = await verifyAt(snapshot);
        if (verdict.fault === null) {
          throw new AppError('conflict', 'The audit log is whole: there is nothing to accept.', { retryable: false });
        }
        const { anchor, seal } = await opened();
        const atMs = clock.now();
        const aside = await setAside(logFile, atMs);
        const start = newChain();
        const { line, link } = lineAfter(start, acceptance(who, reason, verdict, aside), atMs);
        await anchor.announce(start, link.hash, atMs);
        await appendLine(logFile, line, 0);
        await written({ anchor, seal }, { chain: start.chain, ...link }, line, atMs);
        return aside;
      }),
    onAppend(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    async idle() {
      await last;
      await (await opened()).seal.idle();
    },
  };
}

interface Opened {
  readonly anchor: Anchor;
  readonly seal: Seal;
}

/** Where the next line goes. Throws `damaged` where the log does not end where its anchor says. */
async function anchoredEnd(
  anchor: Anchor,
  { line, wholeBytes }: LogEnd,
): Promise<{ end: AuditHead; wholeBytes: number }> {
  const record = await anchor.read();
  if (record === null && line === null) return { end: newChain(), wholeBytes: 0 };
  const link = line === null ? null : linkOf(line);
  if (record !== null) {
    const { chain, number, hash: anchored, next } = record;
    if (link === null && line === null && number === 0)
      return { end: { chain, number, hash: anchored }, wholeBytes: 0 };
    const isThere = link?.number === number && link.hash === anchored;
    const isAnnounced = link?.number === number + 1 && link.hash === next;
    if (link && (isThere || isAnnounced)) return { end: { chain, ...link }, wholeBytes };
  }
  throw new AppError('damaged', 'The audit log does not end where its anchor says: it was changed by something else.', {
    hint: 'Run `marsad audit verify`, find out who changed it, keep a copy, then `marsad audit accept --reason …` begins a new one.',
  });
}

/** Null where the line itself is damaged. */
function linkOf(line: Buffer): Link | null {
  const entry = parseLine(line.toString('utf8'));
  if (entry === null) return null;
  return createChainCheck(entry.number - 1).take(line) === null ? { number: entry.number, hash: entry.hash } : null;
}

function newChain(): AuditHead {
  const chain = randomBytes(32).toString('hex');
  return { chain, number: 0, hash: chain };
}

/**
 * Logs of 0.1 had their head beside them and no anchor. They are kept under another name, and a new chain begins. Whoever could
 * make a log look like that had to remove the anchor first, and could as well have written it.
 */
async function setOldFormatAside(folder: string, anchorFile: string): Promise<void> {
  const isThere = (path: string): Promise<boolean> =>
    access(path).then(
      () => true,
      () => false,
    );
  if (!(await isThere(join(folder, OLD_HEAD))) || (await isThere(anchorFile))) return;
  await rename(join(folder, LOG), join(folder, 'audit-0.1.jsonl')).catch(missingIsFine);
  await rename(join(folder, OLD_HEAD), join(folder, 'audit-0.1-head.json')).catch(missingIsFine);
}

function missingIsFine(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error;
}

/** Null where there was no log any more. */
async function setAside(logFile: string, atMs: number): Promise<string | null> {
  const aside = logFile.replace(/\.jsonl$/, `.damaged-${new Date(atMs).toISOString().replaceAll(':', '-')}.jsonl`);
  try {
    await rename(logFile, aside);
    return aside;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

function acceptance(
  who: string,
  why: string,
  { fault, entries, head }: AuditVerdict,
  aside: string | null,
): AuditEvent {
  return {
    who,
    action: ACCEPT,
    target: '',
    subject: 'audit.accept',
    why,
    runId: null,
    planHash: null,
    result: 'done',
    before: {
      fault: fault === null ? null : `entry ${fault.number} ${fault.reason}`,
      certainEntries: entries,
      lastNumber: head?.number ?? 0,
      lastHash: head?.hash ?? null,
    },
    after: { keptAs: aside },
  };
}

function once<Value>(make: () => Promise<Value>): () => Promise<Value> {
  let made: Promise<Value> | undefined;
  return () => (made ??= make());
}
