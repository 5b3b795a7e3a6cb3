// What a drill's steps are rebuilt from, here or in another process.

export interface DrillData {
  readonly set: string;
  readonly mongo: { readonly version: string } | null;
  readonly redis: { readonly version: string } | null;
  /** What the set unpacked takes in the scratch servers. */
  readonly needs: { readonly diskBytes: number; readonly memoryBytes: number };
}
