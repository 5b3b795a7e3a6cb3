// Secrets in the operating system's keystore: encrypted by it, kept as one file a secret. Where the keystore is only a
// hard-coded password (`basic_text` on Linux without a keyring), nothing is stored at all.

import { safeStorage } from 'electron';
import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface Keystore {
  readonly available: boolean;
  readonly backend: string;
  readonly reason: string | null;
  get(name: string): Promise<string | null>;
  set(name: string, value: string): Promise<void>;
  remove(name: string): Promise<void>;
}

/** Must be asked after the app is ready. */
export async function openKeystore(folder: string): Promise<Keystore> {
  const backend =
    process.platform === 'linux'
      ? (safeStorage.getSelectedStorageBackend?.() ?? 'unknown')
      : process.platform === 'darwin'
        ? 'keychain'
        : 'dpapi';
  const reason = await whyNot(backend);
  // A name may hold anything (profile ids, slashes): its hash is the file.
  const fileOf = (name: string): string => join(folder, createHash('sha256').update(name).digest('hex'));
  return {
    available: reason === null,
    backend,
    reason,
    async get(name) {
      if (reason !== null) return null;
      const sealed = await readFile(fileOf(name)).catch(() => null);
      return sealed === null ? null : (await safeStorage.decryptStringAsync(sealed)).result;
    },
    async set(name, value) {
      if (reason !== null) throw new Error(reason);
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await writeFile(fileOf(name), await safeStorage.encryptStringAsync(value), { mode: 0o600 });
    },
    remove: (name) => rm(fileOf(name), { force: true }),
  };
}

async function whyNot(backend: string): Promise<string | null> {
  if (typeof safeStorage.encryptStringAsync !== 'function')
    return 'This runtime is too old to reach the keystore safely; passwords are asked for in each session.';
  if (backend === 'basic_text' || backend === 'unknown')
    return 'This desktop has no keyring, so a stored password would not be secret; passwords are asked for in each session.';
  return (await safeStorage.isAsyncEncryptionAvailable())
    ? null
    : 'The keystore is locked or missing; passwords are asked for in each session.';
}
