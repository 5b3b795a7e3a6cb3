// What must hold before a backup is taken, each with its live reading.

import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { REDIS_FIGURES } from '../../../shared/model/redis.ts';
import { SLOT_COUNT } from '../../../shared/slots.ts';
import { text } from '../../../shared/text.ts';
import { listUserDatabases } from '../../backup/mongo/list-collections.ts';
import { shardSources } from '../../backup/redis/shard-sources.ts';
import { readSlotLayout } from '../../backup/redis/slot-layout.ts';
import { listPartials } from '../../backup/set-folder.ts';
import { sumOf } from '../../backup/stores/set-files.ts';
import { storeError } from '../../backup/store-errors.ts';
import type { CheckStep, RunbookContext } from '../runbook.ts';
import { mongoSource, withMongoErrors } from './backup-mongo-source.ts';
import type { TakeData } from './backup-take-data.ts';
import { failedBefore } from './backup-take-part.ts';
import { check } from './check-step.ts';

const SPACE_MARGIN = 1.2;
const CANARY = 'canary';

export const storeCheck = ({ store: storeId }: Pick<TakeData, 'store'>): CheckStep =>
  check('store', async ({ backups }) => {
    const { folder } = await backups.store(storeId);
    const probe = join(folder, `.write-probe-${process.pid}`);
    try {
      await writeFile(probe, 'probe');
      await rm(probe, { force: true });
    } catch (error) {
      await rm(probe, { force: true }).catch(() => undefined);
      throw storeError(error, folder);
    }
    return { ok: true, text: text('store.ok', { folder }) };
  });

export const othersCheck = ({ store: storeId }: Pick<TakeData, 'store'>): CheckStep =>
  check('others', async ({ backups }) => {
    const { folder } = await backups.store(storeId);
    const running = (await listPartials(folder)).find(({ writer }) => writer !== null);
    if (!running?.writer) return { ok: true, text: text('others.none') };
    return { ok: false, text: text('others.running', { ...running.writer, name: running.name }) };
  });

/** A lost key or a mistyped passphrase is said before the backup: it must open what it seals, and its newest set of the store. */
export const keyCheck = ({ store: storeId }: Pick<TakeData, 'store'>): CheckStep =>
  check('key', async ({ backups, profile }) => {
    const canary = await backups.keys.create(CANARY);
    if (canary === null) return { ok: true, text: text('key.none') };
    await backups.keys.open(CANARY, canary);
    const keyId = profile.backup?.keyId ?? null;
    const newest = (await backups.list()).find(
      (set) => set.isEncrypted && set.keyId === keyId && set.copies.some(({ store }) => store === storeId),
    );
    if (newest) await backups.manifestOf(newest.id, storeId);
    const key = await backups.keys.keyName();
    const reading = newest ? 'key.opens' : 'key.first';
    const of = newest ? { set: newest.id } : {};
    return { ok: true, text: key === null ? text(reading, of) : text(`${reading}.named`, { ...of, key }) };
  });

export const mongoCheck = ({ mongoFrom }: TakeData): CheckStep =>
  check('mongo', async ({ mongo }) => {
    const { member } = await mongoSource(mongo!, mongoFrom);
    return { ok: true, text: text('mongo.from', { host: `${member.host}:${member.port}`, state: member.state }) };
  });

export const coverageCheck = ({ redisFrom }: TakeData): CheckStep =>
  check('redis', async ({ redis }) => {
    const reading = await redis!.read();
    const sources = shardSources(reading, redisFrom);
    await readSlotLayout(redis!, reading);
    const slots = reading.summary.mode === 'cluster' ? reading.summary.slotsCovered : SLOT_COUNT;
    return { ok: true, text: text('redis.ok', { shards: sources.length, slots }) };
  });

export const spaceCheck = (data: TakeData): CheckStep =>
  roomCheck(
    data,
    async (context) => (data.mongo ? await mongoBytes(context) : 0) + (data.redis ? await redisBytes(context) : 0),
    // Of a set that is gone on with, what is there needs no room again; what failed before makes room for a new one.
    async (context) => sumOf(await unfinishedNow(context, data)),
  );

export const roomCheck = (
  { store }: Pick<TakeData, 'store'>,
  bytesOf: (context: RunbookContext) => Promise<number>,
  madeFree: (context: RunbookContext) => Promise<number> = async () => 0,
): CheckStep =>
  check('space', async (context) => {
    const { freeBytes: free, reserveBytes: reserve } = await context.backups.store(store);
    const need = Math.max(0, Math.ceil((await bytesOf(context)) * SPACE_MARGIN) - (await madeFree(context)));
    const ok = free >= need + reserve;
    return { ok, text: text(ok ? 'space.ok' : 'space.short', { free, need, reserve }) };
  });

async function unfinishedNow(context: RunbookContext, data: TakeData) {
  const { store, resumes } = data;
  if (resumes === undefined) return failedBefore(context, data);
  const { unfinished = [] } = (await context.backups.read()).stores[store] ?? {};
  return unfinished.filter(({ setId }) => setId === resumes.id);
}

/** Uncompressed: what it takes at most. */
export async function mongoBytes({ mongo }: RunbookContext): Promise<number> {
  const { client, member } = await mongoSource(mongo!);
  return withMongoErrors(`${member.host}:${member.port}`, async () => {
    let bytes = 0;
    for (const database of await listUserDatabases(client))
      bytes += Number((await client.db(database).stats())['dataSize'] ?? 0);
    return bytes;
  });
}

export async function redisBytes({ redis }: RunbookContext): Promise<number> {
  const { nodes, figures } = await redis!.read();
  const usedMemory = REDIS_FIGURES.indexOf('usedMemoryBytes');
  return Object.values(nodes)
    .filter(({ role }) => role === 'primary')
    .reduce((sum, { id }) => sum + (figures[id]?.[usedMemory] ?? 0), 0);
}
