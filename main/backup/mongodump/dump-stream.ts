// The bytes of a file of a dump, unpacked where it is packed, as far as they are asked for.

import { open, stat } from 'node:fs/promises';
import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { AppError } from '../../../shared/errors.ts';
import { damaged } from '../damaged.ts';
import { storeError } from '../store-errors.ts';

const STREAM_BYTES = 256 * 1024;
const GZIP_MAGIC = Buffer.from('1f8b', 'hex');

export interface DumpStreamOptions {
  readonly isPacked: boolean;
  /** Told of every portion that was read of the file, and waited for before it is used. */
  readonly onRead?: (bytes: number) => Promise<void>;
}

/** Throws `damaged` for what does not unpack to its very end, and what reading a file throws. */
export async function* readDumpFile(path: string, { isPacked, onRead }: DumpStreamOptions): AsyncGenerator<Buffer> {
  const source = createReadStream(path, { highWaterMark: STREAM_BYTES });
  try {
    if (!isPacked) {
      for await (const part of source as AsyncIterable<Buffer>) {
        await onRead?.(part.length);
        yield part;
      }
      return;
    }
    yield* unpacked(path, source, onRead);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code?.startsWith('Z_') === true) throw damaged(`it does not unpack: ${message}`);
    throw error instanceof AppError ? error : storeError(error, `reading ${path}`);
  } finally {
    source.destroy();
  }
}

async function* unpacked(
  path: string,
  source: ReturnType<typeof createReadStream>,
  onRead: DumpStreamOptions['onRead'],
): AsyncGenerator<Buffer> {
  const gunzip = createGunzip({ chunkSize: STREAM_BYTES });
  source.on('error', (error) => gunzip.destroy(error));
  let readBytes = 0;
  for await (const part of source.pipe(gunzip) as AsyncIterable<Buffer>) {
    await onRead?.(gunzip.bytesWritten - readBytes);
    readBytes = gunzip.bytesWritten;
    yield part;
  }
  await onRead?.(gunzip.bytesWritten - readBytes);
  // Zlib is content with anything behind the last packed byte.
  const { size } = await stat(path);
  if (gunzip.bytesWritten !== size) throw damaged('something else stands behind what was packed', gunzip.bytesWritten);
}

/** By its first bytes: no archive and no JSON begins like this. */
export async function looksPacked(path: string): Promise<boolean> {
  const handle = await open(path);
  try {
    const head = Buffer.alloc(GZIP_MAGIC.length);
    await handle.read(head, 0, head.length, 0);
    return head.equals(GZIP_MAGIC);
  } finally {
    await handle.close();
  }
}
