// Archives of mongodump that were made to hurt their reader: changed, cut, spliced. Each must end in a plain refusal, or give
// exactly the documents that were written, at once, without the process growing.

import { dumpedCollection } from '../../../main/backup/mongodump/dumped-collection.ts';
import { eachDocument } from '../../../main/backup/mongodump/document-runs.ts';
import { isOplog } from '../../../main/backup/mongodump/find-dump.ts';
import { readArchive } from '../../../main/backup/mongodump/read-archive.ts';
import { checkDocument } from '../../../main/backup/mongo/bson-walk.ts';
import { ContentHash } from '../../../main/backup/mongo/content-hash.ts';
import { AppError } from '../../../shared/errors.ts';
import { archiveOf, type MadeCollection } from '../../fixtures/mongodump-files.ts';
import { oneOf, seededRandom, type ProofResult } from '../proof.ts';

const SEED = 20_261_123;
const LONGEST_MS = 5_000;
const MOST_GROWTH_MB = 150;

type Harm = (file: Buffer, random: () => number) => Buffer;

const below = (random: () => number, limit: number): number => Math.floor(random() * limit);

const HARMS: Readonly<Record<string, Harm>> = {
  'change bytes': (file, random) => {
    for (let left = 1 + below(random, 4); left > 0; left -= 1) file[below(random, file.length)] = below(random, 256);
    return file;
  },
  'flip a bit': (file, random) => {
    file[below(random, file.length)]! ^= 1 << below(random, 8);
    return file;
  },
  'a length that lies': (file, random) => {
    file.writeInt32LE(below(random, 2 ** 31), below(random, file.length - 4));
    return file;
  },
  cut: (file, random) => file.subarray(0, below(random, file.length)),
  'a stretch is gone': (file, random) => {
    const at = below(random, file.length);
    return Buffer.concat([file.subarray(0, at), file.subarray(at + 1 + below(random, 300))]);
  },
  'a stretch twice': (file, random) => {
    const at = below(random, file.length);
    return Buffer.concat([file.subarray(0, at + 1 + below(random, 300)), file.subarray(at)]);
  },
  'blocks change places': (file, random) => {
    const blocks = blocksOf(file);
    const [first, second] = [below(random, blocks.length), below(random, blocks.length)];
    [blocks[first], blocks[second]] = [blocks[second]!, blocks[first]!];
    return Buffer.concat(blocks);
  },
};

const documents = (count: number, note: string): object[] =>
  Array.from({ length: count }, (_, index) => ({ _id: index, note, nested: { at: new Date(1.7e12), list: [index] } }));
const COLLECTIONS: readonly MadeCollection[] = [
  { database: 'shop', name: 'orders', documents: documents(9, 'paid') },
  { database: 'shop', name: 'empty' },
  { database: 'shop', name: 'w', type: 'timeseries', dataName: 'system.buckets.w', documents: documents(4, 'bucket') },
  { database: 'other', name: 'notes', documents: documents(6, 'x'.repeat(200)) },
  { database: '', name: 'oplog', documents: documents(3, 'entry') },
];

export async function fuzzArchives(count: number): Promise<ProofResult> {
  const random = seededRandom(SEED);
  const archive = archiveOf(COLLECTIONS);
  const written = await contentOf(archive, 1000);
  const kinds = Object.keys(HARMS);
  const tally = new Map(kinds.map((kind) => [kind, { tried: 0, refused: 0, read: 0, wrong: 0 }]));
  let longestMs = 0;
  let mostBytes = 0;
  const before = process.memoryUsage().rss;
  for (let n = 0; n < count; n += 1) {
    const kind = kinds[n % kinds.length]!;
    const harmed = HARMS[kind]!(Buffer.from(archive), random);
    const startedMs = performance.now();
    const outcome = await outcomeOf(harmed, oneOf(random, [7, 64, 1000, 1_000_000]), written);
    longestMs = Math.max(longestMs, performance.now() - startedMs);
    const row = tally.get(kind)!;
    row.tried += 1;
    row[outcome] += 1;
    if (n % 500 === 0) mostBytes = Math.max(mostBytes, process.memoryUsage().rss - before);
  }
  const growthMb = Math.round(mostBytes / 1e6);
  const wrong = [...tally.values()].reduce((sum, row) => sum + row.wrong, 0);
  return {
    rows: [
      ['harm to an archive of mongodump', 'files', 'refused', 'read as written', 'ended otherwise'],
      ...[...tally].map(([kind, row]) => [kind, ...[row.tried, row.refused, row.read, row.wrong].map(String)]),
      ['longest, ms', longestMs.toFixed(1), '', '', ''],
      ['growth of the process, MB', String(growthMb), '', '', ''],
    ],
    closing: `${count} harmed archives, ${wrong} read as anything but what was written, the longest after ${longestMs.toFixed(0)} ms`,
    holds: wrong === 0 && longestMs < LONGEST_MS && growthMb < MOST_GROWTH_MB,
  };
}

/** Cut behind each terminator. */
function blocksOf(file: Buffer): Buffer[] {
  const terminator = Buffer.alloc(4, 0xff);
  const blocks: Buffer[] = [];
  for (let from = 0; from < file.length;) {
    const at = file.indexOf(terminator, from);
    const to = at < 0 ? file.length : at + terminator.length;
    blocks.push(file.subarray(from, to));
    from = to;
  }
  return blocks;
}

/** The documents of all collections, in any order; what the prelude says is not covered by any checksum. */
async function contentOf(file: Buffer, portion: number): Promise<string> {
  const hash = new ContentHash();
  for await (const part of readArchive(inPortions(file, portion))) {
    if (part.kind === 'prelude')
      for (const { database, collection, metadata, type } of part.prelude.announced)
        if (!isOplog(database, collection)) dumpedCollection(database, collection, metadata, type);
    if (part.kind !== 'documents') continue;
    eachDocument(part.run, (document) => {
      checkDocument(document, 0, document.length);
      hash.add(document);
    });
  }
  return hash.toString();
}

async function* inPortions(file: Buffer, portion: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < file.length; at += portion) yield file.subarray(at, at + portion);
}

async function outcomeOf(file: Buffer, portion: number, written: string): Promise<'refused' | 'read' | 'wrong'> {
  try {
    return (await contentOf(file, portion)) === written ? 'read' : 'wrong';
  } catch (error) {
    if (error instanceof AppError && ['damaged', 'unsupported', 'limited'].includes(error.code)) return 'refused';
    console.error('the reader ended with', error);
    return 'wrong';
  }
}
