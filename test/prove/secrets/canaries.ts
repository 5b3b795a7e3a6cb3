// Secrets that can be found again: each holds a mark of its own among characters that mean something in URIs, JSON and shells,
// so that a leak names what leaked.

import { createHash } from 'node:crypto';
import { recoveryTextOf } from '../../../main/backup/keys/recovery-text.ts';

export interface Canary {
  readonly name: string;
  readonly value: string;
  readonly mark: string;
}

const NAMES = [
  'Redis password',
  'MongoDB password',
  'wrong Redis password',
  'wrong MongoDB password',
  'mail password',
  'webhook secret',
  'passphrase of the approval key',
  'backup passphrase',
  'wrong backup passphrase',
] as const;
export type CanaryName = (typeof NAMES)[number] | 'backup key' | 'backup key in hexadecimal';

export type Canaries = Readonly<Record<CanaryName, Canary>>;

/** `tag`: letters and digits, different in each round. */
export function makeCanaries(tag: string): Canaries {
  const all = NAMES.map((name, index): [CanaryName, Canary] => {
    const mark = `c4n4ry${index}${tag}`;
    return [name, { name, mark, value: `${mark}-:/p%40d"is'@${index}` }];
  });
  return { ...Object.fromEntries(all), ...keyCanaries(tag) } as Canaries;
}

/** A key is made of chance: the key itself is its mark, as text and as bytes. */
function keyCanaries(tag: string): Pick<Canaries, 'backup key' | 'backup key in hexadecimal'> {
  const key = createHash('sha256').update(tag).digest();
  const text = recoveryTextOf(key);
  const hex = key.toString('hex');
  return {
    'backup key': { name: 'backup key', value: text, mark: text.slice(4, 40) },
    'backup key in hexadecimal': { name: 'backup key in hexadecimal', value: hex, mark: hex.slice(0, 40) },
  };
}

/** Names of the canaries in a text: as they are, or in base64 at any offset. */
export function tellTales(canaries: Canaries, text: string): readonly string[] {
  return Object.values(canaries)
    .filter(({ mark }) => text.includes(mark) || inBase64(mark).some((shape) => text.includes(shape)))
    .map(({ name }) => name);
}

/** The characters that the mark alone decides, for each of the three ways it can lie among groups of three bytes. */
function inBase64(mark: string): readonly string[] {
  return [0, 1, 2].map((before) =>
    Buffer.from(' '.repeat(before) + mark)
      .toString('base64')
      .slice(Math.ceil((before * 8) / 6), Math.floor(((before + mark.length) * 8) / 6)),
  );
}
