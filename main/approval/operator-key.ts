// The operator's own key pair (Ed25519). The private key lies in the system's keystore; where there is none, in a file of the
// settings folder, encrypted with a passphrase (PKCS#8). It never leaves this module, and no message or log has any of it.

import { createPrivateKey, generateKeyPairSync, hash, sign, type KeyObject } from 'node:crypto';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { z } from 'zod';
import type { ApprovalKey } from '../../shared/contract/approvals.ts';
import { AppError } from '../../shared/errors.ts';
import type { SecretStore } from '../host.ts';

export interface OperatorKey {
  info(): Promise<ApprovalKey>;
  /** Throws `conflict` where there is a key and `replace` is false, `bad_request` where a passphrase is needed or too short. */
  create(options: { readonly passphrase: string | null; readonly replace: boolean }): Promise<ApprovalKey>;
  /** Throws `not_found` without a key, `denied` where the passphrase is wrong, `unsupported` where the keystore is out of reach. */
  sign(bytes: Buffer, passphrase: string | null): Promise<{ readonly publicKey: string; readonly signature: string }>;
}

const KeyFile = z.strictObject({
  publicKey: z.string(),
  place: z.enum(['keystore', 'file']),
  created: z.iso.datetime(),
});

const SECRET_NAME = 'approval/private-key';
const MIN_PASSPHRASE = 10;

export function createOperatorKey({
  settingsFolder,
  secrets,
  now,
}: {
  readonly settingsFolder: string;
  readonly secrets: SecretStore;
  readonly now: () => number;
}): OperatorKey {
  const infoFile = join(settingsFolder, 'approval-key.json');
  const pemFile = join(settingsFolder, 'approval-key.pem');
  const keystore = { available: secrets.available, reason: secrets.reason };

  async function read(): Promise<z.infer<typeof KeyFile> | null> {
    const text = await readFile(infoFile, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return null;
      throw error;
    });
    if (text === null) return null;
    try {
      return KeyFile.parse(JSON.parse(text));
    } catch {
      throw new AppError('damaged', 'approval-key.json cannot be read.', {
        hint: `Put it back from a copy, or remove ${infoFile} and create a new key.`,
      });
    }
  }

  async function info(): Promise<ApprovalKey> {
    const key = await read();
    return {
      publicKey: key?.publicKey ?? null,
      fingerprint: key ? fingerprintOf(key.publicKey) : null,
      place: key?.place ?? null,
      file: key?.place === 'file' ? pemFile : null,
      keystore,
    };
  }

  async function privateKey(passphrase: string | null): Promise<{ key: KeyObject; publicKey: string }> {
    const known = await read();
    if (known === null) {
      throw new AppError('not_found', 'There is no key to sign with yet.', {
        hint: 'Create a key first, and give its public part to the others.',
      });
    }
    if (known.place === 'keystore') {
      const pem = secrets.available ? await secrets.get(SECRET_NAME) : undefined;
      if (pem !== undefined) return { key: createPrivateKey(pem), publicKey: known.publicKey };
      throw new AppError(
        'unsupported',
        'The private key lies in the keystore of the desktop, which cannot be reached from here.',
        {
          hint: 'Sign in the desktop console, or create a key for this face.',
        },
      );
    }
    if (passphrase === null || passphrase === '') throw passphraseNeeded();
    const pem = await readFile(pemFile, 'utf8');
    try {
      return { key: createPrivateKey({ key: pem, passphrase }), publicKey: known.publicKey };
    } catch {
      throw new AppError('denied', 'The passphrase does not open the private key.', {
        hint: 'Type the one it was created with.',
      });
    }
  }

  return {
    info,
    async create({ passphrase, replace }) {
      if (!replace && (await read()) !== null) {
        throw new AppError('conflict', 'There is a key already.', {
          hint: 'A new one would have to be made known to every profile that trusts the old one. Replace it only if that is what you want.',
          retryable: false,
        });
      }
      const pair = generateKeyPairSync('ed25519');
      const publicKey = pair.publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
      await mkdir(settingsFolder, { recursive: true, mode: 0o700 });
      if (secrets.available) {
        await secrets.set(SECRET_NAME, pair.privateKey.export({ format: 'pem', type: 'pkcs8' }).toString());
        await rm(pemFile, { force: true });
      } else {
        if (passphrase === null || passphrase.length < MIN_PASSPHRASE) throw passphraseNeeded();
        const pem = pair.privateKey.export({ format: 'pem', type: 'pkcs8', cipher: 'aes-256-cbc', passphrase });
        await writeFileAtomic(pemFile, pem.toString(), { mode: 0o600 });
      }
      const place = secrets.available ? 'keystore' : 'file';
      const file = { publicKey, place, created: new Date(now()).toISOString() } satisfies z.infer<typeof KeyFile>;
      await writeFileAtomic(infoFile, `${JSON.stringify(file, null, 2)}\n`, { mode: 0o600 });
      return info();
    },
    async sign(bytes, passphrase) {
      const { key, publicKey } = await privateKey(passphrase);
      return { publicKey, signature: sign(null, bytes, key).toString('base64') };
    },
  };
}

/** As ssh writes it: two people read it to each other before they trust a key. */
export function fingerprintOf(publicKey: string): string {
  return `SHA256:${hash('sha256', Buffer.from(publicKey, 'base64'), 'base64').replace(/=+$/, '')}`;
}

function passphraseNeeded(): AppError {
  return new AppError(
    'bad_request',
    `The private key is kept in a file here and needs a passphrase of at least ${MIN_PASSPHRASE} characters.`,
    {
      hint: 'This face has no keystore; the passphrase is asked for each time, and stored nowhere.',
      details: { field: 'passphrase' },
    },
  );
}
