// Backup keys from the command line, on a machine without a keystore: the recovery text is all there is of a key, so it is never
// lost on the way, never left where others read it, and never in an argument.

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { keyIdOf, parseRecoveryText, recoveryTextOf } from '../../main/backup/keys/recovery-text.ts';
import type { BackupKeysHere, CreatedBackupKey } from '../../shared/contract/backup-keys.ts';
import { environmentOf, runMarsad, type Result } from '../fixtures/command-line.ts';

const folder = await mkdtemp(join(tmpdir(), 'marsad-backup-key-'));
after(() => rm(folder, { recursive: true, maxRetries: 5 }));
const env = environmentOf(folder, join(folder, 'no-lab'));

const backupKey = (...args: string[]): Promise<Result> => runMarsad(['backup-key', ...args], { env });

async function json<Answer>(...args: string[]): Promise<Answer> {
  const { code, stdout, stderr } = await backupKey(...args, '--json');
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout) as Answer;
}

async function fileWith(name: string, text: string): Promise<string> {
  await writeFile(join(folder, name), text, { mode: 0o600 });
  return join(folder, name);
}

async function refused(says: RegExp, ...args: string[]): Promise<Result> {
  const result = await backupKey(...args);
  assert.notEqual(result.code, 0);
  assert.equal(result.stdout, '');
  assert.match(result.stderr, says);
  return result;
}

test('a key is made, shown once, listed by name, and known again by its text as people type it', async () => {
  const made = await json<CreatedBackupKey>('create', 'vault');
  assert.equal(keyIdOf(parseRecoveryText(made.recoveryText)), made.keyId);
  assert.equal(made.isHere, false);
  const { keys, keystore } = await json<BackupKeysHere>('list');
  assert.deepEqual(
    keys.map(({ keyId, name, isHere }) => [keyId, name, isHere]),
    [[made.keyId, 'vault', false]],
  );
  assert.equal(keystore.available, false);
  const typed = await fileWith('typed', ` ${made.recoveryText.toLowerCase().replaceAll('-', ' ')}\n`);
  assert.equal((await json<{ name: string }>('check', made.keyId, '--file', typed)).name, 'vault');
  for (const { path, text } of await everyFile())
    if (path !== typed) assert.ok(!text.includes(made.recoveryText.slice(4, 13)), `${path} has a part of the key`);

  const again = await backupKey('create', 'vault');
  assert.equal(again.code, 3, 'a name means one key');
  assert.match(again.stderr, /already/);
  await refused(/no keystore|not in a keystore/i, 'export', 'vault');
  await refused(/Type the recovery text on connecting, or set MARSAD_BACKUP_KEY/, 'import', 'back', '--file', typed);
});

test('a text that is wrong is said to be wrong, and how: a letter, another key, no terminal to ask on', async () => {
  const text = recoveryTextOf(Buffer.alloc(32, 7));
  const other = await fileWith('other', text);
  const mistyped = await fileWith('mistyped', `${text.slice(0, -1)}${text.endsWith('0') ? '1' : '0'}`);
  const results = await Promise.all([
    refused(/another key/, 'check', 'vault', '--file', other),
    refused(/checksum/, 'check', 'vault', '--file', mistyped),
    refused(/recovery text cannot be read \(ENOENT\)/, 'check', 'vault', '--file', join(folder, 'nowhere')),
    refused(/no terminal to ask on[^]*--file/, 'check', 'vault'),
    refused(/no backup key second here[^]*vault/, 'check', 'second', '--file', other),
    refused(/not the name/, 'remove', 'vault', '--confirm', 'second'),
  ]);
  for (const { code, stderr } of results) {
    assert.equal(code, 2, stderr);
    assert.ok(!stderr.includes(text.slice(4, 13)), 'an error repeats a part of the key');
  }
});

test('the text in a file is its owner’s alone; where it cannot be written there is no key either', async () => {
  const out = join(folder, 'paper');
  const made = await json<Omit<CreatedBackupKey, 'recoveryText'> & { file: string }>('create', 'kept', '--out', out);
  assert.equal(made.file, out);
  assert.ok(!('recoveryText' in made), 'it is in one place');
  assert.equal((await stat(out)).mode & 0o777, 0o600);
  assert.equal(keyIdOf(parseRecoveryText(await readFile(out, 'utf8'))), made.keyId);

  await chmod(out, 0o400);
  const before = await readFile(out, 'utf8');
  await refused(/paper cannot be written \(EEXIST\)/, 'create', 'lost', '--out', out);
  assert.equal(await readFile(out, 'utf8'), before);
  await refused(/already/, 'create', 'kept', '--out', join(folder, 'twice'));
  assert.equal(existsSync(join(folder, 'twice')), false, 'no empty file is left');
  const { keys } = await json<BackupKeysHere>('list');
  assert.ok(!keys.some(({ name }) => name === 'lost'), 'a key nobody has the text of is not listed');
  const left = await json<BackupKeysHere>('remove', 'kept', '--confirm', 'kept');
  assert.ok(!left.keys.some(({ name }) => name === 'kept'));
});

/** All that lies below the folder: settings, audit log, what was written out. */
async function everyFile(): Promise<{ readonly path: string; readonly text: string }[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  return Promise.all(paths.map(async (path) => ({ path, text: await readFile(path, 'utf8') })));
}
