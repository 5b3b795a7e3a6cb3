// Proof: an audit log that was tampered with. Random edits of a real log and its anchor, each on a fresh copy; every one must be
// found by the check a console makes when it starts. The keystore is one in memory: nobody who writes files reaches it.

import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createAnchor } from '../../main/audit/anchor.ts';
import { anchorFileOf, createAuditLog, type AuditEvent, type AuditLog } from '../../main/audit/audit-log.ts';
import { lineAfter } from '../../main/audit/chain.ts';
import { systemClock } from '../../main/system-clock.ts';
import { EDITS, type EditContext, type Files } from './audit-edits.ts';
import { oneOf, seededRandom, type Prove } from './proof.ts';

const SEED = 20_261_120;
const ENTRIES = 24;
const RATE_ENTRIES = 100_000;
const RATE_BAR = 100_000;

export const prove: Prove = async (count) => {
  const root = await mkdtemp(join(tmpdir(), 'marsad-audit-'));
  try {
    const { findsAll, rows, found, missed } = await tamper(root, count);
    const rate = await verificationRate(join(root, 'rate'));
    return {
      rows,
      closing:
        `${found} of ${found + missed} edits found; checked at ${Math.round(rate).toLocaleString('en')} entries per second ` +
        `of processor time (bar: ${RATE_BAR.toLocaleString('en')}).`,
      holds: findsAll && rate >= RATE_BAR,
    };
  } finally {
    await rm(root, { recursive: true });
  }
};

async function tamper(root: string, count: number) {
  const random = seededRandom(SEED);
  const place = await openPlace(root);
  const { now, earlier } = await writeLog(place);
  const context: EditContext = { now, earlier, random, scratch: join(root, 'scratch') };
  const kinds = Object.keys(EDITS);
  const tally = new Map(kinds.map((kind) => [kind, { tried: 0, found: 0, as: new Set<string>() }]));
  for (let n = 0; n < count; n += 1) {
    const kind = n < kinds.length ? kinds[n]! : oneOf(random, kinds);
    const edited = await EDITS[kind]!(context);
    await writeFile(place.log, edited.log);
    await (edited.anchor === null ? rm(place.anchor, { force: true }) : writeFile(place.anchor, edited.anchor));
    const { ok, fault } = await place.open().verify();
    const row = tally.get(kind)!;
    row.tried += 1;
    if (!ok) row.found += 1;
    if (fault) row.as.add(fault.kind);
  }
  await writeFile(place.log, now.lines.map((line) => `${line}\n`).join(''));
  await writeFile(place.anchor, now.anchor);
  const { ok: wholeIsWhole } = await place.open().verify();
  const found = [...tally.values()].reduce((sum, row) => sum + row.found, 0);
  return {
    findsAll: wholeIsWhole && found === count,
    found,
    missed: count - found,
    rows: [
      ['edit', 'tried', 'found', 'told as'],
      ...[...tally].map(([kind, { tried, found: seen, as }]) => [
        kind,
        String(tried),
        String(seen),
        [...as].join(', '),
      ]),
      ['the log as it was written', '1', wholeIsWhole ? 'whole' : 'FOUND AT FAULT', ''],
    ],
  };
}

interface Place {
  readonly log: string;
  readonly anchor: string;
  open(): AuditLog;
}

async function openPlace(root: string): Promise<Place> {
  const [folder, anchorFolder] = [join(root, 'data'), join(root, 'settings')];
  await mkdir(folder);
  const held = new Map<string, string>();
  const secrets = {
    available: true,
    get: (name: string) => Promise.resolve(held.get(name)),
    set: (name: string, value: string) => Promise.resolve(void held.set(name, value)),
  };
  return {
    log: join(folder, 'audit.jsonl'),
    anchor: anchorFileOf(folder, anchorFolder),
    open: () => createAuditLog({ folder, anchorFolder, clock: systemClock, secrets }),
  };
}

/** Written as a console writes it; with what the two files were on the way. */
async function writeLog(place: Place): Promise<{ now: Files; earlier: Files[] }> {
  const log = place.open();
  const states: Files[] = [];
  for (let n = 0; n < ENTRIES; n += 1) {
    await log.append({ ...EVENT, why: `change ${n}`, before: { number: n }, after: { number: n + 1 } });
    states.push({
      lines: (await readFile(place.log, 'utf8')).trimEnd().split('\n'),
      anchor: await readFile(place.anchor),
    });
  }
  await log.idle();
  return { now: states.pop()!, earlier: states };
}

/** Entries per second of processor time, so that a busy machine does not decide. Best of three. */
async function verificationRate(folder: string): Promise<number> {
  const chain = '0'.repeat(64);
  let link = { number: 0, hash: chain };
  const lines: string[] = [];
  for (let n = 0; n < RATE_ENTRIES; n += 1) {
    const next = lineAfter(link, { ...EVENT, why: `change ${n}` }, n);
    lines.push(next.line);
    link = next.link;
  }
  const anchorFolder = join(folder, 'settings');
  await mkdir(dirname(anchorFileOf(folder, anchorFolder)), { recursive: true });
  await writeFile(join(folder, 'audit.jsonl'), `${lines.join('\n')}\n`);
  await createAnchor(anchorFileOf(folder, anchorFolder), null).confirm({ chain, ...link }, 0);
  const rates: number[] = [];
  for (let run = 0; run < 3; run += 1) {
    const before = process.cpuUsage();
    const verdict = await createAuditLog({ folder, anchorFolder, clock: systemClock }).verify();
    const { user, system } = process.cpuUsage(before);
    if (!verdict.ok || verdict.entries !== RATE_ENTRIES) throw new Error('the log for the rate is not whole');
    rates.push((RATE_ENTRIES / (user + system)) * 1e6);
  }
  return Math.max(...rates);
}

const EVENT: AuditEvent = {
  who: 'dba',
  action: 'run.start',
  target: 'shop',
  subject: 'redis.failover',
  why: '',
  runId: '2026-11-20T06-40-00Z-k3f9',
  planHash: 'f'.repeat(64),
  result: 'started',
};
