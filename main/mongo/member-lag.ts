// How far a member is behind the primary, in time. Pure; remembers only when each member last had everything.

import type { MemberStatus, SetStatus } from './read-set-status.ts';

/**
 * The lag of a member is the wall clock of the primary's last applied entry minus that of the member's own, as one
 * replSetGetStatus reply tells both. On a quiet set that difference overstates: when the first entry after ten quiet seconds
 * is under way for a millisecond, it says ten seconds. A member cannot be further behind than the time since it was last
 * seen to have everything, so the smaller of the two counts.
 */
export class LagMeter {
  /** Member id → the asked member's clock when it had everything. */
  readonly #caughtUpMs = new Map<number, number>();

  /** Null for a primary, an arbiter, a member that is down, one that never applied anything, and while there is no primary. */
  lagOf(member: MemberStatus, status: SetStatus): number | null {
    const primary = status.members.find(({ state }) => state === 'PRIMARY');
    if (primary === undefined || primary.appliedAtMs === null) return null;
    if (member.state === 'PRIMARY' || member.state === 'ARBITER' || member.state === 'DOWN') return null;
    if (member.appliedAtMs === null) return null;
    const differenceMs = primary.appliedAtMs - member.appliedAtMs;
    if (differenceMs <= 0) {
      this.#caughtUpMs.set(member.memberId, status.dateMs);
      return 0;
    }
    const caughtUpMs = this.#caughtUpMs.get(member.memberId);
    return caughtUpMs === undefined ? differenceMs : Math.min(differenceMs, Math.max(0, status.dateMs - caughtUpMs));
  }

  /** Forgets all: another member answers, with another clock. */
  reset(): void {
    this.#caughtUpMs.clear();
  }
}
