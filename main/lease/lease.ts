// What the engine may ask of exclusion. A lease lives in the target itself: whoever points another console at the same servers,
// under any name, from any machine, meets it there. It is fenced (an old holder can never act again) and expires by the
// servers' or a monotonic clock, never by two machines' wall clocks compared.

import type { AppError } from '../../shared/errors.ts';
import type { LeaseArea, LeaseHolder, LeaseView } from '../../shared/model/lease.ts';
import type { RunbookContext } from '../runbook/runbook.ts';

export type { LeaseHolder, LeaseView };

export interface LeaseName {
  readonly area: LeaseArea;
  readonly scope: LeaseView['scope'];
  /** False: only wants nobody else to rewrite the content meanwhile, and may not write to the target (read-only profiles). */
  readonly writes: boolean;
}

export interface OpenRunRequest {
  readonly profileId: string;
  readonly names: readonly LeaseName[];
  readonly holder: LeaseHolder;
  /** False for dry runs: the accesses refuse whatever changes a server. */
  readonly mayWrite: boolean;
  /** Takes the lease of an owner that gives no sign of life any more; the reason stands in the lease and the audit log. */
  readonly takeOver: { readonly reason: string } | null;
  readonly signal: AbortSignal;
  /** Called once when it is lost; from then on nothing that changes a server is sent. */
  onLost(error: AppError): void;
}

/** A run's way to its targets: its accesses send what changes a server only while the lease is held. */
export interface OpenedRun {
  readonly context: RunbookContext;
  readonly leases: readonly LeaseView[];
  /** What an operator should know of how they were taken: with fewer voters than usual, from whom. */
  readonly remarks: readonly string[];
  /**
   * Throws `conflict` where a lease is lost, and a retryable `unreachable` where it was not confirmed for some seconds: the
   * target does not answer, or elects. Nothing that changes a server is sent meanwhile.
   */
  assertHeld(): void;
  /** For whoever only reads the content: throws `conflict` when somebody rewrote it since. */
  verify(): Promise<void>;
  /** Gives the leases back. Never throws. */
  close(): Promise<void>;
}

/**
 * Takes all leases or none, and arms the accesses. Throws `conflict` (`details.lease`: `redis.change`, …, with the owner named in
 * the message) where another holds one, `denied` where the profile is read-only or a privilege is missing.
 */
export type OpenRun = (request: OpenRunRequest) => Promise<OpenedRun>;
