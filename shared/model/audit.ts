// The audit log as data: who did what, why, to what, what was there before and after, and how it ended.

/** Short text or small JSON. */
export type AuditDetail =
  string | number | boolean | null | readonly AuditDetail[] | { readonly [name: string]: AuditDetail };

export interface AuditEvent {
  readonly who: string;
  /** `run.start`, `run.end`, `run.resume`, `profile.unlock`, … */
  readonly action: string;
  /** Profile id; empty where it is about none. */
  readonly target: string;
  /** The runbook or call, and what of it. */
  readonly subject: string;
  readonly why: string;
  readonly runId: string | null;
  readonly planHash: string | null;
  /** `started`, a run's status, or an error code. */
  readonly result: string;
  readonly before?: AuditDetail;
  readonly after?: AuditDetail;
}

export interface AuditEntry extends Required<AuditEvent> {
  readonly number: number;
  readonly at: string;
  readonly prevHash: string;
  readonly hash: string;
}

/** Names one entry of one chain: what anchors, journals and reports keep outside of the log. */
export interface AuditHead {
  /** The previous hash of the chain's first entry: random, so that a chain begun anew is another one. */
  readonly chain: string;
  readonly number: number;
  readonly hash: string;
}

export type AuditFaultKind =
  | 'unreadable' // a line is no entry
  | 'order' // an entry does not follow the one before it
  | 'changed' // an entry is not what its hash says
  | 'cut' // entries at the end are missing
  | 'grown' // entries at the end that no console has anchored
  | 'rebuilt' // whole in itself, but not the log that was anchored
  | 'rolled-back' // log and anchor are older than what the keystore or a run has seen
  | 'anchor-missing'
  | 'anchor-forged' // not written by a console that holds the key
  | 'seal-missing'; // the keystore has lost what it knew

export interface AuditFault {
  readonly kind: AuditFaultKind;
  /** The first entry that is wrong, counted from 1. */
  readonly number: number;
  readonly reason: string;
}

export interface AuditVerdict {
  readonly ok: boolean;
  /** Entries that are certain: those before the fault. */
  readonly entries: number;
  readonly fault: AuditFault | null;
  readonly head: AuditHead | null;
  /** When the anchor was written. */
  readonly anchoredMs: number | null;
  /** The last entry the keystore vouches for; null where this face reaches none. */
  readonly sealedNumber: number | null;
  readonly checkedMs: number;
  readonly tookMs: number;
}

/** Empty fields ask for everything. */
export interface AuditFilter {
  readonly text: string;
  readonly who: string;
  readonly action: string;
  readonly profileId: string;
  readonly fromMs: number | null;
  readonly toMs: number | null;
}

export const EVERYTHING: AuditFilter = { text: '', who: '', action: '', profileId: '', fromMs: null, toMs: null };

export interface AuditPage {
  /** Newest first. */
  readonly entries: readonly AuditEntry[];
  /** Where the next page begins; null: there is nothing older. */
  readonly cursor: number | null;
}

export interface AuditState {
  readonly log: {
    readonly status: 'checking' | 'whole' | 'damaged';
    readonly entries: number;
    readonly fault: AuditFault | null;
    readonly head: AuditHead | null;
    readonly anchoredMs: number | null;
    readonly sealedNumber: number | null;
    readonly checkedMs: number | null;
  };
  /** The newest, by number. */
  readonly entries: Readonly<Record<string, AuditEntry>>;
}

export const AUDIT_TABLES = ['entries'] as const satisfies readonly (keyof AuditState)[];
