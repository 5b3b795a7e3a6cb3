import { test } from 'node:test';
import assert from 'node:assert/strict';
import { parseCron } from './cron-fields.ts';

test('fields are sets of numbers', () => {
  const fields = parseCron('0,30 2-4 */10 JAN,jul mon-5/2');
  assert.deepEqual(fields.minute, [0, 30]);
  assert.deepEqual(fields.hour, [2, 3, 4]);
  assert.deepEqual(fields.dayOfMonth, [1, 11, 21, 31]);
  assert.deepEqual(fields.month, [1, 7]);
  assert.deepEqual(fields.dayOfWeek, [1, 3, 5]);
  assert.deepEqual([fields.hasDayOfMonth, fields.hasDayOfWeek], [false, true]);
});

test('seven is Sunday, as zero is', () => {
  assert.deepEqual(parseCron('0 1 * * 7').dayOfWeek, [0]);
  assert.deepEqual(parseCron('0 1 * * 5-7').dayOfWeek, [0, 5, 6]);
});

for (const [expression, message] of [
  ['', /five fields; this one has none/],
  ['0 2 * *', /five fields; this one has 4/],
  ['0 0 2 * * *', /five fields; this one has 6/],
  ['60 2 * * *', /60 is no minute: write 0 to 59/],
  ['0 24 * * *', /24 is no hour/],
  ['0 2 0 * *', /0 is no day of the month/],
  ['0 2 * FOO *', /FOO is no month: write 1 to 12, or JAN to DEC/],
  ['0 2 * * 8', /8 is no day of the week/],
  ['5-1 * * * *', /5-1 is no minute/],
  ['*/0 * * * *', /\*\/0 is no minute/],
  ['@daily', /five fields/],
  ['0 2 L * *', /L is no day of the month/],
  ['0 2 * * 5#2', /5#2 is no day of the week/],
] as const) {
  test(`"${expression}" is refused by name`, () => {
    assert.throws(() => parseCron(expression), { code: 'bad_request', message });
  });
}
