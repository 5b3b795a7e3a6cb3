// Re-reads one file of a set: every byte against its SHA-256, and the structure of the content against its own rules.
// What is wrong becomes a sentence; only what keeps the file from being read at all is thrown.

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { createGunzip, gunzipSync } from 'node:zlib';
import { AppError } from '../../../shared/errors.ts';
import { checkDocument } from '../mongo/bson-walk.ts';
import { ContentHash } from '../mongo/content-hash.ts';
import { DocumentSplitter } from '../mongo/split-documents.ts';
import { RdbReader } from '../rdb/rdb-reader.ts';
import { storeError } from '../store-errors.ts';
import type { CheckedFile, Task } from './tasks.ts';

const CHUNK_BYTES = 128 * 1024;

type CheckTask = Extract<Task, { kind: 'check' }>;

export async function checkFile(task: CheckTask, onBytes: (bytes: number) => void): Promise<CheckedFile> {
  const nothing = { bson: null, rdb: null };
  let found: string | null;
  try {
    found = await compareBytes(task, onBytes);
  } catch (error) {
    return { ...nothing, fault: storeError(error, 'reading it').message };
  }
  try {
    const content = await readContent(task);
    return { ...nothing, ...content, fault: found };
  } catch (error) {
    const reason = reasonOf(error);
    return { ...nothing, fault: found === null ? reason : `${found}; ${reason}` };
  }
}

async function compareBytes(
  { path, sizeBytes, sha256 }: CheckTask,
  onBytes: (bytes: number) => void,
): Promise<string | null> {
  const { size } = await stat(path);
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: CHUNK_BYTES }) as AsyncIterable<Buffer>) {
    hash.update(chunk);
    onBytes(chunk.length);
  }
  if (size < sizeBytes) return `cut: ${size} of ${sizeBytes} bytes are there`;
  if (size > sizeBytes) return `too long: ${size} bytes where ${sizeBytes} were written`;
  return hash.digest('hex') === sha256 ? null : 'changed: its SHA-256 is not the one it was written with';
}

async function readContent(task: CheckTask): Promise<Partial<CheckedFile>> {
  switch (task.content) {
    case 'bson':
      return { bson: await readBson(task.path) };
    case 'rdb':
      return { rdb: await readRdb(task.path, task.sizeBytes) };
    case 'metadata':
      JSON.parse(gunzipSync(await readFile(task.path)).toString('utf8'));
      return {};
  }
}

async function readBson(path: string): Promise<NonNullable<CheckedFile['bson']>> {
  const splitter = new DocumentSplitter();
  const content = new ContentHash();
  let documents = 0;
  try {
    for await (const chunk of unpack(path)) {
      splitter.push(chunk, (bytes, from, to) => {
        checkDocument(bytes, from, to);
        content.add(bytes.subarray(from, to));
        documents += 1;
      });
    }
    splitter.end();
  } catch (error) {
    throw new AppError(
      'damaged',
      `${reasonOf(error)}, in document ${documents + 1} at byte ${splitter.offset} of the unpacked data`,
    );
  }
  return { documents, bytes: splitter.offset, contentHash: content.toString() };
}

function unpack(path: string): AsyncIterable<Buffer> {
  const source = createReadStream(path, { highWaterMark: CHUNK_BYTES });
  const gunzip = createGunzip({ chunkSize: CHUNK_BYTES });
  source.on('error', (error) => gunzip.destroy(error));
  gunzip.on('close', () => source.destroy());
  return source.pipe(gunzip) as AsyncIterable<Buffer>;
}

async function readRdb(path: string, totalBytes: number): Promise<NonNullable<CheckedFile['rdb']>> {
  const reader = new RdbReader({ totalBytes });
  for await (const chunk of createReadStream(path, { highWaterMark: CHUNK_BYTES }) as AsyncIterable<Buffer>)
    reader.push(chunk);
  return reader.end();
}

function reasonOf(error: unknown): string {
  if (error instanceof AppError) return error.message;
  const { code, message } = error as NodeJS.ErrnoException;
  if (code?.startsWith('Z_') === true) return `it does not unpack: ${message}`;
  return message;
}
