// What earlier processes left: finished runs as history, and runs whose console ended before they did. Reading a journal
// never changes it, and what cannot be read is left where it is.

import { mayBeAlive } from '../process-identity.ts';
import { damagedRecord } from './damaged-run.ts';
import { listRunIds, readJournal } from './journal.ts';
import type { RunRecord } from './run-record.ts';
import { interrupt, isOver, replay } from './run-state.ts';

const HISTORY_LENGTH = 200;

/** The newest runs on disk. A run of another console that still lives is shown as it was when it was read. */
export async function loadRuns(dataFolder: string): Promise<readonly RunRecord[]> {
  const ids = (await listRunIds(dataFolder)).slice(0, HISTORY_LENGTH);
  const records = await Promise.all(ids.map((id) => loadRun(dataFolder, id)));
  return records.filter((record) => record !== null);
}

/** Null where there is nothing: its console ended before the first entry was on the disk, so nothing was begun. */
export async function loadRun(dataFolder: string, runId: string): Promise<RunRecord | null> {
  const written = await readJournal(dataFolder, runId).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null;
    throw error;
  });
  if (written === null || (written.entries.length === 0 && !written.isDamaged)) return null;
  const record = replayed(runId, written.entries);
  const { status } = record.state.run;
  if (written.isDamaged || record.isDamaged) return isOver(status) ? record : damagedRecord(record);
  if (isOver(status) || status === 'interrupted') return record;
  return mayBeAlive(record.owner) ? record : interrupt(record);
}

/** Entries of a later version, or made by somebody's hand, are damage like any other. */
function replayed(runId: string, entries: Parameters<typeof replay>[0]): RunRecord {
  try {
    return replay(entries);
  } catch {
    return damagedRecord(runId);
  }
}
