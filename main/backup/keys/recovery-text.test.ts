import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { keyIdOf, parseRecoveryText, recoveryTextOf } from './recovery-text.ts';

test('what is written down gives the key back, also where it begins with zeros', () => {
  for (const key of [randomBytes(32), Buffer.alloc(32), Buffer.concat([Buffer.alloc(9), randomBytes(23)])]) {
    const text = recoveryTextOf(key);
    assert.match(text, /^MK1(-[0-9A-HJKMNP-TV-Z]{4}){14}$/);
    assert.deepEqual(parseRecoveryText(text), key);
  }
});

test('it may be typed in small letters, without dashes, without its mark, with O for 0 and I for 1', () => {
  const key = Buffer.alloc(32, 0x08); // zeros and ones among its digits
  const text = recoveryTextOf(key);
  const careless = text
    .replace('MK1-', '')
    .replaceAll('-', ' ')
    .replaceAll('0', 'o')
    .replaceAll('1', 'l')
    .toLowerCase();
  assert.deepEqual(parseRecoveryText(careless), key);
});

test('every single mistyped sign, every two that changed places, and every one left out is found', () => {
  const text = recoveryTextOf(randomBytes(32)).slice(4).replaceAll('-', '');
  const isRefused = (typed: string) =>
    assert.throws(() => parseRecoveryText(typed), { code: 'bad_request' }, `${typed} was taken`);
  for (let at = 0; at < text.length; at += 1) {
    const [before, letter, after] = [text.slice(0, at), text[at]!, text.slice(at + 1)];
    isRefused(before + (letter === 'A' ? 'B' : 'A') + after);
    isRefused(before + after);
    const next = after[0];
    if (next !== undefined && next !== letter) isRefused(before + next + letter + after.slice(1));
  }
  isRefused(text.replace(/^./, 'U'));
  isRefused('');
});

test('an id belongs to one key and is not part of it', () => {
  const key = randomBytes(32);
  assert.equal(keyIdOf(key), keyIdOf(Buffer.from(key)));
  assert.notEqual(keyIdOf(key), keyIdOf(randomBytes(32)));
  assert.ok(!key.toString('hex').includes(keyIdOf(key)));
});
