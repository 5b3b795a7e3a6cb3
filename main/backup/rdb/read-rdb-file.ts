// Walks the keys of an RDB in a set at the pace of whoever works on them.

import type { OpenSet } from '../format/open-set.ts';
import { readFile } from '../format/read-file.ts';
import type { LargeRdbEntry, RdbEntry, RdbSummary } from './rdb-entry.ts';
import { RdbReader } from './rdb-reader.ts';

/** Waits for `onKeys` before reading on; entries are only valid until it resolves. */
export async function readRdbFile(
  set: OpenSet,
  path: string,
  onKeys: (entries: readonly (RdbEntry | LargeRdbEntry)[], rdbVersion: number) => Promise<void>,
): Promise<RdbSummary> {
  let entries: (RdbEntry | LargeRdbEntry)[] = [];
  const reader = new RdbReader({ onKey: (entry) => entries.push(entry) });
  for await (const plain of readFile(set, path)) {
    reader.push(plain);
    const read = entries;
    entries = [];
    await onKeys(read, reader.version);
  }
  const summary = reader.end();
  await onKeys(entries, reader.version);
  return summary;
}
