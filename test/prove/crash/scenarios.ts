// How each runbook is brought to harm: its parameters, the server that is killed, and what the data may be afterwards. A runbook
// without a scenario fails the proof: a new one is covered, or somebody says how.

import { createHash } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readSetDocument } from '../../../main/backup/format/open-set.ts';
import { sealedDocumentOf, withKey } from '../../../main/backup/format/sealed-manifest.ts';
import { createBackupKeys } from '../../../main/backup/keys/backup-keys.ts';
import { keyIdOf, recoveryTextOf } from '../../../main/backup/keys/recovery-text.ts';
import { MANIFEST_FILE } from '../../../main/backup/manifest.ts';
import type { ServerHandle } from '../../../main/lab/server-process.ts';
import type { RunbookInfo } from '../../../shared/model/run.ts';
import { isSideCollection } from '../../../main/backup/mongo/restore-names.ts';
import { PROFILE_ID } from '../../fixtures/console.ts';
import { makeEmptySet } from '../../fixtures/empty-set.ts';
import { writeDumpFolder } from '../../fixtures/mongodump-files.ts';
import { BACKUP_KEY, FORMER_KEY, secondStoreOf } from './console.ts';
import { leaveUnfinished, removeUnfinished, unfinishedIn } from './leave-unfinished.ts';
import { endLongOperations, startLongOperation } from './long-operation.ts';
import { asRestored, leaveBeside, leavePlaced, removeRestored, RESTORED_ID } from './restored-beside.ts';
import { askNode, DATABASE, PROFILER, primaryPorts, setProfiler, type Description, type World } from './world.ts';

type Parameters = Readonly<Record<string, string>>;

export interface Scenario {
  /** Asked before each plan. */
  parameters(world: World): Promise<Parameters>;
  /** What is killed for the harm `server`. */
  victim(world: World): Promise<ServerHandle>;
  /** Before each point. */
  prepare?(world: World): Promise<void>;
  /** What the data are after a run that came to its end; without it they are what they were before. */
  makes?(world: World, before: Description): Description;
  /** After each point: what the proof itself began. */
  tidy?(world: World): Promise<void>;
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

/** What the data were before something was put in their place. */
let original: Description = new Map();

const SCENARIOS: Readonly<Record<string, Scenario>> = {
  'redis.failover': {
    parameters: async (world) => ({ replica: await anyReplica(world) }),
    victim: redisPrimary,
  },
  'mongo.failover': { parameters: async () => ({}), victim: mongoPrimary },
  'mongo.reindex': { parameters: async () => ({ namespace: `${DATABASE}.orders` }), victim: mongoPrimary },
  'mongo.profiler': {
    parameters: async () => ({ database: DATABASE, level: 'slow', slowMs: '250' }),
    victim: mongoPrimary,
    makes: (_, before) => new Map([...before, [PROFILER, '1, 250 ms']]),
    tidy: (world) => setProfiler(world, { profile: 0, slowms: 100 }),
  },
  'mongo.kill-operation': {
    parameters: async ({ client }) => ({ opid: await startLongOperation(client, DATABASE, 'users') }),
    victim: mongoPrimary,
    tidy: ({ client }) => endLongOperations(client),
  },
  'backup.take': {
    parameters: async () => ({}),
    victim: mongoPrimary,
    prepare: ({ store }) => removeUnfinished(store),
  },
  'backup.resume': {
    parameters: async (world) => ({ set: await unfinishedIn(world) }),
    victim: mongoPrimary,
    prepare: leaveUnfinished,
    tidy: ({ store }) => removeUnfinished(store),
  },
  'backup.oplog-slice': { parameters: async () => ({}), victim: mongoPrimary },
  'backup.verify': { parameters: async ({ setId }) => ({ set: setId }), victim: mongoPrimary },
  'backup.drill': { parameters: async ({ setId }) => ({ set: setId }), victim: mongoPrimary },
  'backup.copy': {
    parameters: async ({ setId }) => ({ set: setId, to: 'second' }),
    victim: mongoPrimary,
    prepare: ({ store }) => rm(secondStoreOf(store), { recursive: true, force: true }),
  },
  'backup.import': {
    parameters: async ({ setId, store }) => ({ folder: join(store, setId), to: 'second' }),
    victim: mongoPrimary,
    prepare: ({ store }) => rm(secondStoreOf(store), { recursive: true, force: true }),
    tidy: ({ store }) => rm(secondStoreOf(store), { recursive: true, force: true }), // what is there is not imported again
  },
  'backup.adopt-dump': {
    parameters: async ({ store }) => ({ path: dumpBeside(store) }),
    victim: mongoPrimary,
    prepare: ({ store }) => writeDumpFolder(dumpBeside(store)),
  },
  'backup.unpack': {
    parameters: async ({ setId, store }) => ({ set: setId, folder: unpackedBeside(store) }),
    victim: mongoPrimary,
    prepare: ({ store }) => rm(unpackedBeside(store), { recursive: true, force: true }),
    tidy: ({ store }) => rm(unpackedBeside(store), { recursive: true, force: true }), // what is there is not written over
  },
  'backup.retain': {
    parameters: async () => ({}),
    victim: mongoPrimary,
    prepare: async ({ store }) => {
      for (const daysAgo of [40, 50]) await makeEmptySet(store, daysAgo, PROFILE_ID);
    },
  },
  'backup.rotate-key': {
    parameters: async () => ({}),
    victim: mongoPrimary,
    prepare: giveFormerKey,
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
    prepare: spoil,
    makes: ({ pristine }) => pristine,
  },
  'backup.cut-over': {
    async parameters({ client }) {
      await leaveBeside(client, DATABASE);
      return { restored: RESTORED_ID };
    },
    victim: mongoPrimary,
    makes: (_, before) => asRestored(before),
    tidy: ({ client }) => removeRestored(client, DATABASE),
  },
  'backup.cut-back': {
    async parameters({ client }) {
      await leavePlaced(client, DATABASE);
      return { restored: RESTORED_ID };
    },
    victim: mongoPrimary,
    prepare: async (world) => {
      original = await world.describe();
      await leavePlaced(world.client, DATABASE);
    },
    makes: () => original,
    tidy: ({ client }) => removeRestored(client, DATABASE),
  },
  'backup.release': {
    async parameters({ client }) {
      await leavePlaced(client, DATABASE);
      return { restored: RESTORED_ID, typed: RESTORED_ID };
    },
    victim: mongoPrimary,
    prepare: ({ client }) => leavePlaced(client, DATABASE),
    tidy: ({ client }) => removeRestored(client, DATABASE),
  },
};

/** Null where nobody has said how. Files that change no server are run with what their fields' names ask for. */
export function scenarioOf({ id, origin, effect, fields }: RunbookInfo): Scenario | null {
  const own = Object.hasOwn(SCENARIOS, id) ? SCENARIOS[id] : undefined;
  if (own) return own;
  const fillIn = ({ healthUrl }: Pick<World, 'healthUrl'>): Parameters =>
    Object.fromEntries(
      fields.flatMap(({ name }): [string, string][] => {
        if (name === 'servers' || name.endsWith('-urls')) return [[name, `${healthUrl}1,${healthUrl}2`]];
        if (name.endsWith('-url')) return [[name, healthUrl]];
        return name === 'version' ? [[name, 'v2']] : [];
      }),
    );
  const filled = fillIn({ healthUrl: '' });
  const isKnown = fields.every(({ name, required, initial }) => !required || initial || Object.hasOwn(filled, name));
  if (origin !== 'shipped' || effect !== 'read' || !isKnown) return null;
  return { parameters: async (world) => fillIn(world), victim: mongoPrimary };
}

function dumpBeside(store: string): string {
  return `${store}-dump`;
}

function unpackedBeside(store: string): string {
  return `${store}-unpacked`;
}

/** The set opens by the key that came before. */
async function giveFormerKey({ store, setId }: World): Promise<void> {
  const keys = createBackupKeys({
    settings: { encryption: 'key', keyId: keyIdOf(FORMER_KEY) },
    recoveryTexts: [FORMER_KEY, BACKUP_KEY].map(recoveryTextOf).join(' '),
  });
  const setFolder = join(store, setId);
  const sealed = sealedDocumentOf(await readSetDocument(setFolder));
  await writeFile(join(setFolder, MANIFEST_FILE), withKey(sealed, await keys.rewrap(setId, sealed.key)));
}

/** Makes the data differ from the set in every way a restore must mend, and removes what the last restore kept. */
async function spoil({ client, redis }: World): Promise<void> {
  const db = client.db(DATABASE);
  for (const { name } of await db.listCollections({}, { nameOnly: true }).toArray())
    if (isSideCollection(name)) await db.collection(name).drop();
  const mark = createHash('sha256').update(String(Date.now())).digest('hex').slice(0, 8);
  await db.collection('orders').updateOne({ index: 7 }, { $set: { state: `spoilt ${mark}` } });
  await db.collection('users').deleteOne({ index: 8 });
  await redis.set('key:9', `spoilt ${mark}`);
  await redis.del('key:10');
}
