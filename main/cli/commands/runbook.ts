// `marsad runbook check|new|schema|list`: writing runbook files. None of it connects to a server.

import { readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Command } from 'commander';
import { AppError } from '../../../shared/errors.ts';
import type { RunbookFileProblem } from '../../../shared/model/runbook-file.ts';
import { runbookTemplate, TEMPLATE_NAMES, type TemplateName } from '../../../shared/runbook-templates.ts';
import { EXIT } from '../exit-codes.ts';
import { printable, style } from '../printer.ts';
import { runSession, type CommonOptions } from '../session.ts';

const CHECK_HELP = `
Prints FILE:LINE:COLUMN: what is wrong (what would be right), one line each, and only a word on stderr where all is well.
Files may call each other, your own in the settings folder, and those of the console. "-" reads standard input.
Exit codes: 0 no faults, 2 faults, or a file that cannot be read.

JSON (--json), a list:
  [].file, runbookId (or null), problems[]: line, column, message, hint (or null)`;

export function registerRunbook(program: Command): void {
  const runbook = program.command('runbook').description('runbooks of your own: check, begin, list');
  addJson(runbook.command('check <files...>'))
    .description('say what is wrong in runbook files, with line and column')
    .addHelpText('after', CHECK_HELP)
    .action((files: readonly string[], options: CommonOptions) => check(files, options));
  addJson(runbook.command('list'))
    .description('your own runbook files, and what is wrong with them')
    .action((options: CommonOptions) => list(options));
  runbook
    .command('new <id>')
    .description('begin a runbook of your own, in the settings folder')
    .option('--template <name>', TEMPLATE_NAMES.join(', '), TEMPLATE_NAMES[0])
    .option('--out <file>', 'write it there instead; "-" prints it')
    .action((id: string, options: { readonly template: string; readonly out?: string }) => begin(id, options));
  runbook
    .command('schema')
    .description('the JSON Schema of runbook files, for your editor')
    .action(() =>
      runSession({}, async () => {
        const { runbookJsonSchemaText } = await import('../../runbook/files/json-schema.ts');
        process.stdout.write(runbookJsonSchemaText());
      }),
    );
}

function addJson(command: Command): Command {
  return command.option('--json', 'print one JSON document on stdout');
}

function check(files: readonly string[], options: CommonOptions): Promise<void> {
  return runSession(options, async ({ printer, host }) => {
    const [{ resolveFiles }, { readFolder }, { shippedFolder, ownFolderIn }, { library }] = await Promise.all([
      import('../../runbook/files/resolve-files.ts'),
      import('../../runbook/files/read-folder.ts'),
      import('../../runbook/files/file-library.ts'),
      import('../../runbook/library/index.ts'),
    ]);
    const given = await Promise.all(
      files.map(async (path) => ({ fileName: path, source: await readSource(path), origin: 'own' as const })),
    );
    const names = new Set(given.map(({ fileName }) => basename(fileName)));
    const own = await readFolder(ownFolderIn(host.paths.settings), 'own');
    const shipped = await readFolder(shippedFolder(), 'shipped');
    const beside = [
      ...shipped.filter(({ source }) => !given.some((file) => file.source === source)),
      ...own.filter(({ fileName }) => !names.has(fileName)),
    ];
    const checked = resolveFiles(library, [...beside, ...given]).slice(beside.length);
    const view = checked.map(({ fileName, id, problems }) => ({ file: fileName, runbookId: id, problems }));
    printer.result(view, () =>
      view.flatMap(({ file, problems }) => problems.map((problem) => problemLine(file, problem))),
    );
    if (view.some(({ problems }) => problems.length > 0)) return EXIT.badInput;
    printer.note(view.length === 1 ? 'No fault.' : `No fault in ${view.length} files.`);
    return EXIT.done;
  });
}

function problemLine(file: string, { line, column, message, hint }: RunbookFileProblem): string {
  return printable(`${file}:${line}:${column}: ${message}${hint === null ? '' : ` ${hint}`}`);
}

async function readSource(path: string): Promise<string> {
  try {
    return path === '-' ? await readStdin() : await readFile(path, 'utf8');
  } catch (error) {
    throw new AppError('not_found', `${path} cannot be read.`, { cause: error });
  }
}

async function readStdin(): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of process.stdin as AsyncIterable<Buffer>) parts.push(part);
  return Buffer.concat(parts).toString('utf8');
}

function list(options: CommonOptions): Promise<void> {
  return runSession(options, async ({ printer, host }) => {
    const [{ resolveFiles }, { readFolder }, { shippedFolder, ownFolderIn }, { library }] = await Promise.all([
      import('../../runbook/files/resolve-files.ts'),
      import('../../runbook/files/read-folder.ts'),
      import('../../runbook/files/file-library.ts'),
      import('../../runbook/library/index.ts'),
    ]);
    const folder = ownFolderIn(host.paths.settings);
    const files = resolveFiles(library, [
      ...(await readFolder(shippedFolder(), 'shipped')),
      ...(await readFolder(folder, 'own')),
    ]);
    const view = files
      .filter(({ origin }) => origin === 'own')
      .map(({ fileName, id, problems }) => ({ file: join(folder, fileName), runbookId: id, problems }));
    printer.result(view, () => [
      ...view.flatMap(({ file, runbookId, problems }) => [
        `${printable(runbookId ?? '(no name)')}  ${style(problems.length > 0 ? 'red' : 'dim', problems.length > 0 ? (problems.length === 1 ? '1 fault' : `${problems.length} faults`) : 'ready')}  ${style('dim', printable(file))}`,
        ...problems.map((problem) => `  ${problemLine(basename(file), problem)}`),
      ]),
      ...(view.length === 0
        ? [`None yet. They belong into ${folder}; begin one with: marsad runbook new team.my-check`]
        : []),
    ]);
  });
}

function begin(id: string, { template, out }: { readonly template: string; readonly out?: string }): Promise<void> {
  return runSession({}, async ({ printer, host }) => {
    const { RunbookId } = await import('../../runbook/files/format-values.ts');
    const { ownFolderIn } = await import('../../runbook/files/file-library.ts');
    if (!RunbookId.safeParse(id).success) {
      throw new AppError('bad_request', `${JSON.stringify(id)} is no name for a runbook.`, {
        hint: 'Lower-case words parted by a dot or a dash, for example team.evening-check.',
      });
    }
    if (!isTemplate(template)) {
      throw new AppError('bad_request', `There is no template ${template}.`, {
        hint: `There are: ${TEMPLATE_NAMES.join(', ')}.`,
      });
    }
    const source = runbookTemplate(template, id);
    if (out === '-') {
      process.stdout.write(source);
      return;
    }
    const { mkdir } = await import('node:fs/promises');
    const folder = ownFolderIn(host.paths.settings);
    if (out === undefined) await mkdir(folder, { recursive: true });
    const path = out ?? join(folder, `${id}.yaml`);
    await writeFile(path, source, { flag: 'wx' }).catch((error: unknown) => {
      throw new AppError('conflict', `${path} cannot be written, or is there already.`, {
        cause: error,
        retryable: false,
      });
    });
    printer.result({ file: path }, () => [path]);
  });
}

function isTemplate(name: string): name is TemplateName {
  return (TEMPLATE_NAMES as readonly string[]).includes(name);
}
