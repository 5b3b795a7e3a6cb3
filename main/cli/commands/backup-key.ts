// `marsad backup-key`: the named keys sets are encrypted by. A key is seen as its recovery text only, on paper or in a file that
// nobody else reads; it is never an argument.

import { open, rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { BackupKeyInfo, BackupKeysHere } from '../../../shared/contract/backup-keys.ts';
import { AppError } from '../../../shared/errors.ts';
import { dateTime } from '../figures.ts';
import { printable, style } from '../printer.ts';
import { readRecoveryText } from '../read-password.ts';
import { addCommonOptions, runWithApp, type AppSession, type CommonOptions } from '../session.ts';
import { table } from '../table.ts';

interface KeyOptions extends CommonOptions {
  readonly out?: string;
  readonly file?: string;
  readonly confirm?: string;
}

const HELP = `
A key lies in the keystore of the desktop. Where there is none, as on a server, its recovery text is all there is of it: it is typed
on connecting, or given as "backupKey" in the password file, or as MARSAD_BACKUP_KEY (MARSAD_BACKUP_KEY_<PROFILE>).
A profile encrypts by a key when its backup section says so: "backup": {"encryption": "key", "keyId": "…"}.
<key> is a name or an id.

JSON (--json):
  list: keys[]: {keyId, name, createdMs, isHere}, keystore: {available, reason}
  create: keyId, name, createdMs, isHere, recoveryText (not with --out)
  export: keyId, recoveryText (or file)
  import, check: keyId, name, createdMs, isHere`;

export function registerBackupKey(program: Command): void {
  const keys = program
    .command('backup-key')
    .description('the named keys that backup sets are encrypted by')
    .addHelpText('after', HELP);

  addCommonOptions(keys.command('list'))
    .description('which keys are known here, and which of them are at hand')
    .action((options: CommonOptions) =>
      runWithApp(options, async (session) => {
        const here = await listOf(session);
        session.printer.result(here, () => listLines(here));
      }),
    );
  addCommonOptions(keys.command('create <name>'))
    .description('makes a key, and shows its recovery text to be written down')
    .option('--out <file>', 'write the recovery text there instead, for you alone')
    .action((name: string, options: KeyOptions) => runWithApp(options, (session) => create(session, name, options)));
  addCommonOptions(keys.command('export <key>'))
    .description('shows the recovery text of a key that is in the keystore')
    .option('--out <file>', 'write it there instead, for you alone')
    .action((key: string, options: KeyOptions) => runWithApp(options, (session) => exportKey(session, key, options)));
  addCommonOptions(keys.command('import <name>'))
    .description('puts a key into the keystore, from its recovery text')
    .option('--file <file>', 'where the recovery text is; otherwise it is asked for')
    .action((name: string, options: KeyOptions) =>
      runWithApp(options, async ({ app, printer, signal }) => {
        const recoveryText = await readRecoveryText({ file: options.file, signal });
        const key = await app.call('backupKeys.import', { name, recoveryText }, { signal });
        printer.result(key, () => [`${printable(key.name)} (${key.keyId}) is in the keystore.`]);
      }),
    );
  addCommonOptions(keys.command('check <key>'))
    .description('tells whether what was written down is that key')
    .option('--file <file>', 'where the recovery text is; otherwise it is asked for')
    .action((key: string, options: KeyOptions) =>
      runWithApp(options, async (session) => {
        const { keyId } = await find(session, key);
        const recoveryText = await readRecoveryText({ file: options.file, signal: session.signal });
        const { signal } = session;
        const checked = await session.app.call('backupKeys.check', { keyId, recoveryText }, { signal });
        session.printer.result(checked, () => [`It is ${printable(checked.name)} (${keyId}), without a mistake.`]);
      }),
    );
  addCommonOptions(keys.command('remove <key>'))
    .description('forgets a key on this machine; what is encrypted by it stays, and needs its recovery text')
    .requiredOption('--confirm <name>', 'the name of the key')
    .action((key: string, options: KeyOptions) =>
      runWithApp(options, async (session) => {
        const { keyId, name } = await find(session, key);
        if (options.confirm !== name)
          throw new AppError('bad_request', `The confirmation is not the name of this key, ${printable(name)}.`);
        const left = await session.app.call('backupKeys.remove', { keyId }, { signal: session.signal });
        session.printer.result(left, () => listLines(left));
      }),
    );
}

function listOf({ app, signal }: AppSession): Promise<BackupKeysHere> {
  return app.call('backupKeys.list', {}, { signal });
}

async function find(session: AppSession, word: string): Promise<BackupKeyInfo> {
  const { keys } = await listOf(session);
  const id = word.replaceAll(' ', '').toLowerCase();
  const key = keys.find(({ keyId, name }) => name === word || keyId === id);
  if (key) return key;
  throw new AppError('not_found', `There is no backup key ${printable(word)} here.`, {
    hint:
      keys.length === 0
        ? 'marsad backup-key create makes one.'
        : `There are: ${keys.map(({ name }) => name).join(', ')}.`,
  });
}

async function create(session: AppSession, name: string, { out }: KeyOptions): Promise<void> {
  const { app, printer, signal } = session;
  const file = out === undefined ? null : await openSecret(out); // before there is a key that could not be written down
  const created = app.call('backupKeys.create', { name }, { signal });
  const { recoveryText, ...key } = await (file ? file.fill(created) : created);
  printer.note('Without this text a lost key is lost, and every set with it: keep it outside of this machine.');
  if (!key.isHere) printer.note('There is no keystore here: the text is all there is of the key.');
  if (file === null) return printer.result({ ...key, recoveryText }, () => [recoveryText, style('dim', key.keyId)]);
  const { path } = file;
  printer.result({ ...key, file: path }, () => [`${key.keyId}, its recovery text is in ${printable(path)}`]);
}

async function exportKey(session: AppSession, word: string, { out }: KeyOptions): Promise<void> {
  const { app, printer, signal } = session;
  const { keyId } = await find(session, word);
  const file = out === undefined ? null : await openSecret(out);
  const exported = app.call('backupKeys.export', { keyId }, { signal }).then((recoveryText) => ({ recoveryText }));
  const { recoveryText } = await (file ? file.fill(exported) : exported);
  if (file === null) return printer.result({ keyId, recoveryText }, () => [recoveryText]);
  printer.result({ keyId, file: file.path }, () => [`It is in ${printable(file.path)}`]);
}

interface SecretFile {
  readonly path: string;
  /** Writes the recovery text down; the file goes where there is none after all. */
  fill<Made extends { readonly recoveryText: string }>(made: Promise<Made>): Promise<Made>;
}

/** For its owner alone, and never over something that is there. */
async function openSecret(out: string): Promise<SecretFile> {
  const path = resolve(out);
  const cannotBeWritten = (cause: NodeJS.ErrnoException): never => {
    throw new AppError('bad_request', `${path} cannot be written (${cause.code ?? 'unknown reason'}).`, { cause });
  };
  const handle = await open(path, 'wx', 0o600).catch(cannotBeWritten);
  return {
    path,
    async fill(made) {
      try {
        const key = await made;
        await handle.writeFile(`${key.recoveryText}\n`).catch(cannotBeWritten);
        await handle.sync();
        return key;
      } catch (error) {
        await rm(path, { force: true });
        throw error;
      } finally {
        await handle.close();
      }
    },
  };
}

function listLines({ keys, keystore }: BackupKeysHere): string[] {
  const rows = keys.map(({ keyId, name, createdMs, isHere }) => [
    printable(name),
    keyId,
    dateTime(createdMs),
    isHere ? 'in the keystore' : 'not here',
  ]);
  return [
    ...(rows.length === 0
      ? ['No backup key is known here.']
      : table([{ title: 'name' }, { title: 'id' }, { title: 'made' }, { title: 'place' }], rows)),
    ...(keystore.available ? [] : [style('dim', keystore.reason ?? 'There is no keystore here.')]),
  ];
}
