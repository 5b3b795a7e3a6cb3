// What the journals of runs say about the audit log: each names, in its first line, the entry its start was written as.

import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Witness } from './verify-log.ts';

/** The newest are enough: an older head is covered by every later one. */
const MOST = 50;
const MOST_BYTES = 4 * 1024 * 1024;

const FirstLine = z.looseObject({
  auditHead: z.object({ chain: z.string(), number: z.number().int().positive(), hash: z.string() }),
});

export async function runWitnesses(dataFolder: string): Promise<readonly Witness[]> {
  const folder = join(dataFolder, 'runs');
  const runIds = await readdir(folder).catch(() => []); // no run yet
  const newest = runIds.sort().slice(-MOST);
  const found = await Promise.all(newest.map((runId) => witnessOf(runId, join(folder, runId, 'journal.jsonl'))));
  return found.flatMap((witness) => witness ?? []);
}

/** Undefined where the journal names none: an old one, a damaged one, one that was not begun. */
async function witnessOf(runId: string, journal: string): Promise<Witness | undefined> {
  try {
    const parsed = FirstLine.safeParse(JSON.parse(await firstLine(journal)));
    return parsed.success ? { ...parsed.data.auditHead, who: `run ${runId}` } : undefined;
  } catch {
    return undefined;
  }
}

async function firstLine(path: string): Promise<string> {
  const file = await open(path, 'r');
  try {
    for (let length = 64 * 1024; length <= MOST_BYTES; length *= 4) {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, 0);
      const end = buffer.subarray(0, bytesRead).indexOf(0x0a);
      if (end >= 0) return buffer.toString('utf8', 0, end);
      if (bytesRead < length) break;
    }
    return '';
  } finally {
    await file.close();
  }
}
