import { test } from 'node:test';
import assert from 'node:assert/strict';
import { ARABIC } from './ar.ts';
import { ENGLISH } from './en.ts';

const PLACE = /\{\w+(:(ms|bytes|number|percent))?\}/g;

const keys = Object.keys(ENGLISH);
const kinds = keys.flatMap((key) => /^problem\.(.+)\.title$/.exec(key)?.[1] ?? []);

test('every problem has a title and says its cause', () => {
  for (const kind of kinds) {
    const causes = keys.filter((key) => key === `problem.${kind}.cause` || key.startsWith(`problem.${kind}.cause.`));
    assert.ok(causes.length > 0, kind);
  }
});

test('every text belongs to a problem or is an event', () => {
  const problemKeys = keys.filter((key) => !key.startsWith('event.'));
  for (const key of problemKeys)
    assert.ok(
      kinds.some((kind) => key.startsWith(`problem.${kind}.`)),
      key,
    );
});

test('a title is no sentence, a cause is one', () => {
  for (const [key, template] of Object.entries(ENGLISH)) {
    if (key.endsWith('.title') || key.startsWith('event.')) assert.doesNotMatch(template, /\.$/, key);
    else assert.match(template, /[.}]$/, key);
  }
});

test('Arabic has the same places with the same formats', () => {
  for (const [key, template] of Object.entries(ENGLISH)) {
    const arabic = ARABIC[key as keyof typeof ENGLISH];
    const places = (words: string): string[] => [...new Set(words.match(PLACE))].toSorted();
    assert.deepEqual(places(arabic), places(template), key);
    if (template.replaceAll(PLACE, '').length > 3) assert.match(arabic, /[\u0600-\u06ff]/, key);
  }
});

test('places are well-formed and their formats are known', () => {
  for (const [key, template] of Object.entries(ENGLISH)) {
    assert.doesNotMatch(template.replaceAll(PLACE, ''), /[{}]/, key);
  }
});
