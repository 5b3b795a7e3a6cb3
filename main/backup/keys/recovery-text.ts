// A backup key as people keep it: on paper, in a safe. 32 bytes of key and 3 of checksum, in letters and digits that are not
// taken for one another (Crockford's base 32), in groups of four. Whoever has the text has the key.

import { createHash, hash } from 'node:crypto';
import { AppError } from '../../../shared/errors.ts';

export const KEY_BYTES = 32;
const CHECK_BYTES = 3;
const MARK = 'MK1';
const DIGITS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const LENGTH = ((KEY_BYTES + CHECK_BYTES) * 8) / 5;

/** `MK1-7F3A-…`, fourteen groups. */
export function recoveryTextOf(key: Uint8Array): string {
  const bits = BigInt(`0x${Buffer.concat([key, checkOf(key)]).toString('hex')}`);
  const digits = Array.from({ length: LENGTH }, (_, index) => {
    const shift = BigInt((LENGTH - 1 - index) * 5);
    return DIGITS[Number((bits >> shift) & 31n)]!;
  });
  return [MARK, ...(digits.join('').match(/.{4}/g) ?? [])].join('-');
}

/** Takes it as people type it: any case, any spaces and dashes, O for 0, I and L for 1. Throws `bad_request` where it is mistyped. */
export function parseRecoveryText(text: string): Buffer {
  const typed = text
    .toUpperCase()
    .replaceAll(/[\s-]/g, '')
    .replace(new RegExp(`^${MARK}`), '')
    .replaceAll('O', '0')
    .replaceAll(/[IL]/g, '1');
  const stranger = [...typed].find((letter) => !DIGITS.includes(letter));
  if (stranger !== undefined) throw mistyped(`The recovery text has a sign that never stands in one: “${stranger}”.`);
  if (typed.length !== LENGTH)
    throw mistyped(
      `The recovery text has ${typed.length} letters and digits after ${MARK} where ${LENGTH} are expected.`,
    );
  let bits = 0n;
  for (const letter of typed) bits = (bits << 5n) | BigInt(DIGITS.indexOf(letter));
  const bytes = Buffer.from(bits.toString(16).padStart((KEY_BYTES + CHECK_BYTES) * 2, '0'), 'hex');
  const key = bytes.subarray(0, KEY_BYTES);
  if (!checkOf(key).equals(bytes.subarray(KEY_BYTES)))
    throw mistyped('The recovery text does not fit its own checksum: something in it is mistyped.');
  return key;
}

/** What a key is called in the sets it opens. Tells nothing of the key. */
export function keyIdOf(key: Uint8Array): string {
  return hash('sha256', Buffer.concat([Buffer.from('marsad backup key'), key]), 'hex').slice(0, 16);
}

/** `7f3a 9c21 …`: to be compared by people. */
export function shownKeyId(keyId: string): string {
  return keyId.match(/.{1,4}/g)?.join(' ') ?? keyId;
}

function checkOf(key: Uint8Array): Buffer {
  return createHash('sha256').update('marsad recovery text').update(key).digest().subarray(0, CHECK_BYTES);
}

function mistyped(message: string): AppError {
  return new AppError('bad_request', message, {
    hint: `It begins with ${MARK} and has 14 groups of four. Compare it with what was written down, group by group.`,
    details: { field: 'recoveryText' },
  });
}
