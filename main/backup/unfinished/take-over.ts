// Goes on with what an earlier try left in a partial folder. Keeps only what the journal names and whose files are, byte for
// byte, what was written; everything else there is removed.

import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { SetSeal } from '../format/seal.ts';
import type { SetFile } from '../manifest.ts';
import type { DumpedRedis } from '../redis/dump-redis.ts';
import { OWNER_FILE } from '../set-folder.ts';
import { filesOfSet, sha256Of, sizeOnDisk } from '../stores/set-files.ts';
import {
  openLine,
  readUnfinished,
  UNFINISHED_FILE,
  writeUnfinished,
  type Begin,
  type Contents,
  type Kind,
  type Line,
  type UnfinishedLines,
  type UnfinishedWriter,
} from './unfinished-journal.ts';

export interface KeptParts {
  readonly redis: DumpedRedis | null;
  /** Collections finished at one moment. */
  readonly mongo: {
    readonly begunMs: number;
    readonly moment: Contents['moment'];
    readonly collections: readonly Contents['collection'][];
  } | null;
}

export interface TakeOver {
  readonly folder: string;
  readonly begin: Begin;
  readonly seal: SetSeal | null;
  /** This very process wrote all of it: then nothing has to be read again. */
  readonly isOwn: boolean;
  readonly signal: AbortSignal;
}

export interface Opened {
  readonly line: Line;
  readonly content: Contents[Kind];
}

/** Throws `damaged` where the journal of an encrypted set is not what was written. */
export async function takeOver(
  options: TakeOver,
): Promise<{ readonly kept: KeptParts; readonly writer: UnfinishedWriter }> {
  const { folder, begin, seal } = options;
  const read = await readUnfinished(folder);
  const opened = read?.begin.id === begin.id ? openLines(read, seal) : [];
  const lines: Opened[] = [];
  for (const each of opened) if (await isWhole(each, options)) lines.push(each);
  await removeOthers(folder, lines);
  return { kept: keptParts(lines), writer: await writeUnfinished(folder, begin, lines, seal) };
}

/** What is finished, as the journal says: of MongoDB only what follows its last moment. */
export function openLines(read: UnfinishedLines, seal: SetSeal | null): readonly Opened[] {
  const lastMoment = read.lines.findLastIndex(({ kind }) => kind === 'moment');
  return read.lines.flatMap((line, index) => {
    const isVoid = index < lastMoment && (line.kind === 'moment' || line.kind === 'collection');
    if (isVoid || line.kind === 'asked' || line.kind === 'stopped') return [];
    return [{ line, content: openLine({ begin: read.begin, line, index }, seal) }];
  });
}

async function isWhole({ line, content }: Opened, { folder, isOwn, signal }: TakeOver): Promise<boolean> {
  for (const { path, sizeBytes, sha256 } of filesOf(line, content)) {
    signal.throwIfAborted();
    if ((await sizeOnDisk(join(folder, path))) !== sizeBytes) return false;
    if (!isOwn && (await hashOf(join(folder, path), signal)) !== sha256) return false;
  }
  return true;
}

/** Null where it cannot be read: then it is not what was written. */
async function hashOf(file: string, signal: AbortSignal): Promise<string | null> {
  return sha256Of(file, signal).catch(() => {
    signal.throwIfAborted();
    return null;
  });
}

function filesOf({ kind }: Line, content: Contents[Kind]): readonly SetFile[] {
  switch (kind) {
    case 'redis':
      return (content as Contents['redis']).files;
    case 'collection':
      return (content as Contents['collection']).written?.files ?? [];
    default:
      return [];
  }
}

async function removeOthers(folder: string, lines: readonly Opened[]): Promise<void> {
  const finished = lines.flatMap(({ line, content }) => filesOf(line, content).map(({ path }) => path));
  const named = new Set([OWNER_FILE, UNFINISHED_FILE, ...finished]);
  for (const { path } of await filesOfSet(folder)) if (!named.has(path)) await rm(join(folder, path), { force: true });
}

export function keptParts(lines: readonly Opened[]): KeptParts {
  const contents = <Each extends Kind>(kind: Each): readonly Contents[Each][] =>
    lines.filter(({ line }) => line.kind === kind).map(({ content }) => content as Contents[Each]);
  const begun = lines.find(({ line }) => line.kind === 'moment');
  const [moment] = contents('moment');
  return {
    redis: contents('redis').at(-1) ?? null,
    mongo: begun && moment ? { begunMs: begun.line.atMs, moment, collections: contents('collection') } : null,
  };
}
