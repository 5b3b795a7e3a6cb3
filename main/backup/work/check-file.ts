// Re-reads one file of a set: every byte against the hashes it was written with, and the structure of the content against its
// own rules. What is wrong becomes a sentence; only what keeps the file from being read at all is thrown.

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../../shared/errors.ts';
import { readChunks, readStoredChunks, readStream } from '../format/read-file.ts';
import type { FileChunks } from '../manifest.ts';
import { storeError } from '../store-errors.ts';
import { contentReader, type ContentReader } from './content-readers.ts';
import type { CheckedFile, Task } from './tasks.ts';

const STREAM_BYTES = 128 * 1024;
const FAULTS_IN_WORDS = 3;

type CheckTask = Extract<Task, { kind: 'check' }>;

export async function checkFile(task: CheckTask, onBytes: (bytes: number) => void): Promise<CheckedFile> {
  const { chunks } = task.file;
  try {
    return await (chunks === undefined ? checkWhole(task, onBytes) : checkChunks(task, chunks, onBytes));
  } catch (error) {
    return { fault: storeError(error, 'reading it').message, bson: null, rdb: null };
  }
}

/** Every chunk stands for itself: after a damaged one the rest is still looked at, and each damaged one is named. */
async function checkChunks(
  task: CheckTask,
  chunks: FileChunks,
  onBytes: (bytes: number) => void,
): Promise<CheckedFile> {
  const reader = task.content && contentReader(task.content, chunks.plainBytes);
  const faults: string[] = [];
  const size = await compareSize(task);
  if (size !== null) faults.push(size);
  const sum = createHash('sha256');
  let damagedChunks = 0;
  const { setFolder, file, seal } = task;
  const all =
    reader === null ? readStoredChunks(setFolder, file.path, chunks) : readChunks(setFolder, file, chunks, seal);
  for await (const chunk of all) {
    onBytes(chunk.stored.length);
    sum.update(chunk.stored);
    if ('fault' in chunk) {
      damagedChunks += 1;
      if (damagedChunks <= FAULTS_IN_WORDS) faults.push(chunk.fault);
    } else if (reader !== null && 'plain' in chunk && faults.length === 0) {
      const fault = tryTo(() => reader.push(chunk.plain));
      if (fault !== null) faults.push(fault);
    }
  }
  if (faults.length === 0 && sum.digest('hex') !== task.file.sha256)
    faults.push('the manifest has another SHA-256 for the whole file than for its chunks');
  if (damagedChunks > FAULTS_IN_WORDS) faults.push(`and ${damagedChunks - FAULTS_IN_WORDS} more chunks`);
  return endOf(reader, faults);
}

/** A file of a set of format version 1. */
async function checkWhole(task: CheckTask, onBytes: (bytes: number) => void): Promise<CheckedFile> {
  const path = join(task.setFolder, task.file.path);
  const reader =
    task.content && contentReader(task.content, task.file.path.endsWith('.gz') ? undefined : task.file.sizeBytes);
  const faults: string[] = [];
  const sum = createHash('sha256');
  for await (const part of createReadStream(path, { highWaterMark: STREAM_BYTES }) as AsyncIterable<Buffer>) {
    sum.update(part);
    onBytes(part.length);
  }
  const size = await compareSize(task);
  if (size !== null) faults.push(size);
  else if (sum.digest('hex') !== task.file.sha256)
    faults.push('changed: its SHA-256 is not the one it was written with');
  if (reader === null) return endOf(reader, faults);
  try {
    for await (const part of readStream(path)) reader.push(part);
  } catch (error) {
    faults.push(reasonOf(error));
    return { fault: faults.join('; '), bson: null, rdb: null };
  }
  return endOf(reader, faults);
}

async function compareSize({ setFolder, file: { path, sizeBytes } }: CheckTask): Promise<string | null> {
  const { size } = await stat(join(setFolder, path));
  if (size < sizeBytes) return `cut: ${size} of ${sizeBytes} bytes are there`;
  if (size > sizeBytes) return `too long: ${size} bytes where ${sizeBytes} were written`;
  return null;
}

function endOf(reader: ContentReader | null, faults: string[]): CheckedFile {
  const nothing = { bson: null, rdb: null };
  if (faults.length > 0) return { ...nothing, fault: faults.join('; ') };
  try {
    return { ...nothing, ...reader?.end(), fault: null };
  } catch (error) {
    return { ...nothing, fault: reasonOf(error) };
  }
}

function tryTo(read: () => void): string | null {
  try {
    read();
    return null;
  } catch (error) {
    return reasonOf(error);
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof AppError) return error.message;
  const { code, message } = error as NodeJS.ErrnoException;
  if (code?.startsWith('Z_') === true) return `it does not unpack: ${message}`;
  return message;
}
