import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AuditEntry, AuditVerdict } from '../../shared/model/audit.ts';
import { csvOf, documentOf, type ExportFormat } from './export-log.ts';

const entry = (change: Partial<AuditEntry> = {}): AuditEntry => ({
  number: 1,
  at: '2026-11-20T10:00:00.000Z',
  who: 'dba',
  action: 'run.start',
  target: 'shop',
  subject: 'redis.failover',
  why: 'maintenance',
  runId: null,
  planHash: null,
  result: 'done',
  before: null,
  after: null,
  prevHash: '0',
  hash: '1',
  ...change,
});

const verdict: AuditVerdict = {
  ok: true,
  entries: 1,
  fault: null,
  head: { chain: '0', number: 1, hash: '1' },
  anchoredMs: 0,
  sealedNumber: null,
  checkedMs: 0,
  tookMs: 0,
};

const exported = (format: ExportFormat, entries: readonly AuditEntry[], language: 'en' | 'ar' = 'en') =>
  documentOf({ entries, leftOut: false }, { format, language, filter: {}, verdict, nowMs: 0 });

for (const formula of ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', ' =1', '|calc', '%0A', '＝1']) {
  test(`${JSON.stringify(formula)} is text to a spreadsheet`, () => {
    const cell = csvOf([entry({ who: formula })])
      .split('\r\n')[1]!
      .split(',')[2]!;
    assert.equal(cell, `"'${formula}"`);
  });
}

test('quotes, commas and lines stay inside their cell', () => {
  const [, row] = csvOf([entry({ why: 'a "b", c' })]).split('\r\n');
  assert.ok(row?.includes('"a ""b"", c"'));
  assert.ok(csvOf([entry({ before: { a: 1 } })]).includes('"{""a"":1}"'));
});

test('JSON tells what the check said, and every field of the entries', async () => {
  const { content, mediaType, fileName } = await exported('json', [entry({ after: 'x' })]);
  const { entries, ...about } = JSON.parse(content);
  assert.deepEqual(entries, [entry({ after: 'x' })]);
  assert.deepEqual([about.verdict.head.hash, about.leftOut], ['1', false]);
  assert.deepEqual([mediaType, fileName], ['application/json', 'marsad-audit-1970-01-01T00-00-00.json']);
});

test('PDF in both languages, whatever stands in an entry', async () => {
  const hostile = entry({
    why: '| <b>x</b> [a](b) `c` **d**\n\n# e',
    who: 'أحمد',
    before: { '127.0.0.1:7001': 'primary' },
  });
  for (const language of ['en', 'ar'] as const) {
    const { content, encoding } = await exported('pdf', [hostile], language);
    assert.equal(encoding, 'base64');
    assert.match(Buffer.from(content, 'base64').toString('latin1', 0, 8), /^%PDF-1/);
  }
});
