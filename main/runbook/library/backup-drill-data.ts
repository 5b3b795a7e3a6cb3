// What a drill's steps are rebuilt from, here or in another process.

export interface DrillData {
  readonly set: string;
  /** Whose copy is proven. */
  readonly store: string;
  /** Null: it lies on this machine. */
  readonly fetchFrom: string | null;
  readonly mongo: { readonly version: string } | null;
  readonly redis: { readonly version: string } | null;
  /** What the set unpacked takes in the scratch servers. */
  readonly needs: { readonly diskBytes: number; readonly memoryBytes: number };
}
