// Files that were made to hurt the reader: real ones changed, cut, spliced, with lengths that lie, half of them under a checksum
// that fits. Each must end in a plain refusal or in a reading, at once, without the process growing.

import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Crc64 } from '../../../main/backup/rdb/crc64.ts';
import type { RdbEntry } from '../../../main/backup/rdb/rdb-entry.ts';
import { RdbReader } from '../../../main/backup/rdb/rdb-reader.ts';
import { AppError } from '../../../shared/errors.ts';
import { oneOf, seededRandom, type ProofResult } from '../proof.ts';
import { readEntries } from './rdb-encodings.ts';

const SEED = 20_261_122;
/** A file is read in far less than a millisecond per kilobyte; a machine that is busy elsewhere gets this. */
const LONGEST_MS = 5_000;
const MOST_GROWTH_MB = 150;
/** Of those under a right checksum that we accept, so many are shown to redis-check-rdb as well. */
const SHOWN_TO_TOOL = 25;
const SMALL_BYTES = 4_000;
const SMALL_FILES = 12;

type Harm = (file: Buffer, random: () => number, other: Buffer) => Buffer;

const below = (random: () => number, limit: number): number => Math.floor(random() * limit);

const HARMS: Readonly<Record<string, Harm>> = {
  'change bytes': (file, random) => {
    for (let left = 1 + below(random, 8); left > 0; left -= 1) file[below(random, file.length)] = below(random, 256);
    return file;
  },
  'flip bits': (file, random) => {
    for (let left = 1 + below(random, 4); left > 0; left -= 1)
      file[below(random, file.length)]! ^= 1 << below(random, 8);
    return file;
  },
  'a length that lies': (file, random) => {
    const at = 9 + below(random, Math.max(1, file.length - 20));
    file[at] = oneOf(random, [0x80, 0x81, 0xc3, 0x7f]);
    file.writeUInt32BE(below(random, 2 ** 32), Math.min(at + 1, file.length - 4));
    return file;
  },
  cut: (file, random) => file.subarray(0, below(random, file.length)),
  'a stretch of another': (file, random, other) => {
    const [at, from] = [below(random, file.length), below(random, other.length)];
    return Buffer.concat([
      file.subarray(0, at),
      other.subarray(from, from + 1 + below(random, 200)),
      file.subarray(at),
    ]);
  },
  'a stretch again and again': (file, random) => {
    const at = below(random, file.length);
    const stretch = file.subarray(at, at + 1 + below(random, 40));
    const times = Array.from({ length: 1 + below(random, 30) }, () => stretch);
    return Buffer.concat([file.subarray(0, at), ...times, file.subarray(at)]);
  },
  'nothing but noise': (_, random) =>
    Buffer.concat([
      Buffer.from('REDIS0010'),
      Buffer.from(Array.from({ length: below(random, 400) }, () => below(random, 256))),
    ]),
  'opcodes at random': (_, random) => {
    const words = Array.from({ length: below(random, 60) }, () =>
      random() < 0.5 ? 0xf4 + below(random, 12) : below(random, 27),
    );
    return Buffer.concat([Buffer.from('REDIS0010'), Buffer.from(words), Buffer.alloc(9, 0xff)]);
  },
};

export async function fuzzReader(files: readonly Buffer[], count: number, folder: string): Promise<ProofResult> {
  const random = seededRandom(SEED);
  const bases = files.flatMap((file) => smallFiles(file, random));
  const kinds = Object.keys(HARMS);
  const tally = new Map(kinds.map((kind) => [kind, { tried: 0, refused: 0, read: 0, wrong: 0 }]));
  const accepted: Buffer[] = [];
  let longestMs = 0;
  let mostBytes = 0;
  const before = process.memoryUsage().rss;
  for (let n = 0; n < count; n += 1) {
    const kind = kinds[n % kinds.length]!;
    const harmed = HARMS[kind]!(Buffer.from(oneOf(random, bases)), random, oneOf(random, bases));
    const isSealed = random() < 0.5 && harmed.length > 17;
    if (isSealed) seal(harmed);
    const startedMs = performance.now();
    const outcome = outcomeOf(harmed, random);
    longestMs = Math.max(longestMs, performance.now() - startedMs);
    const row = tally.get(kind)!;
    row.tried += 1;
    row[outcome] += 1;
    if (outcome === 'read' && isSealed && accepted.length < SHOWN_TO_TOOL) accepted.push(harmed);
    if (n % 500 === 0) mostBytes = Math.max(mostBytes, process.memoryUsage().rss - before);
  }
  const agreed = await agreeing(accepted, folder);
  const growthMb = Math.round(mostBytes / 1e6);
  const wrong = [...tally.values()].reduce((sum, row) => sum + row.wrong, 0);
  return {
    rows: [
      ['harm', 'files', 'refused', 'read', 'ended otherwise'],
      ...[...tally].map(([kind, row]) => [kind, ...[row.tried, row.refused, row.read, row.wrong].map(String)]),
      ['longest, ms', longestMs.toFixed(1), '', '', ''],
      ['growth of the process, MB', String(growthMb), '', '', ''],
      // We walk over values, the tool looks into them: what is inside a packed one only it can refuse.
      ['read under a right checksum, and by redis-check-rdb', String(accepted.length), '', String(agreed), ''],
    ],
    closing: `${count} harmed files, ${wrong} ended in anything but a refusal or a reading, the longest after ${longestMs.toFixed(0)} ms, ${growthMb} MB more memory`,
    holds: wrong === 0 && longestMs < LONGEST_MS && growthMb < MOST_GROWTH_MB,
  };
}

/** Small whole files of a few real keys each: reading is about structure, and many small files show more than a few large ones. */
function smallFiles(file: Buffer, random: () => number): Buffer[] {
  const entries = readEntries(file).entries.filter(({ value }) => value.length < SMALL_BYTES / 4);
  const types = [...new Set(entries.map(({ type }) => type))];
  return Array.from({ length: SMALL_FILES }, () => {
    const parts: Buffer[] = [BEGINNING];
    for (let bytes = 0; bytes < SMALL_BYTES;) {
      const type = oneOf(random, types); // each as often, or strings would be most of it
      const entry = oneOf(
        random,
        entries.filter((each) => each.type === type),
      );
      const record = recordOf(entry);
      parts.push(record);
      bytes += record.length;
    }
    return seal(Buffer.concat([...parts, Buffer.of(0xff), Buffer.alloc(8)]));
  });
}

const stringOf = (bytes: Uint8Array): Buffer =>
  Buffer.concat([Buffer.of(0x40 | (bytes.length >> 8), bytes.length & 0xff), bytes]);

/** Header, a field about the server, a library of functions, database 0 and its size. */
const BEGINNING = Buffer.concat([
  Buffer.from('REDIS0010'),
  Buffer.of(0xfa),
  stringOf(Buffer.from('redis-ver')),
  stringOf(Buffer.from('7.0.15')),
  Buffer.of(0xf5),
  stringOf(Buffer.from("#!lua name=lib\nredis.register_function('f', function() return 1 end)")),
  Buffer.of(0xfe, 0, 0xfb, 40, 2),
]);

function recordOf({ key, type, value, expiresAtMs }: RdbEntry): Buffer {
  const expiry = Buffer.alloc(expiresAtMs === null ? 0 : 9, 0xfc);
  if (expiresAtMs !== null) expiry.writeBigInt64LE(BigInt(expiresAtMs), 1);
  return Buffer.concat([expiry, Buffer.of(type), stringOf(key), value]);
}

function seal(file: Buffer): Buffer {
  file.set(new Crc64().update(file, 0, file.length - 8).digest(), file.length - 8);
  return file;
}

function outcomeOf(file: Buffer, random: () => number): 'refused' | 'read' | 'wrong' {
  const portion = oneOf(random, [1, 7, 64, 1000, 1_000_000]);
  const reader = new RdbReader({
    ...(random() < 0.5 ? { onKey: () => undefined } : {}),
    ...(random() < 0.5 ? { totalBytes: file.length } : {}),
  });
  try {
    for (let at = 0; at < file.length; at += portion) reader.push(file.subarray(at, at + portion));
    reader.end();
    return 'read';
  } catch (error) {
    if (error instanceof AppError && ['damaged', 'unsupported', 'limited'].includes(error.code)) return 'refused';
    console.error('the reader ended with', error);
    return 'wrong';
  }
}

async function agreeing(files: readonly Buffer[], folder: string): Promise<number> {
  let agreed = 0;
  for (const [index, file] of files.entries()) {
    const path = join(folder, `${index}.rdb`);
    await writeFile(path, file);
    if (await toolReads(path)) agreed += 1;
  }
  return agreed;
}

function toolReads(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    execFile('redis-check-rdb', [path], { timeout: 20_000 }, (error) => resolve(error === null));
  });
}
