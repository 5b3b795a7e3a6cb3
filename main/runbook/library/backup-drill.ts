// Proves a set by doing what it is there for: restores it into empty servers the console starts itself, compares all of it with
// what the set says, and notes the verdict beside the set. Touches no server of the profile.

import { z } from 'zod';
import { text } from '../../../shared/text.ts';
import type { Manifest } from '../../backup/manifest.ts';
import { sizeOf } from '../../backup/manifest-figures.ts';
import { defineRunbook, type Step } from '../runbook.ts';
import { drill } from './backup-drill-act.ts';
import { programsCheck, roomCheck } from './backup-drill-checks.ts';
import type { DrillData } from './backup-drill-data.ts';
import { DRILL_TEXTS } from './backup-drill-texts.ts';
import { STORE_FIELD } from './backup-fetch.ts';
import { setCheck } from './backup-restore-checks.ts';
import { NEWEST, newestOf } from './backup-verify.ts';

/** mongod's journal and catalogue, before anything is in it. */
const EMPTY_MONGO_BYTES = 128 * 1024 * 1024;
const MONGO_MEMORY_BYTES = 400 * 1024 * 1024;
/** Documents are packed on disk, indexes come on top. */
const DISK_PER_BYTE = 1.2;
/** What keys take in memory, by their bytes in an RDB. */
const MEMORY_PER_BYTE = 2.5;

export const backupDrill = defineRunbook({
  id: 'backup.drill',
  area: 'backup',
  effect: 'read',
  texts: DRILL_TEXTS,
  fields: [
    { name: 'set', label: text('field.set'), help: text('drill.field.set.help'), kind: 'backup-set', required: true },
    STORE_FIELD,
  ],
  parameters: z.strictObject({ set: z.string().min(1), store: z.string().optional() }),
  async plan({ backups, profile }, { set: wanted, store: wantedStore }) {
    const set = wanted === NEWEST ? await newestOf(backups, profile.id) : wanted;
    const store = wantedStore ? await backups.find(wantedStore) : await backups.holderOf(set);
    const manifest = await backups.manifestOf(set, store.id);
    const { mongo, redis } = manifest;
    const data: DrillData = {
      set,
      store: store.id,
      fetchFrom: store.kind === 's3' ? store.id : null,
      mongo: mongo && { version: mongo.version },
      redis: redis && { version: redis.version },
      needs: needsOf(manifest, store.kind === 's3' ? sizeOf(manifest) : 0),
    };
    const counts = {
      documents: mongo?.collections.reduce((sum, { documents }) => sum + documents, 0) ?? 0,
      keys: redis?.shards.reduce((sum, { keys }) => sum + keys, 0) ?? 0,
    };
    return {
      title: text('drill.plan', { set }),
      changes: [{ where: '127.0.0.1', now: text('drill.change.now'), after: text('drill.change.after', counts) }],
      warnings: [],
      wayBack: text('drill.wayBack'),
      data,
    };
  },
  // Nothing of the profile's servers: a drill may go on beside anything.
  holds: () => [],
  steps: (data: DrillData): readonly Step[] => [setCheck(data), programsCheck(data), roomCheck(data), drill(data)],
});

/** `fetchedBytes`: what is brought to this machine first. */
function needsOf({ mongo, redis, files }: Manifest, fetchedBytes: number): DrillData['needs'] {
  const plainBytes = (path: string): number => {
    const file = files.find((each) => each.path === path);
    return file?.chunks?.plainBytes ?? file?.sizeBytes ?? 0;
  };
  const documents = mongo?.collections.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) ?? 0;
  const keys = redis?.shards.reduce((sum, { file }) => sum + plainBytes(file), 0) ?? 0;
  return {
    diskBytes: fetchedBytes + (mongo === null ? 0 : Math.ceil(documents * DISK_PER_BYTE) + EMPTY_MONGO_BYTES),
    memoryBytes: Math.ceil(keys * MEMORY_PER_BYTE) + (mongo === null ? 0 : MONGO_MEMORY_BYTES),
  };
}
