// How the bytes of a set are packed: every chunk by itself, so that a damaged one harms no other. Chunks packed by gzip or
// zstd, one after another, are what `gunzip` and `zstd -d` read as one file.

import { promisify } from 'node:util';
import { constants, gunzip, gzipSync, zstdCompressSync, zstdDecompress } from 'node:zlib';

export const COMPRESSIONS = ['zstd', 'gzip', 'none'] as const;
export type Compression = (typeof COMPRESSIONS)[number];

/** Plain bytes of every chunk but the last of a file, which may have fewer. */
export const CHUNK_BYTES = 4 * 1024 * 1024;

/** 2.3 times as fast as level 6, for a fifth more bytes of order-like documents; level 4 is slower and no smaller. */
const GZIP_LEVEL = 3;
const ZSTD_LEVEL = 3;
/** Memory for what comes out is taken in pieces of this size; the default of 16 KiB would take, and join, hundreds. */
const PACKED_PIECE_BYTES = 1024 * 1024;
/** Bytes of a file's name, on nearly every file system. */
const LONGEST_NAME_BYTES = 255;
const ENDINGS = { zstd: '.zst', gzip: '.gz', none: '' } as const;

const gunzipChunk = promisify(gunzip);
const unpackZstd = promisify(zstdDecompress);

/**
 * What a file packed so is called, and how it is packed: an RDB stays plain where the vendor's tools are to read it. The ending
 * is for people; it is left off where the name would become too long.
 */
export function packedName(path: string, compression: Compression): { path: string; compression: Compression } {
  const own = compression === 'gzip' && path.endsWith('.rdb') ? 'none' : compression;
  const named = path + ENDINGS[own];
  const isTooLong = Buffer.byteLength(named.slice(named.lastIndexOf('/') + 1)) > LONGEST_NAME_BYTES;
  return { path: isTooLong ? path : named, compression: own };
}

export function pack(plain: Uint8Array, compression: Compression): Uint8Array {
  switch (compression) {
    case 'zstd':
      return zstdCompressSync(plain, {
        chunkSize: PACKED_PIECE_BYTES,
        params: { [constants.ZSTD_c_compressionLevel]: ZSTD_LEVEL },
      });
    case 'gzip':
      return gzipSync(plain, { chunkSize: PACKED_PIECE_BYTES, level: GZIP_LEVEL });
    case 'none':
      return plain;
  }
}

/** Never gives more than a chunk holds, whatever the bytes say of themselves. Throws what zlib throws. */
export async function unpack(packed: Buffer, compression: Compression): Promise<Buffer> {
  const limits = { maxOutputLength: CHUNK_BYTES, chunkSize: CHUNK_BYTES };
  switch (compression) {
    case 'zstd':
      return unpackZstd(packed, limits);
    case 'gzip':
      return gunzipChunk(packed, limits);
    case 'none':
      return packed;
  }
}
