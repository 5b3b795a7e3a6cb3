import { test, type TestContext } from 'node:test';
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFileLog } from './log.ts';

function folderFor(context: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'marsad-log-'));
  context.after(() => rmSync(folder, { recursive: true }));
  return folder;
}

test('a line is JSON, with time, level and event', (context) => {
  const folder = folderFor(context);
  createFileLog({ folder, now: () => 0 }).warn('serve.refused', { status: 403 });
  const line = JSON.parse(readFileSync(join(folder, 'marsad.log'), 'utf8')) as object;
  assert.deepEqual(line, {
    at: '1970-01-01T00:00:00.000Z',
    level: 'warn',
    event: 'serve.refused',
    pid: process.pid,
    status: 403,
  });
  assert.equal(statSync(join(folder, 'marsad.log')).mode & 0o777, 0o600);
});

test('secrets are masked wherever they stand', (context) => {
  const folder = folderFor(context);
  const cause = new Error('cannot reach mongodb://root:hunter2@10.0.0.1:27017/admin');
  createFileLog({ folder, now: () => 0 }).error('rpc.failed', {
    error: new Error('reading failed', { cause }),
    input: { profileId: 'p', secrets: { redisPassword: 'hunter2' }, nested: [{ mongoPassword: 'hunter2' }] },
    uri: 'redis://:hunter2@127.0.0.1',
  });
  const text = readFileSync(join(folder, 'marsad.log'), 'utf8');
  assert.doesNotMatch(text, /hunter2/);
  assert.match(text, /cannot reach mongodb:\/\/root:\*\*\*@10\.0\.0\.1/);
});

test('the log never grows beyond two files of the given size', (context) => {
  const folder = folderFor(context);
  const log = createFileLog({ folder, now: () => 0, maxSizeBytes: 2000 });
  for (let count = 0; count < 200; count += 1) log.info('tick', { count, filler: 'x'.repeat(50) });
  assert.deepEqual(readdirSync(folder).sort(), ['marsad.1.log', 'marsad.log']);
  for (const name of readdirSync(folder)) assert.ok(statSync(join(folder, name)).size <= 2000);
  assert.match(readFileSync(join(folder, 'marsad.log'), 'utf8'), /"count":199/);
});
