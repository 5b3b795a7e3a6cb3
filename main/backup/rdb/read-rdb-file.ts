// Walks the keys of an RDB file at the pace of whoever works on them.

import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { RdbReader, type RdbEntry, type RdbSummary } from './rdb-reader.ts';

const CHUNK_BYTES = 256 * 1024;

/** Waits for `onKeys` before reading on; entries are only valid until it resolves. */
export async function readRdbFile(
  path: string,
  onKeys: (entries: readonly RdbEntry[], rdbVersion: number, doneBytes: number) => Promise<void>,
): Promise<RdbSummary> {
  const { size: totalBytes } = await stat(path);
  let entries: RdbEntry[] = [];
  let doneBytes = 0;
  const reader = new RdbReader({ totalBytes, onKey: (entry) => entries.push(entry) });
  for await (const chunk of createReadStream(path, { highWaterMark: CHUNK_BYTES }) as AsyncIterable<Buffer>) {
    reader.push(chunk);
    doneBytes += chunk.length;
    const read = entries;
    entries = [];
    await onKeys(read, reader.version, doneBytes);
  }
  const summary = reader.end();
  await onKeys(entries, reader.version, doneBytes);
  return summary;
}
