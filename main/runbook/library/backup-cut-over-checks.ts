// What must hold before collections change their names: nobody moved anything since it was planned, what waits is what was
// compared, it fits the application as the old one did, and the user of the connection may rename.

import type { Document } from 'mongodb';
import { text } from '../../../shared/text.ts';
import { readNames, type Names } from '../../backup/mongo/put-in-place.ts';
import type { CheckStep, Reading, RunbookContext } from '../runbook.ts';
import { withMongoErrors } from './backup-mongo-source.ts';
import { isElsewhere, namespaceOf, type CutOverData, type CutOverEntry } from './backup-cut-over-data.ts';
import { differencesOf, figuresOf, shapesOf } from '../../backup/mongo/collection-figures.ts';
import { check } from './check-step.ts';
import { memberCommand } from './mongo-command.ts';
import { mongoOf, mongoReading } from './shared-reading.ts';

const read = (id: string, look: (context: RunbookContext) => Promise<Reading>): CheckStep =>
  check(id, (context) => withMongoErrors('the primary', () => look(context)));

/** All collections of a check by their names, database by database. */
async function namesOf(context: RunbookContext, databases: readonly string[]): Promise<ReadonlyMap<string, Names>> {
  const client = mongoOf(context).client();
  const names = new Map<string, Names>();
  for (const database of new Set(databases)) names.set(database, await readNames(client, database));
  return names;
}

/** What waits and what bears the names are the very ones that were planned with. */
export const stillCheck = ({ entries }: CutOverData): CheckStep =>
  read('still', async (context) => {
    const names = await namesOf(
      context,
      entries.flatMap(({ database, at }) => [database, at.database]),
    );
    const isOther = ({ database, name, at, uuid, live, type }: CutOverEntry): boolean => {
      const there = names.get(database)?.get(name);
      const waiting = names.get(at.database)?.get(at.name);
      const waits = type === 'view' || waiting?.uuid === uuid;
      return !waits || (there?.type ?? null) !== (live?.type ?? null) || (there?.uuid ?? null) !== (live?.uuid ?? null);
    };
    return judged('still', entries.filter(isOther).map(namespaceOf), entries.length);
  });

/** Nobody has written to what waits since it was compared with the set: by count. */
export const countsCheck = ({ entries, acceptDifferences }: CutOverData): CheckStep =>
  read('counts', async (context) => {
    const client = mongoOf(context).client();
    const changed: string[] = [];
    let documents = 0;
    for (const entry of entries) {
      if (entry.documents === null) continue;
      const figures = await figuresOf(client, entry.at);
      documents += figures.documents;
      if (figures.documents !== entry.documents)
        changed.push(`${namespaceOf(entry)} (${figures.documents} ≠ ${entry.documents})`);
    }
    return judged('counts', changed, documents, acceptDifferences);
  });

/** An application that counts on an index or a validator finds it in the restored one, too. */
export const sameCheck = ({ entries, acceptDifferences }: CutOverData): CheckStep =>
  read('same', async (context) => {
    const both = entries.filter(({ live, type }) => live?.type === 'collection' && type === 'collection');
    const shapes = await shapesOf(
      mongoOf(context).client(),
      both.flatMap(({ at, database, name }) => [at, { database, name }]),
    );
    const different = both.flatMap((entry) => {
      const [live, waiting] = [shapes.get(namespaceOf(entry)), shapes.get(namespaceOf(entry.at))];
      const differences = live && waiting ? differencesOf(live, waiting) : [];
      return differences.length === 0 ? [] : [`${namespaceOf(entry)} (${differences.join(', ')})`];
    });
    return judged('same', different, both.length, acceptDifferences);
  });

/** `<id>.ok` with how many were looked at, `<id>.not` with the names that differ, `<id>.accepted` where that was accepted. */
function judged(id: string, wrong: readonly string[], count: number, isAccepted = false): Reading {
  if (wrong.length === 0) return { ok: true, text: text(`${id}.ok`, { count }) };
  const names = `${wrong.slice(0, 20).join(', ')}${wrong.length > 20 ? ', …' : ''}`;
  const key = `${id}.${isAccepted ? 'accepted' : 'not'}`;
  return { ok: isAccepted, text: text(key, { names, count: wrong.length }) };
}

/** What is brought is there twice until its copy is whole, one collection after the other; on every member. */
export const spaceCheck = ({ entries }: CutOverData): CheckStep =>
  read('space', async (context) => {
    const client = mongoOf(context).client();
    let neededBytes = 0;
    for (const { at } of entries.filter(isElsewhere)) neededBytes += (await figuresOf(client, at)).sizeBytes;
    const { members } = await mongoReading(context);
    const frees = await Promise.all(
      Object.values(members)
        .filter(({ presence, arbiter }) => presence === 'live' && !arbiter)
        .map(async ({ key, host, port }) => {
          const member = { key, label: `${host}:${port}` };
          const stats = await memberCommand(context, member, { dbStats: 1 }, { timeoutMs: 10_000 });
          return { node: member.label, freeBytes: Number(stats['fsTotalSize']) - Number(stats['fsUsedSize']) };
        }),
    );
    const least = frees.toSorted((a, b) => a.freeBytes - b.freeBytes)[0];
    if (!least || !Number.isFinite(least.freeBytes)) return { ok: true, text: text('space.unknown', { neededBytes }) };
    const ok = least.freeBytes > neededBytes * 1.2;
    return { ok, text: text(ok ? 'space.ok' : 'space.short', { ...least, neededBytes }) };
  });

/** Where nobody signs in, everybody may. */
export const rightsCheck = (databases: readonly string[]): CheckStep =>
  read('rights', async (context) => {
    const status = await mongoOf(context).client().db('admin').command({ connectionStatus: 1, showPrivileges: true });
    const { authenticatedUsers = [], authenticatedUserPrivileges = [] } = (status['authInfo'] ?? {}) as Document;
    if (authenticatedUsers.length === 0) return { ok: true, text: text('rights.open') };
    const mayRename = (database: string): boolean =>
      (authenticatedUserPrivileges as readonly Document[]).some(
        ({ resource, actions }) =>
          (resource.anyResource === true || (resource.collection === '' && ['', database].includes(resource.db))) &&
          (actions as readonly string[]).some(
            (action) => action === 'renameCollectionSameDB' || action === 'anyAction',
          ),
      );
    const missing = [...new Set(databases)].filter((database) => !mayRename(database));
    return missing.length === 0
      ? { ok: true, text: text('rights.ok') }
      : { ok: false, text: text('rights.not', { databases: missing.join(', ') }) };
  });
