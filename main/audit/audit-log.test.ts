import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { appendFile, cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { SecretStore } from '../host.ts';
import { systemClock } from '../system-clock.ts';
import { createAuditLog, type AuditEvent, type AuditLog, type AuditLogOptions } from './audit-log.ts';
import { lineAfter } from './chain.ts';

const event = (why: string): AuditEvent => ({
  who: 'dba',
  action: 'run.start',
  target: 'lab',
  subject: 'redis.failover',
  why,
  runId: 'r1',
  planHash: 'h',
  result: 'started',
  before: [{ where: '127.0.0.1:7001', is: 'primary' }],
  after: 'replica',
});

interface Place {
  readonly folder: string;
  readonly file: string;
  readonly anchor: string;
  open(options?: Partial<AuditLogOptions>): AuditLog;
  /** Changes the lines of the log. */
  edit(change: (lines: string[]) => string[]): Promise<void>;
  /** The fault that is found, as `kind number`. */
  fault(options?: Partial<AuditLogOptions>): Promise<string>;
}

/** A log of four entries, with its anchor elsewhere. */
async function withLog(work: (place: Place) => Promise<void>, options: Partial<AuditLogOptions> = {}): Promise<void> {
  const root = await mkdtemp(join(tmpdir(), 'marsad-audit-'));
  const folder = join(root, 'data');
  const file = join(folder, 'audit.jsonl');
  const open: Place['open'] = (more = {}) =>
    createAuditLog({ folder, clock: systemClock, anchorFolder: join(root, 'settings'), ...options, ...more });
  try {
    const log = open();
    await Promise.all([1, 2, 3, 4].map((n) => log.append(event(`reason ${n}`))));
    await log.idle();
    const { ok, entries, fault } = await log.verify();
    assert.deepEqual({ ok, entries, fault }, { ok: true, entries: 4, fault: null });
    await work({
      folder,
      file,
      anchor: join(root, 'settings'),
      open,
      async edit(change) {
        const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
        await writeFile(
          file,
          change(lines)
            .map((line) => `${line}\n`)
            .join(''),
        );
      },
      async fault(more) {
        const verdict = await open(more).verify();
        assert.equal(verdict.ok, verdict.fault === null);
        return verdict.fault ? `${verdict.fault.kind} ${verdict.fault.number}` : 'none';
      },
    });
  } finally {
    await rm(root, { recursive: true });
  }
}

for (const [what, change, fault] of [
  ['an edited entry', (lines) => lines.map((line) => line.replace('reason 2', 'reason 9')), 'changed 2'],
  ['a removed entry', ([a, , c, d]) => [a!, c!, d!], 'order 2'],
  ['swapped entries', ([a, b, c, d]) => [a!, c!, b!, d!], 'order 2'],
  ['a repeated entry', ([a, b, c, d]) => [a!, b!, b!, c!, d!], 'order 3'],
  ['something that is no entry', ([a, b, c, d]) => [a!, 'x', b!, c!, d!], 'unreadable 2'],
  ['a missing last entry', (lines) => lines.slice(0, 3), 'cut 4'],
  ['an empty log', () => [], 'cut 1'],
] as [string, (lines: string[]) => string[], string][]) {
  test(`${what} is found`, () =>
    withLog(async ({ edit, fault: found }) => {
      await edit(change);
      assert.equal(await found(), fault);
    }));
}

test('an entry that was added well, but by no console, is found, and so is another log in its place', () =>
  withLog(async ({ edit, fault }) => {
    await edit((lines) => {
      const { number, hash } = JSON.parse(lines.at(-1)!);
      return [...lines, lineAfter({ number, hash }, event('forged'), 1).line];
    });
    assert.equal(await fault(), 'grown 5');
    await edit(rebuilt);
    assert.equal(await fault(), 'rebuilt 1');
  }));

/** A chain that is whole in itself, with other words. */
function rebuilt(lines: string[]): string[] {
  let link = { number: 0, hash: JSON.parse(lines[0]!).prevHash as string };
  return lines.slice(0, 4).map((line) => {
    const next = lineAfter(link, { ...JSON.parse(line), why: 'nothing to see' }, 1);
    link = next.link;
    return next.line;
  });
}

test('a log without its anchor is found', () =>
  withLog(async ({ anchor, fault }) => {
    await rm(anchor, { recursive: true });
    assert.equal(await fault(), 'anchor-missing 1');
  }));

test('log and anchor put back together are found by the keystore', async () => {
  const secrets = keystore();
  await withLog(
    async ({ folder, anchor, open, fault }) => {
      await cp(folder, `${folder}-old`, { recursive: true });
      await cp(anchor, `${anchor}-old`, { recursive: true });
      const log = open();
      await log.append(event('the one to hide'));
      await log.idle();
      await cp(`${folder}-old`, folder, { recursive: true });
      await cp(`${anchor}-old`, anchor, { recursive: true });
      assert.equal(await fault(), 'rolled-back 5');
      assert.equal(await fault({ secrets: noKeystore }), 'none', 'without a keystore only other witnesses see it');
    },
    { secrets },
  );
});

test('log and anchor put back together are found by the journal of a run, too', () =>
  withLog(async ({ folder, anchor, open, fault }) => {
    await cp(folder, `${folder}-old`, { recursive: true });
    await cp(anchor, `${anchor}-old`, { recursive: true });
    const head = await open().append(event('the one to hide'));
    await cp(`${folder}-old`, folder, { recursive: true });
    await cp(`${anchor}-old`, anchor, { recursive: true });
    assert.equal(await fault(), 'none');
    assert.equal(await fault({ witnesses: () => Promise.resolve([{ ...head, who: 'run r1' }]) }), 'rolled-back 5');
  }));

test('an anchor written without the key of the keystore is found, and a keystore that lost its key', async () => {
  const secrets = keystore();
  await withLog(
    async ({ anchor, fault }) => {
      const file = join(anchor, (await readdir(anchor))[0]!);
      const text = await readFile(file, 'utf8');
      const other = keystore();
      assert.equal(await fault({ secrets: other }), 'seal-missing 1');
      assert.equal(await fault({ secrets: other }), 'anchor-forged 1');
      assert.equal(await fault(), 'none');
      await writeFile(file, text.replaceAll(/"number":(\d)/g, '"number":9'));
      assert.equal(await fault(), 'anchor-missing 1', 'an anchor that was edited by hand is none');
    },
    { secrets },
  );
});

test('a face without the keystore may write on, and the desktop goes on from there', async () => {
  const secrets = keystore();
  await withLog(
    async ({ open, fault }) => {
      await open({ secrets: noKeystore }).append(event('from the command line'));
      assert.equal(await fault(), 'none');
      await open().append(event('from the desktop'));
      assert.equal(await fault(), 'none');
    },
    { secrets },
  );
});

test('a log whose tail was cut takes no more entries until that is accepted; the rest is kept', () =>
  withLog(async ({ folder, open, edit, fault }) => {
    const log = open();
    await assert.rejects(log.accept({ who: 'dba', reason: 'x' }), { code: 'conflict' });
    await edit((lines) => lines.slice(0, 2));
    await assert.rejects(log.append(event('x')), { code: 'damaged', hint: /audit accept/ });
    const aside = await log.accept({ who: 'dba', reason: 'the disk was restored from a copy' });
    assert.match(aside ?? '', /damaged-/);
    assert.equal((await readFile(aside!, 'utf8')).trimEnd().split('\n').length, 2);
    await log.append(event('after'));
    assert.equal(await fault(), 'none');
    const { entries } = await log.search({}, { limit: 10, cursor: null });
    assert.deepEqual(
      entries.map(({ action, why }) => [action, why]),
      [
        ['run.start', 'after'],
        ['audit.accept', 'the disk was restored from a copy'],
      ],
    );
    const lastHash = JSON.parse((await readFile(aside!, 'utf8')).trimEnd().split('\n')[1]!).hash as string;
    assert.deepEqual(entries[1]?.before, {
      fault: 'entry 3 and what followed is missing',
      certainEntries: 2,
      lastNumber: 2,
      lastHash,
    });
    assert.equal((await readdir(folder)).filter((name) => name.includes('damaged')).length, 1);
  }));

test('consoles in several processes write one chain', () =>
  withLog(async ({ folder, anchor, fault, open }) => {
    const script = `
      import { createAuditLog } from ${JSON.stringify(join(import.meta.dirname, 'audit-log.ts'))};
      import { systemClock } from ${JSON.stringify(join(import.meta.dirname, '../system-clock.ts'))};
      const [, , folder, anchorFolder] = process.argv;
      const log = createAuditLog({ folder, anchorFolder, clock: systemClock });
      for (let n = 0; n < 15; n += 1) await log.append(${JSON.stringify(event('other'))});`;
    await writeFile(join(folder, 'child.ts'), script);
    const child = (): Promise<unknown> =>
      new Promise((resolve) => fork(join(folder, 'child.ts'), [folder, anchor]).on('exit', resolve));
    assert.deepEqual(await Promise.all([child(), child()]), [0, 0]);
    assert.equal(await fault(), 'none');
    assert.equal((await open().verify()).entries, 34);
  }));

test('a torn last line is dropped by the next entry; one that was announced and not written is no fault', () =>
  withLog(async ({ file, open, fault }) => {
    await appendFile(file, '{"number":5,"prevHa');
    assert.equal(await fault(), 'none');
    const log = open();
    await log.append(event('after'));
    assert.equal(await fault(), 'none');
    assert.equal((await log.search({}, { limit: 1, cursor: null })).entries[0]?.why, 'after');
  }));

test('a log of version 0.1 is kept under another name', () =>
  withLog(async ({ folder, anchor, file, open, fault }) => {
    await rm(anchor, { recursive: true });
    await writeFile(file, '{"who":"dba","hash":"x"}\n');
    await writeFile(join(folder, 'audit-head.json'), '{}');
    await open().append(event('a new chain'));
    assert.equal(await fault(), 'none');
    assert.match(await readFile(join(folder, 'audit-0.1.jsonl'), 'utf8'), /^{"who":"dba"/);
  }));

test('entries are found by words, person, action and time, page by page, newest first', () =>
  withLog(async ({ open }) => {
    const log = open();
    for (let n = 0; n < 30; n += 1)
      await log.append({
        ...event(`change-${n}. سبب`),
        who: n % 2 ? 'night shift' : 'dba',
        after: { key: 'x'.repeat(n * 150) },
      });
    const numbers = async (filter: object, limit = 100): Promise<number[]> => {
      const found: number[] = [];
      for (let cursor: number | null = null, pages = 0; pages < 50; pages += 1) {
        const page = await log.search(filter, { limit, cursor });
        found.push(...page.entries.map(({ number }) => number));
        if (page.cursor === null) return found;
        cursor = page.cursor;
      }
      throw new Error('pages without end');
    };
    const all = Array.from({ length: 34 }, (_, n) => 34 - n);
    assert.deepEqual(await numbers({}), all);
    assert.deepEqual(await numbers({}, 7), all);
    assert.deepEqual(await numbers({ text: 'سبب CHANGE-12.' }), [17]);
    assert.equal((await numbers({ who: 'night' })).length, 15);
    assert.deepEqual(await numbers({ action: 'profile' }), []);
    assert.deepEqual(await numbers({ profileId: 'other' }), []);
    assert.deepEqual(await numbers({ toMs: 1000 }), []);
    assert.deepEqual(await numbers({ fromMs: Date.now() + 2 * 86_400_000 }), []);
  }));

const noKeystore = { available: false, get: () => Promise.resolve(undefined), set: () => Promise.reject(new Error()) };

function keystore(): Pick<SecretStore, 'available' | 'get' | 'set'> {
  const held = new Map<string, string>();
  return {
    available: true,
    get: (name) => Promise.resolve(held.get(name)),
    set: (name, value) => Promise.resolve(void held.set(name, value)),
  };
}
