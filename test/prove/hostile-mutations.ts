// Ways to spoil a runbook file: bytes, keys, types, names, bombs. Seeded, so that what was found can be found again.

import { oneOf } from './proof.ts';

export type Mutation = (source: string, random: () => number) => string;

const STRANGE_VALUES = [
  'null',
  '[]',
  '{}',
  '1e999',
  '-0',
  '0x7fffffffffffffff',
  '99999999999999999999999',
  '.nan',
  'true',
  '"\\u0000"',
  "'../../etc/passwd'",
  '"$(rm -rf /)"',
  '`id`',
  '!!js/function "function(){}"',
  '!!binary aGk=',
  '*nobody',
  '"\\u202Edrowssap"',
  "'{constructor}'",
  "'{__proto__.x}'",
  '2024-01-01',
];
const STRANGE_KEYS = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  '<<',
  '? [a]',
  '"\\0"',
  'runbook',
  'steps',
  '',
];

const between = (random: () => number, length: number): number => Math.floor(random() * (length + 1));

function splice(source: string, at: number, cut: number, put: string): string {
  return source.slice(0, at) + put + source.slice(at + cut);
}

/** A random `key: value` of the text, where it stands. */
function pairAt(
  source: string,
  random: () => number,
): { key: string; value: string; at: number; valueAt: number } | null {
  const pairs = [...source.matchAll(/([\w-]+): +([^\n,}]+)/g)];
  if (pairs.length === 0) return null;
  const found = oneOf(random, pairs);
  const [whole, key, value] = found;
  return { key: key!, value: value!, at: found.index, valueAt: found.index + whole.length - value!.length };
}

export const MUTATIONS: Readonly<Record<string, Mutation>> = {
  'bytes flipped': (source, random) => {
    const bytes = Buffer.from(source);
    for (let flips = 1 + Math.floor(random() * 8); flips > 0; flips -= 1)
      bytes[Math.floor(random() * bytes.length)]! ^= 1 << Math.floor(random() * 8);
    return bytes.toString('utf8');
  },
  'parts cut': (source, random) => splice(source, between(random, source.length), Math.floor(random() * 400), ''),
  'parts doubled': (source, random) => {
    const at = between(random, source.length);
    return splice(source, at, 0, source.slice(at, at + Math.floor(random() * 2000)));
  },
  'lines swapped': (source, random) => {
    const lines = source.split('\n');
    const [a, b] = [Math.floor(random() * lines.length), Math.floor(random() * lines.length)];
    [lines[a], lines[b]] = [lines[b]!, lines[a]!];
    return lines.join('\n');
  },
  'indents shifted': (source, random) => {
    const lines = source.split('\n');
    const at = Math.floor(random() * lines.length);
    lines[at] = random() < 0.5 ? ` ${lines[at]!}` : lines[at]!.replace(/^ {1,2}/, '');
    return lines.join('\n');
  },
  'keys changed': (source, random) => {
    const pair = pairAt(source, random);
    if (pair === null) return source;
    const letters = [...pair.key];
    letters[Math.floor(random() * letters.length)] = oneOf(random, [...'abcxyz-_']);
    return splice(source, pair.at, pair.key.length, letters.join(''));
  },
  'keys of prototypes': (source, random) => {
    const pair = pairAt(source, random);
    return pair === null ? source : splice(source, pair.at, pair.key.length, oneOf(random, STRANGE_KEYS));
  },
  'types changed': (source, random) => {
    const pair = pairAt(source, random);
    return pair === null ? source : splice(source, pair.valueAt, pair.value.length, oneOf(random, STRANGE_VALUES));
  },
  'values swapped': (source, random) => {
    const [a, b] = [pairAt(source, random), pairAt(source, random)];
    return a === null || b === null ? source : splice(source, a.valueAt, a.value.length, b.value);
  },
  'aliases that multiply': (source, random) => {
    const depth = 2 + Math.floor(random() * 12);
    const bomb = Array.from({ length: depth }, (_, level) =>
      level === 0
        ? 'b0: &b0 [lol, lol]'
        : `b${level}: &b${level} [${Array.from({ length: 9 }, () => `*b${level - 1}`).join(', ')}]`,
    );
    return `${bomb.join('\n')}\n${source}`;
  },
  'nested deep': (source, random) => {
    const [open, depth] = [oneOf(random, ['[', '{a: ', '- ', '? ', '  - ']), 10 ** (1 + Math.floor(random() * 4))];
    const pair = pairAt(source, random);
    return pair === null ? open.repeat(depth) : splice(source, pair.valueAt, pair.value.length, open.repeat(depth));
  },
  'grown large': (source, random) => {
    const pair = pairAt(source, random);
    const size = 10 ** (3 + Math.floor(random() * 3));
    return pair === null
      ? source
      : splice(
          source,
          pair.valueAt,
          pair.value.length,
          oneOf(random, ['x', '"', "'", '\\', '🙂', '{a}', ': ']).repeat(size),
        );
  },
  'control characters': (source, random) =>
    splice(source, between(random, source.length), 0, String.fromCodePoint(Math.floor(random() * 32))),
};
