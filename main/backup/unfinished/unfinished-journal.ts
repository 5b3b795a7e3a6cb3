// What of a set under way is finished, line by line: `unfinished.jsonl` in its partial folder. What is inside is sealed as in the
// manifest of an encrypted set; counts and times are not. A line that is lost costs work done twice, never a wrong set:
// whoever goes on checks every file it names.

import { open, readFile, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { z } from 'zod';
import { ERROR_CODES } from '../../../shared/errors.ts';
import { damaged } from '../damaged.ts';
import { deriveKey, openText, sealText, type SetSeal } from '../format/seal.ts';
import { WrappedKey } from '../keys/wrapped-key.ts';
import { Between, MongoApart, MongoCollectionInSet, RedisInSet, SetFile } from '../manifest.ts';

export const UNFINISHED_FILE = 'unfinished.jsonl';
/** A line is on the disk this much later at most, or when the part ends. */
const SYNC_EVERY_MS = 1000;

const Count = z.number().int().nonnegative();

const Begin = z.strictObject({
  format: z.literal('marsad-unfinished'),
  formatVersion: z.literal(1),
  id: z.string(),
  profileId: z.string(),
  startedMs: Count,
  /** The data key of the set, wrapped; null: not encrypted. */
  key: WrappedKey.nullable(),
});
export type Begin = z.infer<typeof Begin>;

/** What a kind of line holds, sealed where the set is encrypted. */
const CONTENTS = {
  /** How the set was asked for. */
  asked: z.strictObject({ operator: z.string(), parameters: z.record(z.string(), z.string()) }),
  /** All shards. */
  redis: z.strictObject({
    redis: RedisInSet.refine(({ shards }) => shards.length > 0, 'shards'),
    files: z.array(SetFile),
  }),
  /** MongoDB is begun, or begun anew: collections of earlier lines are void. `found`: BSON, base64, one each. */
  moment: z.strictObject({
    clusterTime: z.string(),
    /** By the clock of the machine that took it; null: nobody can say. */
    asOf: Between.nullable(),
    databases: z.array(z.string()),
    found: z.array(z.base64()),
    /** Null: the profile's user may not read them. */
    accounts: z.array(z.base64()).nullable(),
    unsettled: z.array(z.string()),
  }),
  collection: z.strictObject({
    namespace: z.string(),
    /** Null: a client dropped it before it could be read. */
    written: z.strictObject({ collection: MongoCollectionInSet, files: z.array(SetFile) }).nullable(),
    apart: MongoApart.nullable(),
  }),
  stopped: z.strictObject({ message: z.string(), hint: z.string().nullable() }),
};
export type Contents = { readonly [Kind in keyof typeof CONTENTS]: z.infer<(typeof CONTENTS)[Kind]> };
export type Kind = keyof Contents;

const line = { atMs: Count, content: z.unknown() };
const Line = z.discriminatedUnion('kind', [
  z.strictObject({ ...line, kind: z.literal('asked'), runId: z.string() }),
  z.strictObject({ ...line, kind: z.literal('redis'), shards: Count, keys: Count }),
  z.strictObject({ ...line, kind: z.literal('moment'), collections: Count }),
  z.strictObject({ ...line, kind: z.literal('collection'), documents: Count }),
  z.strictObject({ ...line, kind: z.literal('stopped'), code: z.enum(ERROR_CODES) }),
]);
export type Line = z.infer<typeof Line>;
type Of<Each extends Kind> = Extract<Line, { readonly kind: Each }>;
/** What a line says in clear. */
export type Shown<Each extends Kind> = Omit<Of<Each>, 'kind' | 'content'>;

export interface UnfinishedLines {
  readonly begin: Begin;
  readonly lines: readonly Line[];
}

/** Null where there is no journal, or none of ours. Lines after the first that is not whole are as if never written. */
export async function readUnfinished(folder: string): Promise<UnfinishedLines | null> {
  const content = await readFile(join(folder, UNFINISHED_FILE), 'utf8').catch(() => '');
  const [first, ...rest] = content.split('\n');
  const begin = parseLine(Begin, first ?? '');
  if (begin === null) return null;
  const lines: Line[] = [];
  for (const each of rest) {
    const parsed = parseLine(Line, each);
    if (parsed === null) break;
    lines.push(parsed);
  }
  return { begin, lines };
}

function parseLine<Schema extends z.ZodType>(schema: Schema, content: string): z.infer<Schema> | null {
  try {
    return schema.parse(JSON.parse(content));
  } catch {
    return null; // cut in the middle, or not written by us
  }
}

/** Throws `damaged` where the line is not what was written there. `index`: among the lines after the first. */
export function openLine<Each extends Kind>(
  { begin, line, index }: { readonly begin: Begin; readonly line: Of<Each>; readonly index: number },
  seal: SetSeal | null,
): Contents[Each] {
  const { content, ...shown } = line;
  const plain =
    seal === null ? content : JSON.parse(openText(String(content), keyOf(seal), placeOf(begin, index, shown)));
  const parsed = CONTENTS[line.kind].safeParse(plain);
  if (!parsed.success) throw damaged(`line ${index + 2} of ${UNFINISHED_FILE} is not one of an unfinished set`);
  return parsed.data as Contents[Each];
}

/** How the set was asked for last. Throws `damaged`. */
export function lastAsked({ begin, lines }: UnfinishedLines, seal: SetSeal | null): Contents['asked'] {
  const index = lines.findLastIndex(({ kind }) => kind === 'asked');
  const line = lines[index];
  if (line?.kind !== 'asked') throw damaged(`${UNFINISHED_FILE} does not say how the set was asked for`);
  return openLine({ begin, line, index }, seal);
}

export interface UnfinishedWriter {
  /** One after another, however many are under way. */
  append<Each extends Kind>(kind: Each, shown: Shown<Each>, content: Contents[Each]): Promise<void>;
  /** What was appended is on the disk after this. */
  close(): Promise<void>;
}

/** Begins a journal in the folder, or one anew that holds `kept` of an earlier one. */
export async function writeUnfinished(
  folder: string,
  begin: Begin,
  kept: readonly { readonly line: Line; readonly content: Contents[Kind] }[],
  seal: SetSeal | null,
): Promise<UnfinishedWriter> {
  const texts = kept.map(({ line: { content: _sealed, ...shown }, content }, index) =>
    lineText(begin, shown as Omit<Line, 'content'>, content, index, seal),
  );
  const path = join(folder, UNFINISHED_FILE);
  await writeFileAtomic(path, [JSON.stringify(begin), ...texts, ''].join('\n'), { mode: 0o600 });
  const handle = await open(path, 'a');
  return createWriter(handle, begin, kept.length, seal);
}

/** Says in the journal why nobody goes on with it, whoever wrote it until then. */
export async function noteStopped(
  folder: string,
  { begin, lines }: UnfinishedLines,
  seal: SetSeal | null,
  { atMs, code, ...content }: Shown<'stopped'> & Contents['stopped'],
): Promise<void> {
  const kept = lines.map((line, index) => ({ line, content: openLine({ begin, line, index }, seal) }));
  const writer = await writeUnfinished(folder, begin, kept, seal);
  await writer.append('stopped', { atMs, code }, content);
  await writer.close();
}

function createWriter(handle: FileHandle, begin: Begin, first: number, seal: SetSeal | null): UnfinishedWriter {
  let index = first;
  let syncedMs = performance.now();
  let last: Promise<void> = Promise.resolve();
  const write = async (text: string): Promise<void> => {
    await handle.appendFile(text);
    if (performance.now() - syncedMs < SYNC_EVERY_MS) return;
    await handle.sync();
    syncedMs = performance.now();
  };
  return {
    append(kind, shown, content) {
      const text = `${lineText(begin, { kind, ...shown } as Omit<Line, 'content'>, content, index, seal)}\n`;
      index += 1;
      last = last.then(() => write(text));
      return last;
    },
    async close() {
      try {
        await last;
        await handle.sync();
      } finally {
        await handle.close();
      }
    },
  };
}

function lineText(
  begin: Begin,
  shown: Omit<Line, 'content'>,
  content: object,
  index: number,
  seal: SetSeal | null,
): string {
  if (seal === null) return JSON.stringify({ ...shown, content });
  return JSON.stringify({
    ...shown,
    content: sealText(JSON.stringify(content), keyOf(seal), placeOf(begin, index, shown)),
  });
}

function keyOf({ dataKey, setId }: SetSeal): Buffer {
  return deriveKey(dataKey, Buffer.from(setId), 'marsad unfinished set');
}

/** What a sealed line belongs to: its set, its place, and what it says in clear. */
function placeOf({ id, profileId, startedMs }: Begin, index: number, shown: object): string {
  return JSON.stringify([id, profileId, startedMs, index, Object.entries(shown).sort(([a], [b]) => (a < b ? -1 : 1))]);
}
