// `marsad approval`: the second person on the command line. One console asks, another signs; files go between them by any way.

import { readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { ApprovalKey, InspectedRequest } from '../../../shared/contract/approvals.ts';
import { AppError } from '../../../shared/errors.ts';
import type { ExportedDocument } from '../../../shared/model/run.ts';
import { EXIT } from '../exit-codes.ts';
import { dateTime } from '../figures.ts';
import { makePlan } from '../make-plan.ts';
import { planLines, planView } from '../plan-view.ts';
import { printable, style } from '../printer.ts';
import { readPassphrase } from '../read-password.ts';
import { addCommonOptions, runWithApp, type AppSession, type CommonOptions } from '../session.ts';

interface KeyOptions extends CommonOptions {
  readonly passphraseFile?: string;
  readonly replace?: boolean;
}
interface FileOptions extends CommonOptions {
  readonly out?: string;
  readonly reason?: string;
  readonly hours?: string;
  readonly passphraseFile?: string;
}

const APPROVAL_JSON = `
The private key lies in the keystore of the desktop; here, where there is none, in an encrypted file of the settings folder.
Its passphrase is asked for without echo, or read from --passphrase-file; it is never an argument.

JSON (--json):
  key, create-key: publicKey, fingerprint, place ("keystore" | "file" | null), file, keystore: {available, reason}
  request, sign: file (where it was written)
  show: requestId, profileName, requester, reason, createdMs, problems[]: {text, blocks}, plan (as of \`marsad plan\`)`;

export function registerApproval(program: Command): void {
  const approval = program
    .command('approval')
    .description('ask a second person for a plan, or approve one: by files, without a server')
    .addHelpText('after', APPROVAL_JSON);

  addCommonOptions(approval.command('key'))
    .description('your own public key, for the profiles of others')
    .action((options: CommonOptions) =>
      runWithApp(options, async ({ app, printer, signal }) => {
        const key = await app.call('approvals.key', {}, { signal });
        printer.result(key, () => keyLines(key));
      }),
    );
  withPassphrase(addCommonOptions(approval.command('create-key')))
    .description('makes your key pair')
    .option('--replace', 'although there is one: profiles that trust the old one must be changed')
    .action((options: KeyOptions) => runWithApp(options, (session) => createKey(session, options)));
  addCommonOptions(approval.command('request <runbook> [parameters...]'))
    .description('plans, and writes the request file for the one who approves')
    .requiredOption('--out <file>', 'where to write it')
    .option('--reason <text>', 'why it is to be done')
    .action((runbook: string, parameters: readonly string[], options: FileOptions) =>
      runWithApp(options, (session) => request(session, runbook, parameters, options)),
    );
  addCommonOptions(approval.command('show <request>'))
    .description('what a request file asks for, exactly')
    .action((file: string, options: CommonOptions) =>
      runWithApp(options, async ({ app, printer, signal }) => {
        const seen = await app.call('approvals.inspect', { request: await read(file) }, { signal });
        const view = { ...seen, plan: planView(seen.plan, seen), texts: undefined };
        printer.result(view, () => requestLines(seen));
        return seen.problems.some(({ blocks }) => blocks) ? EXIT.blocked : EXIT.done;
      }),
    );
  withPassphrase(addCommonOptions(approval.command('sign <request>')))
    .usage('--out <file> --reason <text> [options] <request>')
    .description('approves it: look at it with `show` first')
    .requiredOption('--out <file>', 'where to write the approval')
    .requiredOption('--reason <text>', 'what was looked at, or why it is right')
    .option('--hours <n>', 'how long it can be used', '8')
    .action((file: string, options: FileOptions) => runWithApp(options, (session) => sign(session, file, options)));
}

function withPassphrase(command: Command): Command {
  return command.option(
    '--passphrase-file <file>',
    'the passphrase of the private key; only you should be able to read it',
  );
}

async function createKey(
  { app, printer, signal }: AppSession,
  { passphraseFile, replace = false }: KeyOptions,
): Promise<void> {
  const { keystore, publicKey } = await app.call('approvals.key', {}, { signal });
  if (publicKey !== null && !replace)
    throw new AppError('conflict', 'There is a key already.', {
      hint: 'marsad approval key shows it; --replace makes another.',
    });
  if (!keystore.available)
    printer.note(`${keystore.reason ?? 'There is no keystore here.'} The private key goes into an encrypted file.`);
  const passphrase = keystore.available ? null : await readPassphrase({ file: passphraseFile, signal, isNew: true });
  const key = await app.call('approvals.createKey', { passphrase, replace }, { signal });
  printer.result(key, () => keyLines(key));
}

async function request(
  session: AppSession,
  runbookId: string,
  words: readonly string[],
  { out = '', reason = '' }: FileOptions,
): Promise<void> {
  const { app, printer, signal } = session;
  const { plan, view } = await makePlan(session, runbookId, words);
  const { profileId, parameters, from, hash: planHash } = plan;
  const choice = { profileId, runbookId, parameters: { ...parameters }, from, planHash, reason };
  const path = await write(out, await app.call('approvals.request', choice, { signal }));
  printer.result({ file: path }, () => [
    ...planLines(view),
    '',
    `The request is in ${printable(path)}: send it to an approver of ${printable(plan.target)}.`,
  ]);
}

async function sign(session: AppSession, file: string, options: FileOptions): Promise<void> {
  const { app, printer, signal } = session;
  const text = await read(file);
  const hours = Number(options.hours);
  if (!(hours > 0 && hours <= 720)) throw new AppError('bad_request', '--hours takes a number up to 720.');
  const seen = await app.call('approvals.inspect', { request: text }, { signal });
  for (const line of requestLines(seen)) printer.note(line);
  const key = await app.call('approvals.key', {}, { signal });
  const passphrase = key.place === 'file' ? await readPassphrase({ file: options.passphraseFile, signal }) : null;
  const input = { request: text, hours, reason: options.reason ?? '', passphrase };
  const path = await write(options.out ?? '', await app.call('approvals.sign', input, { signal }));
  printer.result({ file: path }, () => [
    `The approval is in ${printable(path)}: send it back to ${printable(seen.requester)}. It is good for one run, for ${hours} h.`,
  ]);
}

function requestLines(seen: InspectedRequest): string[] {
  const { plan, profileName, requester, reason, createdMs, problems } = seen;
  return [
    `${style('bold', printable(requester))} asks, ${dateTime(createdMs)}, on ${printable(profileName)}: ${printable(reason) || 'no reason given'}`,
    '',
    ...planLines(planView(plan, seen)),
    ...problems.map(({ text, blocks }) => style(blocks ? 'red' : 'yellow', printable(text))),
  ];
}

function keyLines({ publicKey, fingerprint, place, file, keystore }: ApprovalKey): string[] {
  if (publicKey === null)
    return [
      'There is no key yet: `marsad approval create-key` makes one.',
      ...(keystore.reason === null ? [] : [keystore.reason]),
    ];
  return [
    publicKey,
    style('dim', `${fingerprint}  (read it to whoever adds the key to a profile)`),
    style(
      'dim',
      place === 'file'
        ? `The private key is in ${file}, encrypted with your passphrase.`
        : 'The private key is in the keystore.',
    ),
  ];
}

async function read(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    throw new AppError('bad_request', `${file} cannot be read (${cause.code ?? 'unknown reason'}).`, { cause });
  });
}

async function write(out: string, { content, encoding }: ExportedDocument): Promise<string> {
  const path = resolve(out);
  await writeFile(path, content, { encoding, mode: 0o600 }).catch((cause: NodeJS.ErrnoException) => {
    throw new AppError('bad_request', `${path} cannot be written (${cause.code ?? 'unknown reason'}).`, { cause });
  });
  return path;
}
