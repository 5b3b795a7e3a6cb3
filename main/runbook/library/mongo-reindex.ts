// Builds the indexes of a collection anew. MongoDB refuses reIndex on a replica set, so there each index is dropped and
// built while shields serve its queries and guard its uniqueness. On a standalone server it is reIndex itself.

import { z } from 'zod';
import { AppError } from '../../../shared/errors.ts';
import { text, type Text } from '../../../shared/text.ts';
import { SYSTEM_DATABASES } from '../../mongo/mongo-access.ts';
import { defineRunbook, type PlanDraft, type RunbookContext, type Step } from '../runbook.ts';
import { nameOf } from './mongo-failover-data.ts';
import { rebuildSteps } from './mongo-reindex-acts.ts';
import { reindexChecks } from './mongo-reindex-checks.ts';
import { namespaceText, type PlannedIndex, type ReindexData } from './mongo-reindex-data.ts';
import { databaseOf, listIndexes, mongoCall, specText, type Namespace } from './mongo-reindex-server.ts';
import { isShieldName, isTextIndex, shieldingOf, type IndexSpec } from './mongo-reindex-shield.ts';
import { standaloneSteps } from './mongo-reindex-standalone.ts';
import { reindexVerification } from './mongo-reindex-verify.ts';
import { mongoReading } from './shared-reading.ts';

const en = {
  title: 'Rebuild indexes',
  summary:
    'Builds the indexes of a collection anew, so that queries always have one to use and uniqueness always holds.',
  'plan.title': 'Rebuild {count} indexes of {namespace}',
  'field.namespace': 'Collection',
  'field.index': 'Index',
  'field.index.help': 'Empty: all but _id_, one after the other.',
  'field.acceptUnguarded': 'Accept indexes that nothing can stand in for',
  'field.acceptUnguarded.help': 'Only needed where the plan names one, for example a text index.',
  'now.built': 'built',
  'after.shielded': 'built anew, same definition; shields serve meanwhile',
  'after.hidden': 'built anew, same definition; hidden, so no query misses it',
  'after.gap.queries': 'built anew, same definition; queries have none meanwhile',
  'after.gap.uniqueness': 'built anew, same definition; duplicates are accepted meanwhile',
  'after.locked': 'built anew; the collection is locked meanwhile',
  'warning.text':
    '{index} is a text index. A collection can have only one, so $text queries fail until it is built again.',
  'warning.queries':
    '{index}: no other index of the same use is possible. Its queries scan the collection until it is built again.',
  'warning.uniqueness':
    '{index} is unique, and this server cannot hold a second unique index of its key: duplicates written meanwhile are accepted, and then it cannot be built again.',
  'warning.ttl': '{index} expires documents: none expire while it is built again.',
  'warning.hint': 'Queries that name an index by hint() fail while that index is away: shields have other names.',
  'warning.lock': 'reIndex locks the collection: nothing reads or writes it until it is over.',
  'warning.deprecated':
    'A build that ends half-way through a crash of the server may leave indexes out; the run builds them again when it goes on.',
  wayBack:
    'Every definition is in this plan and in the journal of the run. Cancelling between steps leaves all indexes in place; an interrupted run is resumed, or cancelled to clean up.',
  'check.members': 'All voting members are healthy',
  'members.ok': 'all {count} voting members are up',
  'members.noPrimary': 'the set has no primary',
  'members.away': 'a build waits for every voting member; away: {nodes}',
  'check.specs': 'The indexes are as planned',
  'specs.ok': '{count} indexes, unchanged',
  'specs.changed': 'changed or gone since it was planned: {names}',
  'specs.leftover': 'an earlier run left {names}: resume it, cancel it, or drop them',
  'specs.tooMany': 'it would come to {most} indexes, {limit} are allowed: choose single ones, or drop some first',
  'check.guarded': 'Every index has a stand-in',
  'guarded.ok': 'queries and uniqueness are covered throughout',
  'guarded.accepted': 'accepted without a stand-in: {names}',
  'guarded.not':
    'nothing can stand in for {names}. Look at the warnings; accept it with acceptUnguarded=true, or choose other indexes',
  'check.space': 'There is room',
  'space.ok': '{freeBytes:bytes} free on {node}, at most {neededBytes:bytes} needed',
  'space.short': 'only {freeBytes:bytes} free on {node}, {neededBytes:bytes} and a fifth more are needed',
  'space.unknown': 'free space is not told; at most {neededBytes:bytes} are needed',
  'check.builds': 'No other index is being built',
  'builds.none': 'none is',
  'builds.some': '{count} builds are going on: wait for them',
  'check.oplog': 'The oplog reaches back far enough',
  'oplog.ok': 'it reaches back {windowMs:ms} and is {share:percent} full',
  'oplog.short':
    'it reaches back only {windowMs:ms}, {leastMs:ms} are wanted: a member that falls behind would have to be copied anew',
  'oplog.unknown': 'its window cannot be read',
  'act.shield': 'Shield {index}',
  'act.shielded': '{index} is shielded',
  'act.rebuild': 'Drop {index} and build it again',
  'act.rebuilt': '{index} is built again',
  'act.unshield': 'Drop the shields of {index}',
  'act.reIndex': 'Rebuild all indexes of the collection',
  'build.scanning': 'reading {name}',
  'verify.compare': '{index} is as it was',
  'compare.same': 'the definition of {index} is the same',
  'compare.different': 'the definition of {index} differs',
  'compare.missing': '{index} is missing',
  'verify.compareAll': 'All indexes are as they were',
  'compareAll.same': '{count} definitions are the same',
  'compareAll.different': 'different or missing: {names}',
  'verify.valid': 'The server finds the collection sound',
  'valid.ok': '{keys:number} index keys, no error',
  'valid.not': 'validate reports errors: {errors}',
};

const Parameters = z.strictObject({
  namespace: z.string().regex(/^[^.\s$]+\.[^\s$]+$/, 'write database.collection'),
  index: z.string().min(1).optional(),
  acceptUnguarded: z.enum(['true', 'false']).default('false'),
});

async function plan(context: RunbookContext, parameters: z.output<typeof Parameters>): Promise<PlanDraft<ReindexData>> {
  const namespace = parseNamespace(parameters.namespace);
  const reading = await mongoReading(context);
  await requireCollection(context, namespace);
  const { mode, version } = reading.summary;
  const { ready } = await listIndexes(context, namespace);
  const specs = chooseIndexes(ready, parameters.index, namespace, mode);
  const major = Number(version.split('.')[0]);
  const members = Object.values(reading.members).filter((member) => !member.arbiter && member.presence !== 'gone');
  const primary = members.find((member) => member.key === reading.summary.primary) ?? members[0];
  const indexes = specs.map((spec) => plannedIndex(spec, mode, major));
  return {
    title: text('plan.title', { count: indexes.length, namespace: parameters.namespace }),
    changes: indexes.map((index, position) => ({
      where: `${parameters.namespace} ${index.name}`,
      now: text('now.built'),
      after: afterOf(index, specs[position]!, mode),
    })),
    warnings: mode === 'standalone' ? [text('warning.lock'), text('warning.deprecated')] : warningsOf(specs, indexes),
    wayBack: text('wayBack'),
    data: {
      ...namespace,
      mode,
      where: primary ? nameOf(primary).label : parameters.namespace,
      members: members.map(nameOf),
      indexes,
      acceptUnguarded: parameters.acceptUnguarded === 'true',
    },
  };
}

function parseNamespace(namespace: string): Namespace {
  const dot = namespace.indexOf('.');
  const [database, collection] = [namespace.slice(0, dot), namespace.slice(dot + 1)];
  if (SYSTEM_DATABASES.has(database) || collection.startsWith('system.')) {
    throw new AppError('bad_request', `${namespace} belongs to the server.`, {
      hint: 'Choose a collection of your own.',
    });
  }
  return { database, collection };
}

async function requireCollection(context: RunbookContext, namespace: Namespace): Promise<void> {
  const name = namespaceText(namespace);
  const [found] = await mongoCall(namespace, () =>
    databaseOf(context, namespace).listCollections({ name: namespace.collection }).toArray(),
  );
  if (!found)
    throw new AppError('not_found', `There is no collection ${name}.`, { hint: 'Give it as database.collection.' });
  if (found.type !== 'collection') {
    throw new AppError('bad_request', `${name} is a ${found.type}, which has no indexes of its own.`, {
      hint: 'Choose a plain collection.',
    });
  }
}

function chooseIndexes(
  ready: readonly IndexSpec[],
  wanted: string | undefined,
  namespace: Namespace,
  mode: ReindexData['mode'],
): readonly IndexSpec[] {
  const own = ready.filter(
    (spec) => spec.name !== '_id_' && spec['clustered'] === undefined && !isShieldName(spec.name),
  );
  const name = namespaceText(namespace);
  if (wanted === undefined) {
    if (own.length > 0 || mode === 'standalone') return own;
    throw new AppError('bad_request', `${name} has no index but _id_.`, { hint: 'There is nothing to rebuild.' });
  }
  if (mode === 'standalone') {
    throw new AppError('bad_request', 'On a standalone server reIndex rebuilds all indexes at once.', {
      hint: 'Leave the index out.',
    });
  }
  const chosen = own.find((spec) => spec.name === wanted);
  if (chosen) return [chosen];
  throw new AppError('not_found', `${name} has no index ${wanted} to rebuild.`, {
    hint:
      own.length > 0
        ? `It has: ${own.map((spec) => spec.name).join(', ')}. _id_ cannot be dropped.`
        : 'It has no index but _id_.',
  });
}

function plannedIndex(spec: IndexSpec, mode: ReindexData['mode'], serverMajor: number): PlannedIndex {
  const { shields, gaps } = mode === 'standalone' ? { shields: [], gaps: [] } : shieldingOf(spec, serverMajor);
  return {
    name: spec.name,
    spec: specText(spec),
    shields: shields.map((shield) => ({ name: shield.name, spec: specText(shield) })),
    gaps,
  };
}

function afterOf(index: PlannedIndex, spec: IndexSpec, mode: ReindexData['mode']): Text {
  if (mode === 'standalone') return text('after.locked');
  if (index.gaps[0]) return text(`after.gap.${index.gaps[0]}`);
  return text(spec['hidden'] === true ? 'after.hidden' : 'after.shielded');
}

function warningsOf(specs: readonly IndexSpec[], indexes: readonly PlannedIndex[]): readonly Text[] {
  const each = specs.flatMap((spec, position) => {
    const values = { index: spec.name };
    const { gaps } = indexes[position]!;
    return [
      ...(gaps.includes('queries') ? [text(isTextIndex(spec) ? 'warning.text' : 'warning.queries', values)] : []),
      ...(gaps.includes('uniqueness') ? [text('warning.uniqueness', values)] : []),
      ...(spec['expireAfterSeconds'] === undefined ? [] : [text('warning.ttl', values)]),
    ];
  });
  return [...each, text('warning.hint')];
}

function steps(data: ReindexData): readonly Step[] {
  const work = data.mode === 'standalone' ? standaloneSteps(data) : rebuildSteps(data);
  return [...reindexChecks(data), ...work, reindexVerification(data)];
}

export const mongoReindex = defineRunbook({
  id: 'mongo.reindex',
  area: 'mongo',
  effect: 'destroy',
  texts: { en },
  fields: [
    { name: 'namespace', label: text('field.namespace'), kind: 'mongo-collection', required: true },
    { name: 'index', label: text('field.index'), help: text('field.index.help'), kind: 'text', required: false },
    {
      name: 'acceptUnguarded',
      label: text('field.acceptUnguarded'),
      help: text('field.acceptUnguarded.help'),
      kind: 'boolean',
      required: false,
      initial: 'false',
    },
  ],
  parameters: Parameters,
  plan,
  steps,
});
