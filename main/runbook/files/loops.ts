// What a loop goes over: nodes as the servers know them now, or the values of a list.

import { AppError } from '../../../shared/errors.ts';
import { shardsOf } from '../../../shared/model/redis.ts';
import { mongoReading, redisReading } from '../library/shared-reading.ts';
import type { RunbookContext } from '../runbook.ts';
import { addressOf } from './address.ts';
import type { FileLoop } from './format.ts';
import type { Values } from './placeholders.ts';

const MAX_ROUNDS = 200;

/** One turn of a loop, or the plain file. */
export interface Round {
  /** After the ids of the steps in it: `.2`, or nothing. */
  readonly suffix: string;
  readonly values: Values;
  /** Steps of this very loop: `answer: restart` inside it means this round's. */
  readonly ids: ReadonlySet<string>;
}

interface Server {
  readonly host: string;
  readonly port: number;
}

/** The values of each round: the parameters and the loop's own variable. Throws `bad_request` where there are none. */
export async function loopRounds(
  loop: FileLoop['for-each'],
  context: RunbookContext,
  parameters: Values,
): Promise<readonly Values[]> {
  const rounds =
    loop.nodes === undefined
      ? listValues(parameters[loop.parameter ?? ''] ?? '').map((value) => ({ ...parameters, [loop.as]: value }))
      : (await nodesOf(loop.nodes, context)).map((node) => ({
          ...parameters,
          [loop.as]: addressOf(node),
          [`${loop.as}.host`]: node.host,
          [`${loop.as}.port`]: String(node.port),
        }));
  if (rounds.length > MAX_ROUNDS) {
    throw new AppError(
      'limited',
      `The loop over ${loop.nodes ?? loop.parameter} has ${rounds.length} rounds; at most ${MAX_ROUNDS}.`,
    );
  }
  return rounds;
}

/** Values parted by commas, blanks around them dropped. */
export function listValues(written: string): readonly string[] {
  return written
    .split(',')
    .map((value) => value.trim())
    .filter((value) => value !== '');
}

async function nodesOf(
  source: NonNullable<FileLoop['for-each']['nodes']>,
  context: RunbookContext,
): Promise<readonly Server[]> {
  if (source.startsWith('redis.')) {
    const shards = shardsOf((await redisReading(context)).nodes);
    const primaries = shards.map(({ primary }) => primary);
    const replicas = shards.flatMap((shard) => shard.replicas.filter(({ presence }) => presence !== 'gone'));
    if (source === 'redis.primaries') return primaries;
    return source === 'redis.replicas' ? replicas : [...primaries, ...replicas];
  }
  const members = Object.values((await mongoReading(context)).members)
    .filter((member) => member.presence !== 'gone')
    .toSorted((a, b) => a.memberId - b.memberId);
  return source === 'mongo.secondaries' ? members.filter(({ state }) => state === 'SECONDARY') : members;
}
