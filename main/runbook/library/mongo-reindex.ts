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
import { REINDEX_TEXTS } from './mongo-reindex-texts.ts';

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
  texts: REINDEX_TEXTS,
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
