// What a lease in one kind of target can do, Redis and MongoDB alike, and the times both keep to.

import type { AppError } from '../../shared/errors.ts';
import type { LeaseHolder, LeaseView } from './lease.ts';

/** The leases of one run in one target: taken together, given back together. */
export interface TargetLease {
  readonly views: readonly LeaseView[];
  readonly remarks: readonly string[];
  /** By what is known here. See `OpenedRun.assertHeld`. */
  assertHeld(): void;
  /** Asks the target itself, now. */
  confirm(): Promise<void>;
  /** Never throws. */
  release(): Promise<void>;
}

export interface TakeOptions {
  readonly scopes: readonly LeaseView['scope'][];
  readonly holder: LeaseHolder;
  /** Tells this holding from every other, also of the same run. */
  readonly token: string;
  readonly takeOver: { readonly reason: string } | null;
  readonly signal: AbortSignal;
  /** Called at most once, and never after `release`. */
  onLost(error: AppError): void;
}

/** A holder shows this often that it lives. */
export const BEAT_EVERY_MS = 1_000;
/** Older than this, the last confirmation is no ground to send anything that changes a server. */
export const CERTAIN_FOR_MS = 8_000;
/** Silent for longer than this, by the target's clock or by that of whoever watched all the while, a holder may be replaced. */
export const EXPIRES_AFTER_MS = 15_000;
/**
 * A holder that stays uncertain for this many beats gives up by itself. Counted, not timed: a machine that slept is given the
 * chance to find its lease untouched.
 */
export const GIVES_UP_AFTER_BEATS = 60;
