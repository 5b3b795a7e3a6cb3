// Passwords come from the terminal without echo, or from a file; never from the arguments, which every user of the machine sees.

import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { z } from 'zod';
import { AppError } from '../../shared/errors.ts';
import { Secrets, SECRET_NAMES, type PasswordName } from '../../shared/model/profile.ts';

const LABELS: Readonly<Record<PasswordName, string>> = {
  redisPassword: 'Redis password',
  mongoPassword: 'MongoDB password',
  backupPassphrase: 'Backup passphrase',
  backupKey: 'Recovery text of the backup key',
};

export interface PasswordSource {
  readonly file: string | undefined;
  readonly signal: AbortSignal;
}

/** The missing secrets. Throws `bad_request` where there is neither a file nor a terminal to ask on. */
export async function readSecrets(
  missing: readonly PasswordName[],
  { file, signal }: PasswordSource,
): Promise<Secrets> {
  if (file !== undefined) return fromFile(file);
  const secrets: { [Name in PasswordName]?: string } = {};
  for (const name of missing) {
    if ((name === 'backupPassphrase' || name === 'backupKey') && !hasTerminal()) continue; // only what touches encrypted sets needs it, and says so
    secrets[name] = await ask(`${LABELS[name]}: `, signal);
  }
  return secrets;
}

const SecretsFile = z
  .string()
  .transform((text, context) => {
    try {
      return JSON.parse(text) as unknown;
    } catch {
      context.addIssue('not JSON');
      return z.NEVER;
    }
  })
  .pipe(Secrets);

async function readSecretFile(file: string, what = 'password file'): Promise<string> {
  return readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    throw new AppError('bad_request', `The ${what} cannot be read (${cause.code ?? 'unknown reason'}).`, {
      hint: file,
    });
  });
}

async function fromFile(file: string): Promise<Secrets> {
  const text = await readSecretFile(file);
  const parsed = SecretsFile.safeParse(text);
  if (parsed.success) return parsed.data;
  throw new AppError('bad_request', 'The password file is not of the expected form.', {
    hint: `Write JSON with ${SECRET_NAMES.map((name) => `"${name}"`).join(' and ')} (and "stores": keys by store id), and let only yourself read the file.`,
  });
}

/** The passphrase of the approver's key; a new one is asked for twice. */
export async function readPassphrase({
  file,
  signal,
  isNew = false,
}: PasswordSource & { readonly isNew?: boolean }): Promise<string> {
  if (file !== undefined) return (await readSecretFile(file)).replace(/\r?\n$/, '');
  if (!hasTerminal()) {
    throw new AppError('bad_request', 'The key needs its passphrase, and there is no terminal to ask on.', {
      hint: 'Give --passphrase-file <file>, which only you can read.',
    });
  }
  const passphrase = await askSilently(isNew ? 'New passphrase: ' : 'Passphrase of your key: ', signal);
  if (isNew && (await askSilently('Once more: ', signal)) !== passphrase)
    throw new AppError('bad_request', 'The two are not the same.', { hint: 'Try again.' });
  return passphrase;
}

/** The recovery text of a backup key. */
export async function readRecoveryText({ file, signal }: PasswordSource): Promise<string> {
  if (file !== undefined) return (await readSecretFile(file, 'file with the recovery text')).trim();
  if (!hasTerminal()) {
    throw new AppError('bad_request', 'The recovery text is needed, and there is no terminal to ask on.', {
      hint: 'Give --file <file>, which only you can read.',
    });
  }
  return askSilently('Recovery text: ', signal);
}

function hasTerminal(): boolean {
  return process.stdin.isTTY && process.stderr.isTTY;
}

async function ask(question: string, signal: AbortSignal): Promise<string> {
  if (!hasTerminal()) {
    throw new AppError('bad_request', 'This profile needs a password, and there is no terminal to ask on.', {
      hint: 'Give --password-file <file>: JSON with "redisPassword", "mongoPassword", "backupPassphrase" and "backupKey", as far as they are needed.',
    });
  }
  return askSilently(question, signal);
}

async function askSilently(question: string, signal: AbortSignal): Promise<string> {
  process.stderr.write(question);
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const reader = createInterface({ input: process.stdin, output: silent, terminal: true });
  reader.on('SIGINT', () => reader.close());
  try {
    return await Promise.race([
      reader.question('', { signal }),
      new Promise<never>((_, reject) =>
        reader.on('close', () => reject(new AppError('cancelled', 'No password was given.'))),
      ),
    ]);
  } finally {
    reader.close();
    process.stderr.write('\n');
  }
}
