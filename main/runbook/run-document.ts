// A run's report as a document to save.

import { AppError } from '../../shared/errors.ts';
import type { ExportedDocument } from '../../shared/model/run.ts';
import { say } from '../../shared/text.ts';
import { textsOfRun } from '../../shared/texts/run-texts.ts';
import { reportOf } from './report.ts';
import type { RunRecord } from './run-record.ts';
import type { RunbookEngineOptions } from './runbook-engine.ts';

export async function runDocument(
  { library, pdfOf }: RunbookEngineOptions,
  record: RunRecord,
  format: 'markdown' | 'pdf',
): Promise<ExportedDocument> {
  const { run } = record.state;
  const texts = textsOfRun(run.runbookId, library.list()).en;
  const markdown = reportOf(record, texts);
  const name = `${run.id}-${run.runbookId || 'unknown'}`;
  if (format === 'markdown') {
    return { fileName: `${name}.md`, mediaType: 'text/markdown', encoding: 'utf8', content: markdown };
  }
  if (!pdfOf) throw new AppError('unsupported', 'This console cannot make PDF files.', { hint: 'Export Markdown.' });
  const pdf = await pdfOf(markdown, {
    title: say(texts, run.title),
    language: 'en',
    footer: `${run.id} ${run.planHash}`,
  });
  return { fileName: `${name}.pdf`, mediaType: 'application/pdf', encoding: 'base64', content: pdf.toString('base64') };
}
