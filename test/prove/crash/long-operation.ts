// A query that runs for a minute, as something to be killed.

import type { Document, MongoClient } from 'mongodb';
import { waitFor } from '../../fixtures/wait-for.ts';

const MARK = 'the proof of crashes';
const EACH_MS = 200;

/** Resolves with its number once the primary shows it. Whoever started it ends it, if nobody else does. */
export async function startLongOperation(client: MongoClient, database: string, name: string): Promise<string> {
  await endLongOperations(client);
  void client
    .db(database)
    .collection(name)
    .find({ $where: `sleep(${EACH_MS}) || true` })
    .comment(MARK)
    .batchSize(1000) // one operation, under one number
    .toArray()
    .catch(() => undefined); // it is killed, or its server is
  return waitFor(async () => (await longOperations(client))[0], { what: 'the long operation runs' });
}

export async function endLongOperations(client: MongoClient): Promise<void> {
  await waitFor(
    async () => {
      const found = await longOperations(client);
      for (const op of found) await client.db('admin').command({ killOp: 1, op: Number(op) });
      return found.length === 0;
    },
    { what: 'no long operation runs' },
  );
}

async function longOperations(client: MongoClient): Promise<readonly string[]> {
  const found = await client
    .db('admin')
    .aggregate<Document>([{ $currentOp: {} }, { $match: { 'command.comment': MARK, active: true } }])
    .toArray();
  return found.map(({ opid }) => String(opid));
}
