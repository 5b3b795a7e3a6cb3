import { test } from 'node:test';
import assert from 'node:assert/strict';
import { cronInWords } from './words.ts';

for (const [cron, en, ar] of [
  ['0 2 * * *', 'Every day at 02:00', 'كل يوم الساعة 02:00'],
  ['0 1 * * 0', 'At 01:00, only on Sunday', 'الساعة 01:00، الأحد فقط'],
  ['0 * * * *', 'Every hour', 'كل ساعة'],
  ['30 8 * * 1-5', 'At 08:30, Monday through Friday', 'الساعة 08:30، الإثنين حتى الجمعة'],
] as const) {
  test(`${cron} in words`, () => assert.deepEqual(cronInWords(cron), { en, ar }));
}
