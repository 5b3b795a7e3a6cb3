// What happens to the replica set while a backup reads it.

import type { MongodHandle } from '../../../main/lab/mongod.ts';
import type { MongoSetHandle } from '../../../main/lab/mongo-set.ts';
import { waitFor } from '../../fixtures/wait-for.ts';

export type Fault = 'nothing' | 'election' | 'secondary killed' | 'secondary silent' | 'primary cut off';

/** The member it happened to, where it has to be brought back. */
export async function injectFault(fault: Fault, set: MongoSetHandle): Promise<MongodHandle | null> {
  switch (fault) {
    case 'nothing':
      return null;
    case 'election': {
      const client = await (await set.primary()).connect();
      try {
        await client.db('admin').command({ replSetStepDown: 5, secondaryCatchUpPeriodSecs: 5 });
      } finally {
        await client.close();
      }
      return null;
    }
    case 'secondary killed': {
      const member = await memberRead(set);
      await member.kill();
      return member;
    }
    case 'secondary silent': {
      // As where the network is cut: connections stay, and nothing answers.
      const member = await memberRead(set);
      member.pause();
      return member;
    }
    case 'primary cut off': {
      // The others choose a new one; what nobody else had of the old one's writes is undone when it comes back.
      const member = await set.primary();
      member.pause();
      return member;
    }
  }
}

/** The set is whole again, with a primary and everybody in step. */
export async function recover(struck: MongodHandle | null, set: MongoSetHandle): Promise<void> {
  if (struck?.running) struck.resume();
  else await struck?.restart();
  await waitFor(
    async () => {
      const client = await (await set.primary()).connect();
      try {
        const { members } = await client.db('admin').command({ replSetGetStatus: 1 });
        const states = (members as readonly { readonly stateStr: string }[]).map(({ stateStr }) => stateStr);
        return states.every((state) => state === 'PRIMARY' || state === 'SECONDARY');
      } finally {
        await client.close();
      }
    },
    { timeoutMs: 60_000, what: 'the set to be whole again' },
  );
}

/** The secondary that has a cursor of the backup; where it is between two, any secondary. */
async function memberRead(set: MongoSetHandle): Promise<MongodHandle> {
  const primary = await set.primary();
  const secondaries = set.members.filter((member) => member !== primary);
  for (const member of secondaries) {
    const client = await member.connect();
    try {
      const cursors = await client
        .db('admin')
        .aggregate([
          { $currentOp: { allUsers: true, idleCursors: true } },
          {
            $match: {
              appName: 'marsad',
              ns: { $not: /^(admin|config|local|marsad)\./ },
              'cursor.cursorId': { $exists: true },
            },
          },
        ])
        .toArray();
      if (cursors.length > 0) return member;
    } finally {
      await client.close();
    }
  }
  return secondaries[0]!;
}
