// Which moments of MongoDB can be restored: what sets and slices of the oplog make possible together.

import type { Moment } from '../moment.ts';

/** What a slice of the oplog says of itself to anybody, without any key. */
export interface SliceHeader {
  /** The last write before the slice; it holds what came after it. */
  readonly after: Moment;
  /** The last write in it, and the term of the primary that took it. */
  readonly upTo: Moment;
  readonly term: number;
  readonly entries: number;
  /** The slice it goes on from. Null: the first of its chain, which begins at a set. */
  readonly previous: { readonly id: string; readonly link: string } | null;
  /** Why a chain begins anew although there was one. */
  readonly gap: GapReason | null;
  /** What the next slice names this one by: a hash over all of the above and its files. */
  readonly link: string;
}

/** `outrun`: the server had forgotten the writes after the last slice. `rollback`: it had taken the last of them back. */
export type GapReason = 'outrun' | 'rollback';

export interface Slice extends SliceHeader {
  readonly id: string;
  readonly sizeBytes: number;
}

/** A set that is of one moment of MongoDB. */
export interface BaseSet {
  readonly id: string;
  readonly moment: Moment;
}

/** Every moment from one to the other can be restored. `from` is the moment of a set; without slices it is that moment alone. */
export interface Span {
  readonly from: Moment;
  readonly to: Moment;
  /** Oldest first; at least one. */
  readonly sets: readonly BaseSet[];
  /** Without a gap, oldest first. */
  readonly slices: readonly Slice[];
}

/** `not-saved`: there is no slice at all in between. `missing`: a slice that was there once is not found, or is not the one it was. */
export interface Gap {
  readonly from: Moment;
  readonly to: Moment;
  readonly reason: GapReason | 'not-saved' | 'missing';
}

export interface Coverage {
  /** Oldest first. */
  readonly spans: readonly Span[];
  /** Between the spans. */
  readonly gaps: readonly Gap[];
}

/** How one moment would be restored. */
export interface RestorePoint {
  readonly moment: Moment;
  readonly set: BaseSet;
  /** Those to be replayed, oldest first; none where the set is of that very moment. */
  readonly slices: readonly Slice[];
}

export type RestoreAnswer =
  | { readonly possible: true; readonly point: RestorePoint }
  /** The nearest moments that can be restored. */
  | { readonly possible: false; readonly before: Moment | null; readonly after: Moment | null };
