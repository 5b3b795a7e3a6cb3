// The data key of a set, encrypted: with a key derived from a passphrase (scrypt), or with a named backup key. It stands in the
// clear part of the manifest; whoever has the passphrase or the backup key can open the set, and nobody else.

import { randomBytes, scrypt } from 'node:crypto';
import { z } from 'zod';
import { AppError } from '../../../shared/errors.ts';
import { deriveKey, openText, sealText } from '../format/seal.ts';
import { keyIdOf } from './recovery-text.ts';

const SALT_BYTES = 16;
/** 128 MiB and a few tenths of a second for each guess. */
const COST = { cost: 2 ** 17, blockSize: 8, parallelization: 1 } as const;
/** A header written by somebody else must not take all memory: 128 × cost × block size bytes. */
const MOST_MEMORY_BYTES = 512 * 1024 * 1024;

const ByPassphrase = z
  .strictObject({
    by: z.literal('passphrase'),
    salt: z.string().regex(/^[0-9a-f]{32}$/),
    cost: z.number().int().min(2),
    blockSize: z.number().int().min(1),
    parallelization: z.number().int().min(1).max(16),
    /** Nonce, encrypted data key, tag: base64. */
    key: z.base64(),
  })
  .refine(({ cost }) => Number.isInteger(Math.log2(cost)), 'a cost that is a power of two')
  .refine(({ cost, blockSize }) => 128 * cost * blockSize <= MOST_MEMORY_BYTES, 'scrypt within 512 MiB');
type ByPassphrase = z.infer<typeof ByPassphrase>;

const ByKey = z.strictObject({
  by: z.literal('key'),
  /** Which one: the beginning of its SHA-256. */
  keyId: z.string().regex(/^[0-9a-f]{16}$/),
  /** Nonce, encrypted data key, tag: base64. */
  key: z.base64(),
});
type ByKey = z.infer<typeof ByKey>;

export const WrappedKey = z.discriminatedUnion('by', [ByPassphrase, ByKey]);
export type WrappedKey = z.infer<typeof WrappedKey>;

/** How a key is made of a passphrase. */
export type Derivation = Omit<ByPassphrase, 'key'>;

export function newDerivation(): Derivation {
  return { by: 'passphrase', salt: randomBytes(SALT_BYTES).toString('hex'), ...COST };
}

/** `passphraseKey`: of {@link derivePassphraseKey} with this very derivation. */
export function wrapByPassphrase(
  dataKey: Uint8Array,
  setId: string,
  how: Derivation,
  passphraseKey: Uint8Array,
): ByPassphrase {
  return { ...how, key: sealText(textOf(dataKey), passphraseKey, contextOf(setId, how)) };
}

export function wrapByKey(dataKey: Uint8Array, setId: string, backupKey: Uint8Array): ByKey {
  const keyId = keyIdOf(backupKey);
  return { by: 'key', keyId, key: sealText(textOf(dataKey), wrappingKey(backupKey, setId), keyContext(setId, keyId)) };
}

/** Throws `denied`: a wrong passphrase and a changed header look the same. */
export function unwrapByPassphrase({ key, ...how }: ByPassphrase, setId: string, passphraseKey: Uint8Array): Buffer {
  try {
    return Buffer.from(openText(key, passphraseKey, contextOf(setId, how)), 'hex');
  } catch (cause) {
    throw new AppError('denied', `The backup passphrase does not open the set ${setId}.`, {
      hint: 'Type the passphrase the set was taken with: disconnect the profile, and connect it again.',
      cause,
    });
  }
}

/** Throws `damaged` where the header was changed: the key is the one it names. */
export function unwrapByKey({ keyId, key }: ByKey, setId: string, backupKey: Uint8Array): Buffer {
  return Buffer.from(openText(key, wrappingKey(backupKey, setId), keyContext(setId, keyId)), 'hex');
}

function textOf(dataKey: Uint8Array): string {
  return Buffer.from(dataKey).toString('hex');
}

function wrappingKey(backupKey: Uint8Array, setId: string): Buffer {
  return deriveKey(backupKey, Buffer.from(setId), 'marsad backup key');
}

function keyContext(setId: string, keyId: string): string {
  return JSON.stringify([setId, 'key', keyId]);
}

function contextOf(setId: string, how: Derivation): string {
  return JSON.stringify([setId, how.by, how.salt, how.cost, how.blockSize, how.parallelization]);
}

/** Takes long, on purpose. The same passphrase typed on another system gives the same key: its letters are composed first (NFKC). */
export function derivePassphraseKey(
  passphrase: string,
  { salt, cost, blockSize, parallelization }: Derivation,
): Promise<Buffer> {
  const options = { cost, blockSize, parallelization, maxmem: 2 * MOST_MEMORY_BYTES };
  return new Promise((resolve, reject) => {
    scrypt(passphrase.normalize('NFKC'), Buffer.from(salt, 'hex'), 32, options, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });
}
