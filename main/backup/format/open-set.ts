// A set that can be read: where it lies, and its manifest.

import { readManifest, type Manifest } from '../manifest.ts';

export interface OpenSet {
  readonly folder: string;
  readonly manifest: Manifest;
}

/** Throws as {@link readManifest} does. */
export async function openSet(folder: string): Promise<OpenSet> {
  return { folder, manifest: await readManifest(folder) };
}
