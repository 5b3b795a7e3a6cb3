// Makes on the lab what a runbook's parameters name on the target: its counterpart servers, its collection, a backup set.

import { MongoClient, type IndexDescription } from 'mongodb';
import { AppError } from '../../shared/errors.ts';
import type { MongoCollection } from '../../shared/model/mongo.ts';
import type { Profile } from '../../shared/model/profile.ts';
import { rehearsalText } from '../../shared/texts/rehearsal.ts';
import type { Runbook } from '../runbook/runbook.ts';
import { onLab, type Counterpart } from './counterparts.ts';
import type { LabConsole } from './lab-console.ts';
import type { Stage } from './stage.ts';

const DOCUMENTS = 100;

export interface Preparation {
  readonly runbook: Runbook;
  readonly parameters: Readonly<Record<string, string>>;
  readonly pairs: readonly Counterpart[];
  readonly lab: Profile;
  readonly console: LabConsole;
  readonly stage: Stage;
  /** The target's, for a collection's indexes. */
  collections(): Promise<Readonly<Record<string, MongoCollection>>>;
}

export interface Prepared {
  readonly parameters: Readonly<Record<string, string>>;
  readonly pairs: readonly Counterpart[];
}

export async function prepare(preparation: Preparation): Promise<Prepared> {
  const pairs = [...preparation.pairs];
  const parameters: Record<string, string> = {};
  for (const [name, value] of Object.entries(preparation.parameters)) {
    const field = preparation.runbook.fields.find((one) => one.name === name);
    parameters[name] = onLab(field, value, pairs);
    if (value === '') continue;
    if (field?.kind === 'mongo-collection') await makeCollection(preparation, value);
    if (field?.kind === 'backup-set') {
      const set = await takeBackup(preparation, value);
      parameters[name] = set;
      pairs.push({ kind: 'name', target: value, lab: set });
    }
  }
  return { parameters, pairs };
}

async function makeCollection({ lab, stage, collections }: Preparation, namespace: string): Promise<void> {
  const at = namespace.indexOf('.');
  if (lab.mongo === undefined || at < 1) return;
  stage.detail('prepare', `making ${namespace}`);
  const { seeds, replicaSet } = lab.mongo;
  const query = replicaSet === undefined ? 'directConnection=true' : `replicaSet=${encodeURIComponent(replicaSet)}`;
  const client = new MongoClient(`mongodb://${seeds.join(',')}/?${query}`, { serverSelectionTimeoutMS: 15_000 });
  try {
    const collection = client.db(namespace.slice(0, at)).collection(namespace.slice(at + 1));
    if ((await collection.estimatedDocumentCount()) === 0)
      await collection.insertMany(Array.from({ length: DOCUMENTS }, (_, n) => ({ n })));
    const indexes = indexesOf((await collections())[namespace]);
    if (indexes.length > 0) await collection.createIndexes(indexes);
    stage.note(rehearsalText('rehearsal.collection', { namespace }));
  } catch {
    stage.note(rehearsalText('rehearsal.noIndexes', { namespace }));
  } finally {
    await client.close();
  }
}

/** Unique ones are made plain: the lab's documents do not have those fields. */
function indexesOf(collection: MongoCollection | undefined): IndexDescription[] {
  return (collection?.indexes ?? [])
    .filter(({ name }) => name !== '_id_')
    .map(({ name, key, ttlSeconds }) => ({
      name,
      key: key as IndexDescription['key'],
      ...(ttlSeconds !== null && { expireAfterSeconds: ttlSeconds }),
    }));
}

/** Throws where no backup of the lab can be taken: then there is nothing to rehearse with. */
async function takeBackup({ console, stage }: Preparation, target: string): Promise<string> {
  stage.detail('prepare', 'taking a backup of the lab');
  const state = await console.run(await console.plan('backup.take', {}), () => undefined);
  if (state.run.status !== 'done') {
    const why = state.run.error?.message ?? `the run ended ${state.run.status}`;
    throw new AppError('blocked', `No backup of the lab could be taken for the rehearsal: ${why}`);
  }
  const set = await console.newestSet();
  stage.note(rehearsalText('rehearsal.backup', { set, target }));
  return set;
}
