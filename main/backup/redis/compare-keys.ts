// Holds what a target has against the keys of a set: what exists before a restore, and what is there after it.

import { AppError } from '../../../shared/errors.ts';
import { encodeCommand } from '../../redis/encode-command.ts';
import { ErrorReply, type PlainReply } from '../../redis/reply-reader.ts';
import { eachKey, type KeysOptions } from './each-key.ts';
import { KeyBatches } from './key-batches.ts';
import { isOver, nameOfKey } from './restore-keys.ts';

/** How many keys of the set exist now. */
export async function countExisting(
  options: KeysOptions,
): Promise<{ readonly existing: number; readonly example: string | null }> {
  let existing = 0;
  let example: string | null = null;
  const batches = await KeyBatches.create(options);
  try {
    await eachKey(options, (chosen) => {
      if (isOver(chosen, options.clock)) return undefined;
      const { key, database } = chosen;
      const onReply = (reply: PlainReply): void => {
        if (answerOf(reply) !== 1) return;
        existing += 1;
        example ??= nameOfKey(key);
      };
      return batches.add({ key, database, wire: encodeCommand(['EXISTS', key]), onReply });
    });
    await batches.finish();
    return { existing, example };
  } finally {
    await batches.close();
  }
}

export interface ComparedKeys {
  readonly compared: number;
  readonly missing: number;
  readonly otherTtl: number;
  /** Values compared byte by byte: one key in {@link SAMPLE_EVERY}, of the kinds that have one serialized form. */
  readonly sampled: number;
  readonly otherValue: number;
  readonly example: string | null;
}

export const SAMPLE_EVERY = 20;
const LARGEST_SAMPLE_BYTES = 64 * 1024;
/** Version and checksum after the value in a DUMP. */
const DUMP_TAIL_BYTES = 10;
/** Strings, intsets, ziplists and listpacks: written out again, they give the same bytes. Hash tables need not. */
const ONE_FORM: ReadonlySet<number> = new Set([0, 10, 11, 12, 13, 16, 17, 20]);

/** Every key: is it there, does it expire at the same moment; a sample: is its value the same. */
export async function compareKeys(options: KeysOptions): Promise<ComparedKeys> {
  const { clock } = options;
  let [seen, compared, missing, otherTtl, sampled, otherValue] = [0, 0, 0, 0, 0, 0];
  let example: string | null = null;
  const batches = await KeyBatches.create(options);
  try {
    await eachKey(options, (chosen) => {
      if (isOver(chosen, clock)) return undefined;
      const { key, database, expiresAtMs, type, value } = chosen;
      const differs = (): void => void (example ??= nameOfKey(key));
      const onExpiry = (reply: PlainReply): void => {
        const answer = answerOf(reply);
        if (answer === -2) {
          if (isOver(chosen, clock)) return;
          missing += 1;
          differs();
        } else if (answer !== (expiresAtMs ?? -1)) {
          otherTtl += 1;
          differs();
        }
        compared += 1;
      };
      const waiting = batches.add({ key, database, wire: encodeCommand(['PEXPIRETIME', key]), onReply: onExpiry });
      seen += 1;
      if (seen % SAMPLE_EVERY !== 1 || !ONE_FORM.has(type)) return waiting;
      if (value === null || value.length > LARGEST_SAMPLE_BYTES) return waiting;
      const expected = Buffer.concat([Buffer.of(type), value]);
      const onDump = (reply: PlainReply): void => {
        const dump = answerOf(reply);
        if (!Buffer.isBuffer(dump)) return; // gone: counted above
        sampled += 1;
        if (dump.subarray(0, dump.length - DUMP_TAIL_BYTES).equals(expected)) return;
        otherValue += 1;
        differs();
      };
      const also = batches.add({ key, database, wire: encodeCommand(['DUMP', key]), onReply: onDump });
      return waiting && also ? Promise.all([waiting, also]).then(() => undefined) : (waiting ?? also);
    });
    await batches.finish();
    return { compared, missing, otherTtl, sampled, otherValue, example };
  } finally {
    await batches.close();
  }
}

function answerOf(reply: PlainReply): Buffer | number | null {
  if (!(reply instanceof ErrorReply)) return reply;
  throw new AppError('bad_request', `Redis answered: ${reply.message.slice(0, 200)}`);
}
