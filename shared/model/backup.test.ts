import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newestFirst, type BackupSet } from './backup.ts';

test('of several sets begun in one second, the newest is the one finished last, whatever their ids say', () => {
  const set = (id: string, finishedMs: number): BackupSet => ({ id, finishedMs }) as BackupSet;
  const sets = [set('…T02-00-00Z-zzz', 1), set('…T02-00-00Z-aaa', 3), set('…T02-00-00Z-mmm', 2)];
  assert.deepEqual(
    newestFirst(sets).map(({ finishedMs }) => finishedMs),
    [3, 2, 1],
  );
});
