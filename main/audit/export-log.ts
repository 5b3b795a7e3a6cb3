// The log on its way out: JSON for machines, CSV for spreadsheets, PDF for a change ticket. Each tells what the check of the log
// said and its head, so that a copy elsewhere is one more anchor.

import type { AuditEntry, AuditFilter, AuditVerdict } from '../../shared/model/audit.ts';
import type { ExportedDocument } from '../../shared/model/run.ts';
import type { Language } from '../../shared/text.ts';
import { pdfOfMarkdown } from '../evidence/pdf-of-markdown.ts';
import type { AuditLog } from './audit-log.ts';
import { detailWords } from './search.ts';

/** What fits into one message of a wire. Older entries are left out, and the document says so. */
const MOST_CHARACTERS = 2_000_000;
/** A PDF that is still read. */
const MOST_IN_PDF = 2_000;
const PAGE = 500;

export type ExportFormat = 'json' | 'csv' | 'pdf';

export interface ExportOptions {
  readonly format: ExportFormat;
  readonly language: Language;
  readonly filter: Partial<AuditFilter>;
  readonly verdict: AuditVerdict;
  readonly nowMs: number;
}

interface Search {
  readonly signal: AbortSignal;
}

/** The newest entries that match, as many as one message holds. */
export async function exportLog(log: AuditLog, options: ExportOptions & Search): Promise<ExportedDocument> {
  return documentOf(await collect(log, options), options);
}

export async function documentOf(found: FoundEntries, options: ExportOptions): Promise<ExportedDocument> {
  const { format, nowMs, language } = options;
  const fileName = `marsad-audit-${new Date(nowMs).toISOString().slice(0, 19).replaceAll(':', '-')}.${format}`;
  switch (format) {
    case 'json':
      return { fileName, mediaType: 'application/json', encoding: 'utf8', content: jsonOf(found, options) };
    case 'csv':
      return { fileName, mediaType: 'text/csv', encoding: 'utf8', content: csvOf(found.entries) };
    case 'pdf': {
      const title = WORDS[language].title;
      const bytes = await pdfOfMarkdown(markdownOf(found, options), { title, language, createdMs: nowMs });
      return { fileName, mediaType: 'application/pdf', encoding: 'base64', content: bytes.toString('base64') };
    }
  }
}

export interface FoundEntries {
  readonly entries: readonly AuditEntry[];
  readonly leftOut: boolean;
}

async function collect(log: AuditLog, { format, filter, signal }: ExportOptions & Search): Promise<FoundEntries> {
  const entries: AuditEntry[] = [];
  let characters = 0;
  for (let cursor: number | null = null; ;) {
    const page = await log.search(filter, { limit: PAGE, cursor }, signal);
    for (const entry of page.entries) {
      characters += JSON.stringify(entry).length;
      if (characters > MOST_CHARACTERS || (format === 'pdf' && entries.length >= MOST_IN_PDF))
        return { entries, leftOut: true };
      entries.push(entry);
    }
    if (page.cursor === null) return { entries, leftOut: false };
    cursor = page.cursor;
  }
}

function jsonOf({ entries, leftOut }: FoundEntries, { verdict, filter, nowMs }: ExportOptions): string {
  const about = { format: 'marsad-audit/1', exportedAt: new Date(nowMs).toISOString(), filter, verdict, leftOut };
  return `${JSON.stringify({ ...about, entries }, null, 1)}\n`;
}

const CSV_FIELDS = [
  'number',
  'at',
  'who',
  'action',
  'target',
  'subject',
  'why',
  'runId',
  'planHash',
  'before',
  'after',
  'result',
  'prevHash',
  'hash',
] as const satisfies readonly (keyof AuditEntry)[];

/** RFC 4180, with a byte order mark so that spreadsheets read Arabic. */
export function csvOf(entries: readonly AuditEntry[]): string {
  const rows = entries.map((entry) => CSV_FIELDS.map((field) => csvCell(valueOf(entry, field))).join(','));
  return `\uFEFF${[CSV_FIELDS.join(','), ...rows].join('\r\n')}\r\n`;
}

function valueOf(entry: AuditEntry, field: (typeof CSV_FIELDS)[number]): string {
  if (field === 'before' || field === 'after') return detailWords(entry[field]);
  return String(entry[field] ?? '');
}

/** A spreadsheet takes what begins like this for a formula and runs it: an apostrophe makes it text. */
function csvCell(value: string): string {
  const safe = /^[\s]*[=+\-@|%\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) || safe !== value ? `"${safe.replaceAll('"', '""')}"` : safe;
}

const WORDS = {
  en: {
    title: 'Audit log',
    whole: 'The chain is whole and ends where its anchor says.',
    damaged: 'The log is damaged: entry',
    entries: 'Entries',
    head: 'Head',
    exported: 'Exported',
    leftOut: 'Older entries that match are left out: the document holds the newest.',
    columns: ['no.', 'when', 'who', 'what', 'where', 'why', 'before → after', 'result'],
  },
  ar: {
    title: 'سجل التدقيق',
    whole: 'السلسلة سليمة وتنتهي حيث يقول مرساها.',
    damaged: 'السجل تالف: القيد',
    entries: 'القيود',
    head: 'الرأس',
    exported: 'صُدّر في',
    leftOut: 'حُذفت القيود الأقدم المطابقة: تحوي الوثيقة الأحدث.',
    columns: ['رقم', 'متى', 'من', 'ماذا', 'أين', 'لماذا', 'قبل ← بعد', 'النتيجة'],
  },
} as const;

function markdownOf({ entries, leftOut }: FoundEntries, { verdict, language, nowMs }: ExportOptions): string {
  const words = WORDS[language];
  const { fault, head } = verdict;
  const rows = entries.map((entry) => {
    const change = [detailWords(entry.before), detailWords(entry.after)];
    const cells = [
      String(entry.number),
      entry.at.slice(0, 19).replace('T', ' '),
      entry.who,
      `${entry.action} ${entry.subject}`,
      entry.target,
      entry.why,
      change.every((part) => part === '')
        ? ''
        : change.map((part) => part.slice(0, 300)).join(language === 'ar' ? ' ← ' : ' → '),
      entry.result,
    ];
    return `| ${cells.map(markdownCell).join(' | ')} |`;
  });
  return [
    `# ${words.title}`,
    '',
    `- ${fault === null ? words.whole : `**${words.damaged} ${fault.number} ${fault.reason}**`}`,
    `- ${words.exported}: ${new Date(nowMs).toISOString()}`,
    `- ${words.entries}: ${entries.length} / ${verdict.entries}`,
    ...(head === null ? [] : [`- ${words.head}: ${head.number}, \`${head.hash}\``]),
    ...(leftOut ? [`- ${words.leftOut}`] : []),
    '',
    `| ${words.columns.join(' | ')} |`,
    `|--:|${'---|'.repeat(words.columns.length - 1)}`,
    ...rows,
    '',
  ].join('\n');
}

/** Text, never markup: what is in an entry may have been typed by anybody. */
function markdownCell(value: string): string {
  return value.replaceAll(/\s+/g, ' ').replaceAll(/[\\`*_{}[\]<>#|~&!]/g, String.raw`\$&`);
}
