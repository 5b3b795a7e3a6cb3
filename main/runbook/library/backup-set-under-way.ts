// The set a run is writing: its id is in the journal before anything of it exists, so that the same run goes on in another
// process, and finds what to remove.

import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { SetCatalogue } from '../../backup/backup-catalogue.ts';
import type { Compression } from '../../backup/format/compression.ts';
import type { SetFormat } from '../../backup/format/file-writer.ts';
import type { SetSeal } from '../../backup/format/seal.ts';
import { sealedManifestText } from '../../backup/format/sealed-manifest.ts';
import type { WrappedKey } from '../../backup/keys/wrapped-key.ts';
import { manifestText, NEW_MANIFEST, type Manifest } from '../../backup/manifest.ts';
import { watchRoom, type RoomWatch } from '../../backup/room.ts';
import { finishPartial, openPartial, removePartial, setIdOf } from '../../backup/set-folder.ts';
import { TOOL_VERSION } from '../../backup/tool-version.ts';
import type { WorkerPool } from '../../backup/work/worker-pool.ts';
import type { StepContext } from '../runbook.ts';

export interface SetUnderWay {
  readonly id: string;
  readonly startedMs: number;
  /** The set's data key, as only the passphrase opens it; null: not encrypted. */
  readonly key: WrappedKey | null;
}

export interface UnderWayData {
  readonly store: string;
  readonly compression: Compression;
  /** As the manifest keeps them. */
  readonly parameters: Readonly<Record<string, string>>;
  /** When its content was read from servers, where that was not now. */
  readonly dated?: { readonly startedMs: number; readonly finishedMs: number };
}

export function setUnderWay(context: StepContext): SetUnderWay | undefined {
  return context.recorded('set') as SetUnderWay | undefined;
}

/** The folder this run writes into, without what an earlier attempt left of this part. Its name is in the journal before it exists.
 * `expectedBytes`: of this part, at most. */
export async function openPart(
  context: StepContext,
  catalogue: SetCatalogue,
  { store, compression, dated }: UnderWayData,
  part: string,
  pool: WorkerPool,
  expectedBytes: number | null,
): Promise<SetFormat & { readonly room: RoomWatch }> {
  const set = setUnderWay(context) ?? (await beginSet(context, catalogue, { startedMs: dated?.startedMs }));
  const { folder: storeFolder } = await catalogue.store(store);
  const folder = await openPartial(storeFolder, set.id, context.clock.now());
  await rm(join(folder, part), { recursive: true, force: true });
  const room = watchRoom(storeFolder, expectedBytes);
  return { setFolder: folder, compression, pool, seal: await sealOf(catalogue, set), room };
}

/** Its id is in the journal after this. `earlier`: the unfinished set this run goes on with. `startedMs`: where it is not now. */
export async function beginSet(
  context: StepContext,
  { keys }: Pick<SetCatalogue, 'keys'>,
  {
    earlier,
    startedMs = context.clock.now(),
  }: { readonly earlier?: SetUnderWay | undefined; readonly startedMs?: number | undefined },
): Promise<SetUnderWay> {
  const id = setIdOf(startedMs, context.runId);
  const set = earlier ?? { id, startedMs, key: await keys.create(id) };
  await context.record('set', set);
  return set;
}

/** Writes the manifest and gives the set its name. */
export async function finishUnderWay(
  context: StepContext,
  catalogue: SetCatalogue,
  { store, parameters, dated }: UnderWayData,
  content: Pick<Manifest, 'mongo' | 'redis' | 'oplog' | 'files'>,
): Promise<Manifest> {
  const set = setUnderWay(context)!;
  const { folder } = await catalogue.store(store);
  const manifest: Manifest = {
    ...NEW_MANIFEST,
    tool: { name: 'marsad', version: TOOL_VERSION },
    id: set.id,
    profileId: context.profile.id,
    operator: context.operator,
    parameters,
    startedMs: set.startedMs,
    finishedMs: dated?.finishedMs ?? context.clock.now(),
    ...content,
  };
  const seal = await sealOf(catalogue, set);
  const document = seal ? sealedManifestText(manifest, set.key!, seal) : manifestText(manifest);
  await finishPartial(folder, manifest, document);
  return manifest;
}

export async function removeUnfinished(context: StepContext, catalogue: SetCatalogue, store: string): Promise<void> {
  const set = setUnderWay(context);
  if (set) await removePartial((await catalogue.store(store)).folder, set.id);
}

export async function sealOf(catalogue: SetCatalogue, { id, key }: SetUnderWay): Promise<SetSeal | null> {
  return key && { setId: id, dataKey: await catalogue.keys.open(id, key) };
}
