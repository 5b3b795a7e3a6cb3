// Who holds a target, as shown to whoever meets the holder there.

export type LeaseArea = 'redis' | 'mongo';

export interface LeaseHolder {
  readonly operator: string;
  readonly host: string;
  readonly pid: number;
  readonly runId: string;
  readonly runbookId: string;
}

export interface LeaseView {
  readonly area: LeaseArea;
  /** `change`: whoever changes servers of this area. `content`: whoever rewrites or copies what they hold. */
  readonly scope: 'change' | 'content';
  readonly holder: LeaseHolder;
  /** Higher than that of every holder before. */
  readonly fence: string;
  /** How long ago the holder last gave a sign of life, by the target's own clock; null where it cannot tell. */
  readonly silentMs: number | null;
}

export interface LeaseHolders {
  readonly leases: readonly LeaseView[];
  /** Targets that could not be asked: whether somebody holds them is not known. */
  readonly unknown: readonly LeaseArea[];
}
