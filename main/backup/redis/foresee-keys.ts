// What a restore would find of its keys: how many exist already, family by family. Reads only, over the connections that pass the
// guard. Of very many keys every n-th is asked, so that a look stays a look; how many the set holds is counted in any case.

import { AppError } from '../../../shared/errors.ts';
import { isOver } from './restore-keys.ts';
import { eachKey, type ChosenKey, type KeysOptions } from './each-key.ts';
import { SlotOwners } from './slot-owners.ts';

export interface ForeseenKeys {
  /** What stands before the first colon. */
  readonly family: string;
  /** Chosen keys of the set; those whose time is over are left out by a restore. */
  readonly keys: number;
  readonly over: number;
  /** Whether they exist now was asked of so many, and is so of so many. */
  readonly asked: number;
  readonly existing: number;
}

/** From so many keys in a set on only a part of them is asked. */
export const ASKED_OF_ALL = 500_000;
/** Past so many, the rest counts as one. */
const MOST_FAMILIES = 100;
export const REST = '…';
const BATCH_KEYS = 1000;
const TIMEOUT_MS = 60_000;

/** Largest first. */
export async function foreseeKeys(options: KeysOptions, everyNth: number): Promise<readonly ForeseenKeys[]> {
  const owners = new SlotOwners(options.redis);
  await owners.refresh();
  const families = new Map<string, Writable<ForeseenKeys>>();
  const batches = new Map<string, Batch>();
  let seen = 0;
  await eachKey(options, (chosen) => {
    const family = familyOf(families, chosen.key);
    family.keys += 1;
    if (isOver(chosen, options.clock)) {
      family.over += 1;
      return undefined;
    }
    seen += 1;
    if (seen % everyNth !== 0 && everyNth > 1) return undefined;
    const batch = batchOf(batches, owners.of(chosen.key), chosen);
    batch.keys.push([Buffer.from(chosen.key), family]);
    if (batch.keys.length < BATCH_KEYS) return undefined;
    batches.delete(batch.name);
    return ask(options, batch);
  });
  for (const batch of batches.values()) await ask(options, batch);
  return [...families.values()].sort((a, b) => b.keys - a.keys || (a.family < b.family ? -1 : 1));
}

type Writable<Type> = { -readonly [Key in keyof Type]: Type[Key] };

interface Batch {
  readonly name: string;
  readonly node: string;
  readonly database: number;
  readonly keys: (readonly [Buffer, Writable<ForeseenKeys>])[];
}

function batchOf(batches: Map<string, Batch>, node: string, { database }: ChosenKey): Batch {
  const name = `${node}/${database}`;
  const batch = batches.get(name) ?? { name, node, database, keys: [] };
  batches.set(name, batch);
  return batch;
}

/** A slot that moved meanwhile answers with an error: its keys count as not asked. */
async function ask({ redis, signal }: KeysOptions, { node, database, keys }: Batch): Promise<void> {
  signal.throwIfAborted();
  const commands = keys.map(([key]) => ['EXISTS', key]);
  const within = database === 0 ? commands : [['SELECT', String(database)], ...commands, ['SELECT', '0']];
  const replies = await redis.pipeline(node, within, { timeoutMs: TIMEOUT_MS });
  const first = database === 0 ? 0 : 1;
  for (const [index, [, family]] of keys.entries()) {
    const reply = replies[first + index];
    if (reply instanceof Error && /NOPERM/.test(reply.message))
      throw new AppError('denied', 'The user of this connection may not ask whether a key exists.');
    if (typeof reply !== 'number') continue;
    family.asked += 1;
    family.existing += reply;
  }
}

function familyOf(families: Map<string, Writable<ForeseenKeys>>, key: Buffer): Writable<ForeseenKeys> {
  const end = key.indexOf(':');
  const name = end < 0 ? '*' : `${key.toString('utf8', 0, end)}:*`;
  const place = families.has(name) || families.size < MOST_FAMILIES ? name : REST;
  const family = families.get(place) ?? { family: place, keys: 0, over: 0, asked: 0, existing: 0 };
  families.set(place, family);
  return family;
}
