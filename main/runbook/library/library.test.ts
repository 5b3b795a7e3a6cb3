// Holds over every runbook: nothing is said without words for it. Text keys are found in the sources, since most are only
// used when servers misbehave.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { library } from './index.ts';

const folder = new URL('./', import.meta.url);

/** Keys written as `text('…')` in the files of a runbook: those whose names begin like its own. */
function literalKeys(runbookId: string): Set<string> {
  const prefix = runbookId.replaceAll('.', '-');
  const files = readdirSync(folder).filter((name) => name.startsWith(prefix) && !name.endsWith('.test.ts'));
  const sources = files.map((name) => readFileSync(new URL(name, folder), 'utf8')).join('\n');
  const keys = new Set<string>();
  for (const [, argument] of sources.matchAll(/\btext\(([^()]*(?:\([^()]*\)[^()]*)*)\)/g)) {
    const first = argument!.split(/,\s*(?:\{|[a-z]\w*\s*,?\s*$)/)[0]!;
    for (const [, key] of first.matchAll(/(?:^|\? |: )'([\w.-]+)'/g)) keys.add(key!);
  }
  return keys;
}

test('ids are unique and named after their files', () => {
  const ids = library.map(({ id }) => id);
  assert.equal(new Set(ids).size, ids.length);
  for (const id of ids) assert.match(id, /^[a-z]+\.[a-z-]+$/);
});

const PLACE = /\{\w+(?::\w+)?\}/g;

for (const runbook of library) {
  test(`${runbook.id} says all of it in Arabic, with the same values`, () => {
    const { en, ar = {} } = runbook.texts;
    assert.deepEqual(Object.keys(ar).toSorted(), Object.keys(en).toSorted());
    const places = (words: string): string[] => [...new Set(words.match(PLACE))].toSorted();
    for (const [key, words] of Object.entries(en)) assert.deepEqual(places(ar[key]!), places(words), key);
  });

  test(`${runbook.id} has words for everything it says`, () => {
    const { en } = runbook.texts;
    const fields = runbook.fields.flatMap(({ label, help, choices }) => [
      label.key,
      ...(help ? [help.key] : []),
      ...(choices ?? []).map((choice) => choice.label.key),
    ]);
    const missing = ['title', 'summary', ...fields, ...literalKeys(runbook.id)].filter(
      (key) => !Object.hasOwn(en, key),
    );
    assert.deepEqual(missing, []);
    for (const [key, words] of Object.entries(en)) assert.ok(words.trim().length > 0, key);
  });
}
