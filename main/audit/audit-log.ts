// Who did what, why, to what, and how it ended: append-only JSON lines, each holding the hash of the one before, on disk
// before anything goes on. The head (count and last hash) is kept beside the log, so that a cut tail is found too.
// Never holds a secret. Whoever can rewrite both files can rebuild the chain: keep copies of the head elsewhere.

import { createHash } from 'node:crypto';
import { mkdir, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import lockfile from 'proper-lockfile';
import writeFileAtomic from 'write-file-atomic';
import type { Clock } from '../../shared/clock.ts';
import { AppError } from '../../shared/errors.ts';

export interface AuditEvent {
  readonly who: string;
  /** `run.start`, `run.end`, `run.resume`, `profile.unlock`, … */
  readonly action: string;
  /** Profile id, and what of it. */
  readonly target: string;
  /** The runbook or call. */
  readonly subject: string;
  readonly why: string;
  readonly runId: string | null;
  readonly planHash: string | null;
  /** `started`, a run's status, or an error code. */
  readonly result: string;
}

export interface AuditEntry extends AuditEvent {
  readonly number: number;
  readonly at: string;
  readonly prevHash: string;
  readonly hash: string;
}

export interface AuditVerdict {
  readonly ok: boolean;
  readonly entries: number;
  /** The first entry that is wrong, counted from 1, and what is wrong with it. */
  readonly fault: { readonly number: number; readonly reason: string } | null;
}

export interface AuditLog {
  /** Resolves when the entry is on the disk. Throws `damaged` when the log does not end where its head says. */
  append(event: AuditEvent): Promise<void>;
  /** Reads the whole log and checks every link and the head. */
  verify(): Promise<AuditVerdict>;
}

interface Head {
  readonly number: number;
  readonly hash: string;
}

const NOTHING: Head = { number: 0, hash: '0'.repeat(64) };

export function createAuditLog({ folder, clock }: { readonly folder: string; readonly clock: Clock }): AuditLog {
  const logFile = join(folder, 'audit.jsonl');
  const headFile = join(folder, 'audit-head.json');
  let last: Promise<unknown> = Promise.resolve();

  async function appendOne(event: AuditEvent): Promise<void> {
    const head = await readHead(headFile);
    const { entry, wholeBytes } = await readEnd(logFile);
    const end = entry ?? { ...NOTHING, prevHash: '' };
    // One entry more than the head says: the console ended between the two writes. Anything else is damage.
    if (end.hash !== head.hash && end.prevHash !== head.hash) {
      throw new AppError('damaged', 'The audit log does not end where its head says.', {
        hint: 'Run the audit check, keep both files, and find out who changed them.',
      });
    }
    const unsigned = { ...event, number: end.number + 1, at: new Date(clock.now()).toISOString(), prevHash: end.hash };
    const next: AuditEntry = { ...unsigned, hash: hashOf(unsigned) };
    const file = await open(logFile, 'a', 0o600);
    try {
      await file.truncate(wholeBytes); // a torn last line was never acknowledged
      await file.appendFile(`${JSON.stringify(next)}\n`);
      await file.datasync();
    } finally {
      await file.close();
    }
    await writeFileAtomic(headFile, JSON.stringify({ number: next.number, hash: next.hash }), { mode: 0o600 });
  }

  /** Several consoles of this machine may write: each holds the log while it adds its line. */
  async function exclusively(work: () => Promise<void>): Promise<void> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const release = await lockfile.lock(logFile, {
      realpath: false,
      stale: 5_000,
      retries: { retries: 400, factor: 1, minTimeout: 20, maxTimeout: 20 },
    });
    try {
      await work();
    } finally {
      await release();
    }
  }

  return {
    append(event) {
      const write = last.then(() => exclusively(() => appendOne(event))).catch(notWritten(folder));
      last = write.catch(() => undefined);
      return write;
    },
    async verify() {
      const log = await readFile(logFile, 'utf8').catch(missingIs(''));
      return verifyChain(log, await readHead(headFile));
    },
  };
}

function verifyChain(log: string, head: Head): AuditVerdict {
  let previous: Head = NOTHING;
  const hashes = new Set<string>([NOTHING.hash]);
  const whole = log.slice(0, log.lastIndexOf('\n') + 1);
  for (const line of whole.split('\n').filter((text) => text !== '')) {
    const number = previous.number + 1;
    const entry = parseEntry(line);
    const reason = !entry
      ? 'is not readable'
      : entry.number !== number || entry.prevHash !== previous.hash
        ? 'does not follow the entry before it'
        : entry.hash !== hashOf(entry)
          ? 'was changed'
          : null;
    if (!entry || reason !== null)
      return { ok: false, entries: previous.number, fault: { number, reason: reason ?? '' } };
    previous = { number: entry.number, hash: entry.hash };
    hashes.add(entry.hash);
  }
  if (hashes.has(head.hash) && previous.number - head.number <= 1)
    return { ok: true, entries: previous.number, fault: null };
  return {
    ok: false,
    entries: previous.number,
    fault: { number: previous.number + 1, reason: 'entries at the end are missing' },
  };
}

/** The hash of an entry covers every field but itself, the previous hash included. */
function hashOf(entry: Omit<AuditEntry, 'hash'>): string {
  const { number, at, who, action, target, subject, why, runId, planHash, result, prevHash } = entry;
  return createHash('sha256')
    .update(JSON.stringify([number, at, who, action, target, subject, why, runId, planHash, result, prevHash]))
    .digest('hex');
}

const END_BYTES = 64 * 1024;

/** The last whole entry and where it ends. Reads backwards, so that a long log costs no more than a short one. */
async function readEnd(path: string): Promise<{ readonly entry: AuditEntry | null; readonly wholeBytes: number }> {
  const file = await open(path, 'r').catch(missingIs(null));
  if (file === null) return { entry: null, wholeBytes: 0 };
  try {
    const { size } = await file.stat();
    for (let length = END_BYTES; ; length *= 4) {
      const from = Math.max(0, size - length);
      const { buffer, bytesRead } = await file.read(Buffer.alloc(size - from), 0, size - from, from);
      const bytes = buffer.subarray(0, bytesRead);
      const end = bytes.lastIndexOf('\n');
      const start = end < 1 ? -1 : bytes.lastIndexOf('\n', end - 1);
      if (start < 0 && from > 0) continue; // no whole line in it yet
      if (end < 0) return { entry: null, wholeBytes: 0 };
      const entry = parseEntry(bytes.toString('utf8', start + 1, end));
      if (!entry) throw new AppError('damaged', 'The last entry of the audit log cannot be read.');
      return { entry, wholeBytes: from + end + 1 };
    }
  } finally {
    await file.close();
  }
}

function parseEntry(line: string): AuditEntry | null {
  try {
    return JSON.parse(line) as AuditEntry;
  } catch {
    return null;
  }
}

async function readHead(file: string): Promise<Head> {
  const content = await readFile(file, 'utf8').catch(missingIs(null));
  return content === null ? NOTHING : (JSON.parse(content) as Head);
}

function notWritten(folder: string): (error: unknown) => never {
  return (error) => {
    if (error instanceof AppError) throw error;
    const isFull = ['ENOSPC', 'EDQUOT'].includes((error as NodeJS.ErrnoException).code ?? '');
    throw new AppError(isFull ? 'limited' : 'internal', 'The audit log could not be written.', {
      hint: `See that ${folder} can be written and its disk has room.`,
      cause: error,
    });
  };
}

function missingIs<T>(value: T): (error: NodeJS.ErrnoException) => T {
  return (error) => {
    if (error.code === 'ENOENT') return value;
    throw error;
  };
}
