// Brings a set from a bucket into a folder of this machine. Goes on where an earlier try was cut, even inside a file; a file
// counts as there only when its SHA-256 is the one that was noted when it was uploaded.

import { GetObjectCommand } from '@aws-sdk/client-s3';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { damaged } from '../damaged.ts';
import type { StoredFile } from '../manifest.ts';
import { storeError } from '../store-errors.ts';
import type { Bucket } from './s3-bucket.ts';
import { sizeOnDisk } from './set-files.ts';
import type { SetWork } from './set-store.ts';

export interface FileFetch extends SetWork {
  readonly bucket: Bucket;
  /** Below the store's prefix. */
  readonly key: string;
  readonly file: StoredFile;
  readonly folder: string;
}

/** Throws `damaged` where what the bucket holds is not what was uploaded. */
export async function fetchFile({ bucket, key, file, folder, signal, onBytes }: FileFetch): Promise<void> {
  const target = join(folder, file.path);
  const hash = createHash('sha256');
  try {
    await mkdir(dirname(target), { recursive: true, mode: 0o700 });
    let have = await sizeOnDisk(target);
    if (have > file.sizeBytes) await rm(target);
    have = have < 0 || have > file.sizeBytes ? 0 : have;
    if (have > 0) for await (const bytes of createReadStream(target, { signal })) hash.update(bytes as Buffer);
    onBytes?.(have);
    if (have < file.sizeBytes || file.sizeBytes === 0) await append(have);
  } catch (error) {
    signal.throwIfAborted();
    throw storeError(error, `fetching ${file.path}`);
  }
  if (hash.digest('hex') === file.sha256) return;
  await rm(target, { force: true });
  throw damaged(`${bucket.place}/${key} is not what was uploaded: its SHA-256 differs`);

  async function append(from: number): Promise<void> {
    const handle = await open(target, 'a', 0o600);
    try {
      if (file.sizeBytes > 0) {
        await bucket.ask(`reading ${key}`, signal, async (client, options) => {
          const Range = from === 0 ? {} : { Range: `bytes=${from}-` };
          const command = new GetObjectCommand({ Bucket: bucket.target.bucket, Key: bucket.keyOf(key), ...Range });
          const { Body } = await client.send(command, options);
          for await (const bytes of Body as Readable) {
            hash.update(bytes as Buffer);
            await handle.writeFile(bytes as Buffer);
            onBytes?.((bytes as Buffer).length);
          }
        });
      }
      await handle.sync();
    } finally {
      await handle.close();
    }
  }
}
