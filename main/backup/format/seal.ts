// Encryption of a set: AES-256-GCM, every chunk by itself. Each file has a key of its own, derived from the set's data key and a
// random salt, so that the numbers of its chunks can be the nonces: no key ever meets a nonce twice, also where an interrupted
// file is written again. What is authenticated beside the bytes says which chunk of which file of which set they are.

import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { damaged } from '../damaged.ts';

/** Of one set. */
export interface SetSeal {
  readonly setId: string;
  /** 32 bytes. Never leaves memory but wrapped (see wrapped-key.ts). */
  readonly dataKey: Uint8Array;
}

/** Of one file. */
export interface FileSeal {
  readonly setId: string;
  readonly path: string;
  readonly key: Uint8Array;
}

/** Which chunk of its file; the last one says so, and a file that was cut there has none. */
export interface ChunkPlace {
  readonly index: number;
  readonly isLast: boolean;
}

const CIPHER = 'aes-256-gcm';
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
export const SALT_BYTES = 32;

export function newDataKey(): Buffer {
  return randomBytes(KEY_BYTES);
}

export function sealOfFile({ setId, dataKey }: SetSeal, path: string, salt: Uint8Array): FileSeal {
  return { setId, path, key: deriveKey(dataKey, salt, 'marsad set file') };
}

/** The encrypted bytes and their tag of 16 bytes. */
export function sealChunk(plain: Uint8Array, seal: FileSeal, place: ChunkPlace): Buffer {
  return encrypt(plain, seal.key, chunkNonce(place), placeOf(seal, place));
}

/** Throws `damaged` for anything but what was sealed for this very place. */
export function openChunk(stored: Buffer, seal: FileSeal, place: ChunkPlace): Buffer {
  return decrypt(stored, seal.key, chunkNonce(place), placeOf(seal, place));
}

/** For what is sealed once under its key: nonce, encrypted bytes, tag. */
export function sealText(text: string, key: Uint8Array, context: string): string {
  const nonce = randomBytes(NONCE_BYTES);
  return Buffer.concat([nonce, encrypt(Buffer.from(text), key, nonce, Buffer.from(context))]).toString('base64');
}

/** Throws `damaged`. */
export function openText(sealed: string, key: Uint8Array, context: string): string {
  const bytes = Buffer.from(sealed, 'base64');
  return decrypt(bytes.subarray(NONCE_BYTES), key, bytes.subarray(0, NONCE_BYTES), Buffer.from(context)).toString(
    'utf8',
  );
}

export function deriveKey(key: Uint8Array, salt: Uint8Array, use: string): Buffer {
  return Buffer.from(hkdfSync('sha256', key, salt, use, KEY_BYTES));
}

function chunkNonce({ index }: ChunkPlace): Buffer {
  const nonce = Buffer.alloc(NONCE_BYTES);
  nonce.writeUInt32BE(index, NONCE_BYTES - 4);
  return nonce;
}

function placeOf({ setId, path }: FileSeal, { index, isLast }: ChunkPlace): Buffer {
  return Buffer.from(JSON.stringify([setId, path, index, isLast]));
}

function encrypt(plain: Uint8Array, key: Uint8Array, nonce: Buffer, context: Buffer): Buffer {
  const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(context);
  return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

function decrypt(stored: Buffer, key: Uint8Array, nonce: Buffer, context: Buffer): Buffer {
  if (stored.length < TAG_BYTES || nonce.length !== NONCE_BYTES) throw damaged('too short to be anything sealed');
  const decipher = createDecipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(context);
  decipher.setAuthTag(stored.subarray(stored.length - TAG_BYTES));
  try {
    return Buffer.concat([decipher.update(stored.subarray(0, stored.length - TAG_BYTES)), decipher.final()]);
  } catch {
    throw damaged('its seal does not fit: changed, or of another place');
  }
}
