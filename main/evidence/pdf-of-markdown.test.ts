import assert from 'node:assert/strict';
import { test } from 'node:test';
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { pdfOfMarkdown } from './pdf-of-markdown.ts';
import { loadFaces } from './fonts.ts';
import { linesOf } from './lines.ts';

const OPTIONS = { title: 'Fail over shop', language: 'en', createdMs: 0 } as const;

/** The text of every page, as a reader that copies it gets it. */
async function pagesOf(bytes: Buffer): Promise<string[]> {
  const task = getDocument({ data: new Uint8Array(bytes), verbosity: 0 });
  const document = await task.promise;
  const pages: string[] = [];
  for (let number = 1; number <= document.numPages; number += 1) {
    const { items } = await (await document.getPage(number)).getTextContent();
    pages.push(items.map((item) => ('str' in item ? item.str : '')).join(' '));
  }
  await task.destroy();
  return pages.map((page) => page.replaceAll(/\s+/g, ' '));
}

test('headings, lists, tables and code are on the page, with title, digest and page number', async () => {
  const markdown =
    '# Plan\n\n- one **strong**\n  1. two\n\n| a | b |\n|---|--:|\n| left | 12,400 |\n\n```\nCLUSTER FAILOVER\n```\n';
  const [page, ...more] = await pagesOf(await pdfOfMarkdown(markdown, { ...OPTIONS, footer: 'Marsad' }));
  assert.equal(more.length, 0);
  for (const words of ['Plan', 'one', 'strong', '1.', 'two', 'left', '12,400', 'CLUSTER FAILOVER', 'Fail over shop'])
    assert.ok(page?.includes(words), `${words} in ${page}`);
  assert.match(page ?? '', /SHA-256 [0-9a-f]{32}.*Marsad.*Page 1 of 1/);
});

test('the same Markdown gives the same document', async () => {
  const [one, two] = await Promise.all([
    pdfOfMarkdown('# A\n\nb → c', OPTIONS),
    pdfOfMarkdown('# A\n\nb → c', OPTIONS),
  ]);
  assert.deepEqual(one, two);
});

test('long text flows over pages, a table repeats its header', async () => {
  const rows = Array.from({ length: 120 }, (_, n) => `| node-${n} | primary | ok |`).join('\n');
  const pages = await pagesOf(await pdfOfMarkdown(`| where | role | state |\n|---|---|---|\n${rows}\n`, OPTIONS));
  assert.ok(pages.length > 1);
  for (const page of pages) assert.match(page, /where +role +state/);
  for (let n = 0; n < 120; n += 1) assert.ok(pages.some((page) => page.includes(`node-${n} `)));
});

test('what no face can draw, and what hides in text, is written as its code point', async () => {
  const [page] = await pagesOf(await pdfOfMarkdown('key 日 and a\u202Egnp.exe', OPTIONS));
  assert.match(page ?? '', /key \\u\{65e5\} and a ?\\u\{202e\} ?gnp\.exe/);
});

test('Arabic is set from the right, its code from the left', async () => {
  const faces = await loadFaces();
  const [line] = linesOf(
    [
      { text: 'العقدة ', style: 'plain' },
      { text: '127.0.0.1:7004', style: 'code' },
      { text: ' رئيسية (الآن)', style: 'plain' },
    ],
    { faces, size: 10, width: 500, direction: 'rtl' },
  );
  const seen = line!.pieces.map(({ text }) => text.trim());
  assert.deepEqual(
    seen.filter((text) => text !== ''),
    ['رئيسية )الآن(', '127.0.0.1:7004', 'العقدة'],
  );
});

test('an Arabic document reads back', async () => {
  const [page] = await pagesOf(await pdfOfMarkdown('# مرحبا', { ...OPTIONS, title: 'مرصد', language: 'ar' }));
  for (const letter of 'مرحبا') assert.ok(page?.normalize('NFKC').includes(letter), page);
});

test('a word wider than the line, an endless cell and an empty document do no harm', async () => {
  const long = 'x'.repeat(20_000);
  assert.ok((await pagesOf(await pdfOfMarkdown(`${long}\n\n| a |\n|---|\n| ${long} |\n`, OPTIONS))).length > 2);
  assert.equal((await pagesOf(await pdfOfMarkdown('', OPTIONS))).length, 1);
});
