import { test } from 'node:test';
import assert from 'node:assert/strict';
import { formatBytes, formatDuration, say, text } from './text.ts';

const catalogue = {
  lag: '{server} is {lagMs:ms} behind by {lagBytes:bytes}',
  share: '{share:percent} of {count:number}',
  plain: 'term {term}, twice {term}',
};

test('a text is put into words with the formats its template asks for', () => {
  assert.equal(
    say(catalogue, text('lag', { server: 'a:1', lagMs: 1250, lagBytes: 412_000 })),
    'a:1 is 1.3 s behind by 412 kB',
  );
  assert.equal(say(catalogue, text('share', { share: 0.8512, count: 16_384 })), '85.1 % of 16,384');
  assert.equal(say(catalogue, text('share', { share: 1, count: 16_384 }), 'en', ' '), '100 % of 16 384');
  assert.equal(say(catalogue, text('plain', { term: 12_345 })), 'term 12345, twice 12345');
});

test('a hole is seen, not hidden', () => {
  assert.equal(say(catalogue, text('not.there')), 'not.there');
  assert.equal(say(catalogue, text('plain', {})), 'term {term}, twice {term}');
  assert.equal(say(catalogue, text('toString')), 'toString');
  assert.equal(
    say(catalogue, { key: 'plain', values: Object.create({ term: 1 }) as Record<string, number> }),
    'term {term}, twice {term}',
  );
});

test('a value that looks like a place stays what it is', () => {
  assert.equal(
    say(catalogue, text('lag', { server: '{lagMs}', lagMs: 5, lagBytes: 0 })),
    '{lagMs} is 5 ms behind by 0 B',
  );
});

test('Arabic keeps Latin digits', () => {
  assert.match(say(catalogue, text('share', { share: 0.5, count: 16_384 }), 'ar'), /16[,.٬]?384/);
});

test('a value in an Arabic sentence keeps its own direction', () => {
  assert.equal(say({ at: '{server} متأخر' }, text('at', { server: 'a:1' }), 'ar'), '\u2068a:1\u2069 متأخر');
  assert.equal(say({ at: '{server} متأخر' }, text('at', { server: '' }), 'ar'), ' متأخر');
});

test('durations as people say them', () => {
  const cases: [number, string][] = [
    [0, '0 ms'],
    [0.45, '0.5 ms'],
    [38.4, '38 ms'],
    [999, '999 ms'],
    [2400, '2.4 s'],
    [60_000, '1 min'],
    [250_000, '4 min 10 s'],
    [3_600_000, '1 h'],
    [111_600_000, '31 h'],
    [777_600_000, '9 d'],
    [-1500, '-1.5 s'],
  ];
  for (const [ms, words] of cases) assert.equal(formatDuration(ms), words);
});

test('no duration reads as sixty seconds or a thousand milliseconds', () => {
  for (let ms = 0; ms < 200_000; ms += 37) assert.doesNotMatch(formatDuration(ms), /\b60 s|\b1,?000 ms/, `${ms}`);
});

test('no duration of minutes reads as sixty of them or of seconds', () => {
  for (let ms = 59_000; ms < 3_700_000; ms += 499) assert.doesNotMatch(formatDuration(ms), /\b60 (s|min)/, `${ms}`);
});

test('no size reads as a thousand', () => {
  for (const bytes of [999_499, 999_500, 999_951, 999_999, 999_999_999])
    assert.doesNotMatch(formatBytes(bytes), /1,?000/, `${bytes}`);
});

test('sizes in decimal units', () => {
  const cases: [number, string][] = [
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1 kB'],
    [412_345_678, '412 MB'],
    [1_900_000_000, '1.9 GB'],
    [-2_500, '-2.5 kB'],
  ];
  for (const [bytes, words] of cases) assert.equal(formatBytes(bytes), words);
});

test('words that travel in the text are said without any catalogue', () => {
  const words = { key: 'words', values: { en: 'Hold', ar: 'أمسك' } };
  assert.equal(say({}, words), 'Hold');
  assert.equal(say({}, words, 'ar'), 'أمسك');
  assert.equal(say({}, { key: 'other' }), 'other');
});
