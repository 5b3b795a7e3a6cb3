// What somebody with write access to files could do to an audit log, at random: each changes the log, its anchor, or both, and
// never gives back what was there.

import { readFile, rm } from 'node:fs/promises';
import { createAnchor } from '../../main/audit/anchor.ts';
import { lineAfter, parseLine } from '../../main/audit/chain.ts';
import type { AuditEvent } from '../../shared/model/audit.ts';
import { oneOf } from './proof.ts';

/** The two files, as they are or as they were at an earlier entry. */
export interface Files {
  readonly lines: readonly string[];
  readonly anchor: Buffer;
}

export interface Edited {
  /** The whole log file. */
  readonly log: string;
  /** Null: removed. */
  readonly anchor: Buffer | null;
}

export interface EditContext {
  readonly now: Files;
  /** By number of entries, fewer than now. */
  readonly earlier: readonly Files[];
  readonly random: () => number;
  /** Where an anchor can be written for a moment. */
  readonly scratch: string;
}

type Edit = (context: EditContext) => Edited | Promise<Edited>;

/** A place among `length` lines. */
const at = (random: () => number, length: number): number => Math.floor(random() * length);
const text = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('');
const logOnly = (lines: readonly string[], { now }: EditContext): Edited => ({ log: text(lines), anchor: now.anchor });

export const EDITS: Readonly<Record<string, Edit>> = {
  'change a byte': (context) => {
    const { lines } = context.now;
    const index = at(context.random, lines.length);
    const line = lines[index]!;
    const place = at(context.random, line.length);
    const byte = oneOf(
      context.random,
      [...'abcxyz0189{}",: '].filter((letter) => letter !== line[place]),
    );
    return logOnly(lines.with(index, line.slice(0, place) + byte + line.slice(place + 1)), context);
  },
  'change a field and its hash': (context) => {
    const index = at(context.random, context.now.lines.length);
    return logOnly(context.now.lines.with(index, rewritten(context.now.lines, index)), context);
  },
  drop: (context) => {
    const { lines } = context.now;
    const from = at(context.random, lines.length - 1);
    const count = 1 + at(context.random, Math.min(5, lines.length - 1 - from));
    return logOnly(lines.toSpliced(from, count), context);
  },
  reorder: (context) => {
    const { lines } = context.now;
    const one = at(context.random, lines.length);
    const other = (one + 1 + at(context.random, lines.length - 1)) % lines.length;
    return logOnly(lines.with(one, lines[other]!).with(other, lines[one]!), context);
  },
  duplicate: (context) => {
    const { lines } = context.now;
    const index = at(context.random, lines.length);
    return logOnly(lines.toSpliced(at(context.random, lines.length + 1), 0, lines[index]!), context);
  },
  'insert a forged entry': (context) => {
    const { lines } = context.now;
    const index = at(context.random, lines.length - 1);
    return logOnly(lines.toSpliced(index + 1, 0, forgedAfter(lines[index]!)), context);
  },
  'add a forged entry at the end': (context) =>
    logOnly([...context.now.lines, forgedAfter(context.now.lines.at(-1)!)], context),
  'cut the tail': (context) => {
    const { lines } = context.now;
    return logOnly(lines.slice(0, at(context.random, lines.length)), context);
  },
  'cut in the middle of an entry': (context) => {
    const whole = text(context.now.lines);
    return { log: whole.slice(0, 1 + at(context.random, whole.length - 1)), anchor: context.now.anchor };
  },
  'roll back the log': (context) => logOnly(oneOf(context.random, context.earlier).lines, context),
  'roll back log and anchor': ({ earlier, random }) => {
    const { lines, anchor } = oneOf(random, earlier);
    return { log: text(lines), anchor };
  },
  'rebuild the log': (context) => logOnly(rebuilt(context), context),
  'rebuild log and anchor': async (context) => {
    const lines = rebuilt(context);
    return { log: text(lines), anchor: await anchorFor(lines, context.scratch) };
  },
  'rebuild as a shorter log, with its anchor': async (context) => {
    const lines = rebuilt(context).slice(0, 1 + at(context.random, context.now.lines.length - 1));
    return { log: text(lines), anchor: await anchorFor(lines, context.scratch) };
  },
  'remove the anchor': ({ now }) => ({ log: text(now.lines), anchor: null }),
  'remove log and anchor': () => ({ log: '', anchor: null }),
};

const FORGED: AuditEvent = {
  who: 'somebody else',
  action: 'run.end',
  target: 'shop',
  subject: 'redis.failover',
  why: 'nothing to see here',
  runId: null,
  planHash: null,
  result: 'done',
};

function forgedAfter(line: string): string {
  const { number, hash } = parseLine(line)!;
  return lineAfter({ number, hash }, FORGED, 0).line;
}

/** The entry with another author, well hashed. */
function rewritten(lines: readonly string[], index: number): string {
  const entry = parseLine(lines[index]!)!;
  const previous = { number: entry.number - 1, hash: entry.prevHash };
  return lineAfter(previous, { ...entry, who: `not ${entry.who}` }, Date.parse(entry.at)).line;
}

/** From a random entry on, all that follows is written anew: whole in itself. */
function rebuilt({ now: { lines }, random }: EditContext): string[] {
  const from = at(random, lines.length);
  const result = lines.slice(0, from);
  for (let index = from; index < lines.length; index += 1) {
    const entry = parseLine(lines[index]!)!;
    const before = index === 0 ? { number: 0, hash: entry.prevHash } : parseLine(result[index - 1]!)!;
    const changed = index === from ? { ...entry, why: `${entry.why}, they say` } : entry;
    result.push(lineAfter(before, changed, Date.parse(entry.at)).line);
  }
  return result;
}

/** As a console without a keystore would have written it. */
async function anchorFor(lines: readonly string[], scratch: string): Promise<Buffer> {
  await rm(scratch, { force: true });
  const { number, hash } = parseLine(lines.at(-1)!)!;
  await createAnchor(scratch, null).confirm({ chain: parseLine(lines[0]!)!.prevHash, number, hash }, 0);
  return readFile(scratch);
}
