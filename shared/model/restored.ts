// What restores have left on the MongoDB servers: made beside what is there, or the old collections they keep.

export interface LeftCollections {
  readonly collections: number;
  readonly documents: number;
  readonly sizeBytes: number;
}

export interface RestoreLeft {
  readonly id: string;
  /** Null: an older version's, or one that did not come to its end. */
  readonly made: {
    readonly set: string;
    /** What the data are of, and when they were restored. */
    readonly momentMs: number;
    readonly atMs: number;
    readonly by: string;
  } | null;
  /** Where its collections belong. */
  readonly databases: readonly string[];
  /** Restored and not in place. */
  readonly beside: LeftCollections;
  /** Those that were there before. */
  readonly kept: LeftCollections;
  readonly canCutOver: boolean;
  readonly canCutBack: boolean;
}
