import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { systemClock } from '../system-clock.ts';
import { createAuditLog, type AuditEvent } from './audit-log.ts';

const event = (why: string): AuditEvent => ({
  who: 'dba',
  action: 'run.start',
  target: 'lab',
  subject: 'redis.failover',
  why,
  runId: 'r1',
  planHash: 'h',
  result: 'started',
});

async function withLog(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'marsad-audit-'));
  try {
    const log = createAuditLog({ folder, clock: systemClock });
    await Promise.all([1, 2, 3, 4].map((n) => log.append(event(`reason ${n}`))));
    assert.deepEqual(await log.verify(), { ok: true, entries: 4, fault: null });
    await work(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Changes the lines of a sound log and returns what `verify` says. */
async function afterEdit(folder: string, edit: (lines: string[]) => string[]): Promise<number | null> {
  const file = join(folder, 'audit.jsonl');
  const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
  await writeFile(file, `${edit(lines).join('\n')}\n`);
  const verdict = await createAuditLog({ folder, clock: systemClock }).verify();
  assert.equal(verdict.ok, verdict.fault === null);
  return verdict.fault?.number ?? null;
}

test('an edited entry is found', () =>
  withLog(async (folder) => {
    assert.equal(await afterEdit(folder, (lines) => lines.map((line) => line.replace('reason 2', 'reason 9'))), 2);
  }));

test('a removed, a swapped and a cut entry are found', async () => {
  await withLog(async (folder) => assert.equal(await afterEdit(folder, ([a, , c, d]) => [a!, c!, d!]), 2));
  await withLog(async (folder) => assert.equal(await afterEdit(folder, ([a, b, c, d]) => [a!, c!, b!, d!]), 2));
  await withLog(async (folder) => assert.equal(await afterEdit(folder, (lines) => lines.slice(0, 3)), 4));
  await withLog(async (folder) => assert.equal(await afterEdit(folder, () => ['']), 1));
});

test('a log whose tail was cut takes no more entries', () =>
  withLog(async (folder) => {
    await afterEdit(folder, (lines) => lines.slice(0, 2));
    await assert.rejects(createAuditLog({ folder, clock: systemClock }).append(event('x')), { code: 'damaged' });
  }));

test('two consoles write one chain', () =>
  withLog(async (folder) => {
    const [one, two] = [createAuditLog({ folder, clock: systemClock }), createAuditLog({ folder, clock: systemClock })];
    await Promise.all(Array.from({ length: 10 }, (_, n) => (n % 2 ? one : two).append(event(`r${n}`))));
    assert.deepEqual(await one.verify(), { ok: true, entries: 14, fault: null });
  }));

test('a torn last line is dropped by the next entry', () =>
  withLog(async (folder) => {
    const file = join(folder, 'audit.jsonl');
    await writeFile(file, `${await readFile(file, 'utf8')}{"who":"db`);
    const log = createAuditLog({ folder, clock: systemClock });
    await log.append(event('after'));
    assert.deepEqual(await log.verify(), { ok: true, entries: 5, fault: null });
  }));
