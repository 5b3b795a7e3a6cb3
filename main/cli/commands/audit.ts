// `marsad audit`: what was done, by whom and why; whether the log is whole; and the way on when it is not.

import { writeFile } from 'node:fs/promises';
import { extname, resolve } from 'node:path';
import { Option, type Command } from 'commander';
import { AppError } from '../../../shared/errors.ts';
import type { AuditEntry, AuditFilter, AuditPage, AuditVerdict } from '../../../shared/model/audit.ts';
import { documentOf, type ExportFormat } from '../../audit/export-log.ts';
import { detailWords } from '../../audit/search.ts';
import { EXIT } from '../exit-codes.ts';
import { count, dateTime, duration } from '../figures.ts';
import { printable, style } from '../printer.ts';
import { addCommonOptions, runWithApp, type AppSession, type CommonOptions } from '../session.ts';
import { table } from '../table.ts';

interface AuditOptions extends CommonOptions {
  readonly search?: string;
  readonly who?: string;
  readonly action?: string;
  readonly since?: string;
  readonly until?: string;
  readonly limit: string;
  readonly export?: string;
  readonly format?: ExportFormat;
}

const AUDIT_JSON = `
--profile shows the entries of that profile (its id). Times are ISO 8601: 2026-11-20, 2026-11-20T06:40Z.

JSON (--json):
  entries[]: number, at, who, action, target, subject, why, runId, planHash, before, after, result, prevHash, hash
  more: true where older entries match
of verify: ok, entries, fault: null or {kind, number, reason}, head: null or {chain, number, hash}, anchoredMs,
  sealedNumber (null where no keystore is reached), checkedMs, tookMs. Exit code 4 where the log is damaged.`;

export function registerAudit(program: Command): void {
  const audit = addCommonOptions(program.command('audit'))
    .description('what was done: by whom, why, what was before and after; newest first')
    .option('--search <words>', 'entries that hold all of these words')
    .option('--who <name>', 'entries of this person')
    .option('--action <name>', 'run.start, profile.unlock, …; a part of it is enough')
    .option('--since <time>', 'not older than this')
    .option('--until <time>', 'not newer than this')
    .option('--limit <n>', 'at most so many entries', '50')
    .option('--export <file>', 'write all that match into a file')
    .addOption(new Option('--format <format>', 'of the export').choices(['json', 'csv', 'pdf']))
    .addHelpText('after', AUDIT_JSON)
    .action((options: AuditOptions) => runWithApp(options, (session) => showOrExport(session, options)));
  addCommonOptions(audit.command('verify'))
    .description('reads the whole log and holds it against its anchors')
    .action((_options: CommonOptions, command: Command) =>
      runWithApp(command.optsWithGlobals<CommonOptions>(), async ({ app, printer, signal }) => {
        const verdict = await app.call('audit.verify', {}, { signal });
        printer.result(verdict, () => verdictLines(verdict));
        return verdict.ok ? EXIT.done : EXIT.failed;
      }),
    );
  addCommonOptions(audit.command('accept'))
    .description('sets a damaged log aside as it is and begins a new one, which tells so first')
    .requiredOption('--reason <text>', 'why that is right; stands in the new log')
    .action((_options: CommonOptions, command: Command) =>
      runWithApp(command.optsWithGlobals<CommonOptions>(), async ({ app, printer, signal }) => {
        const { reason } = command.optsWithGlobals<{ readonly reason: string }>();
        const verdict = await app.call('audit.accept', { reason }, { signal });
        printer.result(verdict, () => ['The damaged log was set aside.', ...verdictLines(verdict)]);
      }),
    );
}

async function showOrExport(session: AppSession, options: AuditOptions): Promise<void> {
  const { app, printer, signal } = session;
  const filter = filterOf(options);
  if (options.export !== undefined) return exportTo(resolve(options.export), session, options, filter);
  const limit = Number(options.limit);
  if (!Number.isInteger(limit) || limit < 1 || limit > 500)
    throw new AppError('bad_request', '--limit takes a whole number from 1 to 500.', {
      hint: 'For more use --export.',
    });
  const { entries, cursor } = await app.call('audit.search', { ...filter, limit }, { signal });
  printer.result({ entries, more: cursor !== null }, () => entryLines(entries, cursor !== null));
}

async function exportTo(
  path: string,
  { app, printer, signal }: AppSession,
  options: AuditOptions,
  filter: AuditFilter,
): Promise<void> {
  const format = options.format ?? formatOf(path);
  const verdict = await app.call('audit.verify', {}, { signal });
  const entries: AuditEntry[] = [];
  for (let cursor: number | null = null; ;) {
    const page: AuditPage = await app.call('audit.search', { ...filter, limit: 500, cursor }, { signal });
    entries.push(...page.entries);
    if (page.cursor === null) break;
    cursor = page.cursor;
  }
  const about = { format, language: 'en', filter, verdict, nowMs: Date.now() } as const;
  const { content, encoding } = await documentOf({ entries, leftOut: false }, about);
  await writeFile(path, content, { encoding, mode: 0o600 }).catch((cause: NodeJS.ErrnoException) => {
    throw new AppError('bad_request', `${path} cannot be written (${cause.code ?? 'unknown reason'}).`, { cause });
  });
  printer.result({ file: path, entries: entries.length, verdict }, () => [
    `${count(entries.length)} entries in ${printable(path)}`,
    ...verdictLines(verdict),
  ]);
}

function formatOf(path: string): ExportFormat {
  const ending = extname(path).slice(1);
  if (ending === 'json' || ending === 'csv' || ending === 'pdf') return ending;
  throw new AppError('bad_request', 'The format of the export is not clear from its name.', {
    hint: 'Give --format json, csv or pdf.',
  });
}

function filterOf({ search = '', who = '', action = '', profile = '', since, until }: AuditOptions): AuditFilter {
  return { text: search, who, action, profileId: profile, fromMs: momentOf(since), toMs: momentOf(until) };
}

function momentOf(text: string | undefined): number | null {
  if (text === undefined) return null;
  const ms = Date.parse(text);
  if (!Number.isNaN(ms)) return ms;
  throw new AppError('bad_request', `${text} is no time.`, { hint: 'Write it like 2026-11-20 or 2026-11-20T06:40Z.' });
}

export function verdictLines({ ok, entries, fault, head, sealedNumber, tookMs }: AuditVerdict): string[] {
  if (!ok && fault !== null) {
    return [
      style('red', `The audit log is damaged: entry ${fault.number} ${printable(fault.reason)}.`),
      `${count(entries)} entries before it are certain.`,
      'Keep a copy and find out who changed it; `marsad audit accept --reason …` begins a new log.',
    ];
  }
  return [
    `${style('green', 'whole')}  ${count(entries)} entries, checked in ${duration(tookMs)}`,
    ...(head === null ? [] : [style('dim', `head ${head.number}  ${head.hash}`)]),
    sealedNumber === null
      ? style(
          'dim',
          'This face reaches no keystore: the anchor in the settings folder and the journals of runs vouch for it.',
        )
      : style('dim', `The keystore vouches for it up to entry ${sealedNumber}.`),
  ];
}

function entryLines(entries: readonly AuditEntry[], more: boolean): string[] {
  if (entries.length === 0) return ['No entry matches.'];
  const rows = entries.map((entry) => [
    String(entry.number),
    dateTime(Date.parse(entry.at)),
    printable(entry.who),
    printable(`${entry.action} ${entry.subject}`),
    printable(entry.target),
    printable(entry.result),
    printable(shortened([entry.why, changeWords(entry)].filter((part) => part !== '').join('; '))),
  ]);
  const columns = ['NO.', 'WHEN', 'WHO', 'WHAT', 'WHERE', 'RESULT', 'WHY, BEFORE → AFTER'].map((title, index) =>
    index === 0 ? { title, align: 'right' as const } : { title },
  );
  return [
    ...table(columns, rows),
    ...(more ? ['', style('dim', 'Older entries match too: --limit, --until or --export.')] : []),
  ];
}

function changeWords({ before, after }: AuditEntry): string {
  return before === null && after === null ? '' : `${detailWords(before) || '–'} → ${detailWords(after) || '–'}`;
}

function shortened(words: string): string {
  return words.length > 90 ? `${words.slice(0, 89)}…` : words;
}
