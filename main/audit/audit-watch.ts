// The audit log as it is watched: checked whole once at the start, its newest entries as they come. What other consoles of this
// machine write is seen while somebody watches. Damage is told once to the log of the program, and stays on the screen.

import type { Clock } from '../../shared/clock.ts';
import type { Lifetime } from '../../shared/lifetime.ts';
import { AUDIT_TABLES, type AuditEntry, type AuditState, type AuditVerdict } from '../../shared/model/audit.ts';
import { live, whileWatched, type Live } from '../live.ts';
import type { AuditLog } from './audit-log.ts';

export interface AuditWatch {
  readonly state: Live<AuditState>;
  /** The check at the start. Never rejects: where it could not be made, that is the fault. */
  readonly started: Promise<AuditVerdict>;
  /** Checks again, for all who watch. */
  verify(): Promise<AuditVerdict>;
}

const NEWEST = 100;
const LOOK_EVERY_MS = 2_000;
const CHECK_EVERY_MS = 60_000;

export function watchAudit(
  log: AuditLog,
  clock: Clock,
  lifetime: Lifetime,
  report: (error: unknown) => void,
): AuditWatch {
  const state = live<AuditState>(
    {
      log: {
        status: 'checking',
        entries: 0,
        fault: null,
        head: null,
        anchoredMs: null,
        sealedNumber: null,
        checkedMs: null,
      },
      entries: {},
    },
    AUDIT_TABLES,
  );

  async function verify(): Promise<AuditVerdict> {
    const verdict = await log.verify();
    show(verdict);
    return verdict;
  }

  function show({ ok, entries, fault, head, anchoredMs, sealedNumber, checkedMs }: AuditVerdict): void {
    const status = ok ? 'whole' : 'damaged';
    state.update((before) => ({
      ...before,
      log: { status, entries, fault, head, anchoredMs, sealedNumber, checkedMs },
    }));
  }

  async function readNewest(): Promise<void> {
    const { entries } = await log.search({}, { limit: NEWEST, cursor: null });
    state.update((before) => ({ ...before, entries: byNumber(entries) }));
  }

  const started = verify().catch((error: unknown): AuditVerdict => {
    report(error);
    const verdict = unreadable(clock.now());
    show(verdict);
    return verdict;
  });
  lifetime.add(
    log.onAppend((entry) =>
      state.update((before) => ({
        log: { ...before.log, ...afterAppend(before.log, entry, clock.now()) },
        entries: byNumber([entry, ...Object.values(before.entries)]),
      })),
    ),
  );
  lifetime.add(() => log.idle());

  return {
    started,
    verify,
    state: whileWatched(state, () => {
      const over = new AbortController();
      void follow(over.signal).catch((error: unknown) => {
        if (!over.signal.aborted) report(error);
      });
      return () => over.abort();
    }),
  };

  async function follow(signal: AbortSignal): Promise<void> {
    for (let checkedMs = clock.now(); !signal.aborted;) {
      const { log: known, entries: before } = state.get().state;
      await readNewest();
      const isNews = newest(state.get().state.entries) !== newest(before);
      const isDue = clock.now() - checkedMs > CHECK_EVERY_MS;
      if (known.status !== 'checking' && (isNews || isDue)) {
        await verify();
        checkedMs = clock.now();
      }
      await clock.sleep(LOOK_EVERY_MS, signal);
    }
  }
}

/** An entry of our own follows what was checked: nothing has to be read again for it. */
function afterAppend(
  log: AuditState['log'],
  { number, hash, prevHash }: AuditEntry,
  nowMs: number,
): Partial<AuditState['log']> {
  if (log.status !== 'whole') return {};
  const chain = log.head?.chain ?? prevHash;
  return { entries: number, head: { chain, number, hash }, anchoredMs: nowMs };
}

function byNumber(entries: readonly AuditEntry[]): Record<string, AuditEntry> {
  const newestFirst = [...entries].sort((a, b) => b.number - a.number).slice(0, NEWEST);
  return Object.fromEntries(newestFirst.map((entry) => [String(entry.number), entry]));
}

function newest(entries: AuditState['entries']): string {
  const last = Object.values(entries).reduce<AuditEntry | null>(
    (a, b) => (a === null || b.number > a.number ? b : a),
    null,
  );
  return last?.hash ?? '';
}

function unreadable(nowMs: number): AuditVerdict {
  return {
    ok: false,
    entries: 0,
    fault: { kind: 'unreadable', number: 1, reason: 'could not be read: see the log of the program' },
    head: null,
    anchoredMs: null,
    sealedNumber: null,
    checkedMs: nowMs,
    tookMs: 0,
  };
}
