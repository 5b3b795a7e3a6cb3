// Gives the keys of a set back to the cluster as it is now, whatever its topology: each key to the node that owns its slot,
// with the very moment it expires, or that moment shifted. Keys that are not chosen are never touched.

import type { Clock } from '../../../shared/clock.ts';
import { AppError } from '../../../shared/errors.ts';
import { restoreCommand, restoreCommandParts } from '../rdb/restore-payload.ts';
import { ErrorReply, type PlainReply } from '../../redis/reply-reader.ts';
import { readRange } from '../format/read-file.ts';
import { eachKey, type ChosenKey, type KeysOptions } from './each-key.ts';
import { KeyBatches } from './key-batches.ts';

/** What to do with a key that exists already. */
export type KeyConflict = 'replace' | 'skip' | 'fail';

export interface RestoredKeys {
  readonly restored: number;
  /** Were there already, and stayed as they were. */
  readonly skipped: number;
  /** Their time was over before the restore. */
  readonly expired: number;
}

export interface RestoreKeysOptions extends KeysOptions {
  readonly conflict: KeyConflict;
  /** A node went away; all keys are gone over once more. */
  readonly onAgain: () => void;
}

const MOST_ROUNDS = 3;

/**
 * A server acknowledges what its replicas may not have yet: where one went away on the way, and a replica took its place, keys that
 * were restored may be missing. So all are gone over once more.
 */
export async function restoreKeys(options: RestoreKeysOptions): Promise<RestoredKeys> {
  const { conflict, onAgain } = options;
  const first = await restoreOnce(options);
  for (let round = 1, { lostConnection } = first; lostConnection && round < MOST_ROUNDS; round += 1) {
    onAgain();
    ({ lostConnection } = await restoreOnce({ ...options, conflict: conflict === 'replace' ? 'replace' : 'skip' }));
  }
  const { restored, skipped, expired } = first;
  return { restored, skipped, expired };
}

async function restoreOnce(options: RestoreKeysOptions): Promise<RestoredKeys & { readonly lostConnection: boolean }> {
  let [restored, skipped, expired] = [0, 0, 0];
  const { clock, conflict, set, signal } = options;
  const replaces = conflict === 'replace';
  const large: ChosenKey[] = [];
  const onReplyFor =
    (key: Buffer) =>
    (reply: PlainReply, again: boolean): void => {
      if (!(reply instanceof ErrorReply)) restored += 1;
      else if (reply.word === 'BUSYKEY' && conflict === 'skip') skipped += 1;
      else if (reply.word === 'BUSYKEY' && again) restored += 1;
      else throw explain(reply, key);
    };
  const batches = await KeyBatches.create(options);
  try {
    await eachKey(options, (chosen) => {
      const { key, database, type, value, expiresAtMs, rdbVersion } = chosen;
      if (isOver(chosen, clock)) {
        expired += 1;
        return undefined;
      }
      if (value === null) {
        large.push(chosen);
        return undefined;
      }
      const wire = restoreCommand({ key, type, rdbVersion, expiresAtMs, replaces }, value);
      return batches.add({ key, database, wire, onReply: onReplyFor(key) });
    });
    await batches.finish();
    for (const { file, key, database, type, expiresAtMs, rdbVersion, from, to } of large) {
      const command = { key, type, rdbVersion, expiresAtMs, replaces };
      await batches.sendLarge({
        key,
        database,
        onReply: onReplyFor(key),
        parts: () => restoreCommandParts(command, to - from, abortable(readRange(set, file, { from, to }), signal)),
      });
    }
    return { restored, skipped, expired, lostConnection: batches.lostConnections > 0 };
  } finally {
    await batches.close();
  }
}

async function* abortable(bytes: AsyncIterable<Buffer>, signal: AbortSignal): AsyncGenerator<Buffer> {
  for await (const portion of bytes) {
    signal.throwIfAborted();
    yield portion;
  }
}

export function isOver({ expiresAtMs }: Pick<ChosenKey, 'expiresAtMs'>, clock: Clock): boolean {
  return expiresAtMs !== null && expiresAtMs <= clock.now();
}

function explain({ word, message }: ErrorReply, key: Buffer): AppError {
  const of = `key ${nameOfKey(key)}`;
  switch (word) {
    case 'BUSYKEY':
      return new AppError('conflict', `The ${of} came into being while the restore ran.`, {
        hint: 'Choose to replace or to skip keys that exist, and run it again.',
      });
    case 'OOM':
      return new AppError('limited', 'Redis has reached its memory limit (maxmemory).', {
        hint: 'Raise maxmemory or free keys, then run the restore again: what is restored already does no harm.',
      });
    case 'MISCONF':
      return new AppError('limited', `Redis takes no more writes because it could not save to disk (${of}).`, {
        hint: 'Look at the free space of its data folder, then run the restore again.',
      });
    case 'NOPERM':
      return new AppError('denied', `Redis does not let this user restore the ${of}.`, {
        hint: 'Grant it on the server: ACL SETUSER <user> +restore ~*',
      });
    default:
      return new AppError('bad_request', `Redis did not take the ${of}: ${message.slice(0, 200)}`, {
        hint: 'A server older than the one the set was taken from may not know how the value is written.',
      });
  }
}

export function nameOfKey(key: Buffer): string {
  const name = key.toString('utf8');
  const isText = Buffer.from(name).equals(key);
  return isText
    ? JSON.stringify(name.length > 80 ? `${name.slice(0, 80)}…` : name)
    : `0x${key.toString('hex').slice(0, 160)}`;
}
