// How each runbook is brought to harm: its parameters, the server it acts on, and what the data may be afterwards. A runbook
// without a scenario fails the proof: a new one is covered, or somebody says how.

import type { ServerHandle } from '../../../main/lab/server-process.ts';
import type { RunbookInfo } from '../../../shared/model/run.ts';
import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { beforeCollection } from '../../../main/backup/mongo/restore-names.ts';
import { askNode, DATABASE, primaryPorts, type World } from './world.ts';

export interface Scenario {
  parameters(world: World): Promise<Readonly<Record<string, string>>>;
  /** What is killed for the harm `server`. */
  victim(world: World): Promise<ServerHandle>;
  /** Before each point. The data are what they were at the beginning. */
  prepare?(world: World): Promise<void>;
  /** True: the run replaces data, so that each namespace and key may be as before or as the run makes it, and nothing else. */
  readonly replaces?: boolean;
}

const mongoPrimary = ({ set }: World): Promise<ServerHandle> => set.primary();

async function redisPrimary({ cluster }: World): Promise<ServerHandle> {
  const [port] = await primaryPorts(cluster);
  return cluster.nodes.find((node) => node.port === port)!;
}

async function anyReplica({ cluster }: World): Promise<string> {
  const view = await askNode((await primaryPorts(cluster))[0]!, 'cluster', 'nodes');
  const line = view.split('\n').find((each) => / slave /.test(each) && !/fail/.test(each));
  if (line === undefined) throw new Error(`no replica in ${view}`);
  return line.split(' ')[0]!;
}

const SCENARIOS: Readonly<Record<string, Scenario>> = {
  'redis.failover': {
    parameters: async (world) => ({ replica: await anyReplica(world) }),
    victim: redisPrimary,
  },
  'mongo.failover': { parameters: async () => ({}), victim: mongoPrimary },
  'mongo.reindex': { parameters: async () => ({ namespace: `${DATABASE}.orders` }), victim: mongoPrimary },
  'backup.take': { parameters: async () => ({}), victim: mongoPrimary },
  'backup.verify': { parameters: async ({ setId }) => ({ set: setId }), victim: mongoPrimary },
  'backup.copy': {
    parameters: async ({ setId }) => ({ set: setId, to: 'second' }),
    victim: mongoPrimary,
    prepare: ({ secondStore }) => rm(secondStore, { recursive: true, force: true }),
  },
  'backup.restore': {
    parameters: async ({ setId }) => ({
      set: setId,
      databases: DATABASE,
      mode: 'in-place',
      redisConflict: 'replace',
      keepOld: 'true',
    }),
    victim: mongoPrimary,
    replaces: true,
    prepare: spoil,
  },
};

/** Null where nobody has said how. Runbooks of files that change nothing are read with their initial parameters. */
export function scenarioOf({ id, origin, effect, fields }: RunbookInfo): Scenario | null {
  const own = Object.hasOwn(SCENARIOS, id) ? SCENARIOS[id] : undefined;
  if (own) return own;
  const isPlain =
    origin === 'shipped' && effect === 'read' && fields.every(({ required, initial }) => !required || initial);
  return isPlain ? { parameters: async () => ({}), victim: mongoPrimary } : null;
}

/** Makes the data differ from the set in every way a restore must mend, and removes what the last restore kept. */
async function spoil({ client, redis, leftovers }: World): Promise<void> {
  const db = client.db(DATABASE);
  const kept = beforeCollection('', '').split('.')[0]!;
  for (const { name } of await db.listCollections({}, { nameOnly: true }).toArray())
    if (name.startsWith(kept)) await db.collection(name).drop();
  for (const name of await leftovers()) throw new Error(`${name} was left behind by the last run`);
  const mark = createHash('sha256').update(String(Date.now())).digest('hex').slice(0, 8);
  await db.collection('orders').updateOne({ index: 7 }, { $set: { state: `spoilt ${mark}` } });
  await db.collection('users').deleteOne({ index: 8 });
  await redis.set('key:9', `spoilt ${mark}`);
  await redis.del('key:10');
}
