// Which collections of a set are restored, and under which names: what was typed, made exact against what the set holds.

import { AppError } from '../../../shared/errors.ts';
import type { Manifest, MongoCollectionInSet } from '../../backup/manifest.ts';
import type { Destination } from '../../backup/mongo/load-collection.ts';
import { isSideCollection } from '../../backup/mongo/restore-names.ts';
import { SYSTEM_DATABASES } from '../../mongo/mongo-access.ts';
import type { RestoreData } from './backup-restore-data.ts';

type MongoRestore = NonNullable<RestoreData['mongo']>;
type Choice = Pick<MongoRestore, 'databases' | 'only' | 'names'>;

export interface Wanted {
  /** `shop, other` */
  readonly databases?: string | undefined;
  /** `shop.orders, shop.audit_*` */
  readonly collections?: string | undefined;
  /** `shop.orders=shop.orders_old, other=spare` */
  readonly rename?: string | undefined;
}

/** Throws `bad_request` naming the word that fits nothing in the set, or that is no name. */
export function chooseCollections(manifest: Manifest, wanted: Wanted): Choice {
  const databases = chooseDatabases(manifest, wanted.databases);
  const inDatabases = (manifest.mongo?.collections ?? []).filter(({ database }) => databases.includes(database));
  if (wanted.collections === undefined) return withNames({ databases }, inDatabases, wanted.rename);
  const chosen = new Set<MongoCollectionInSet>();
  for (const pattern of wordsOf(wanted.collections)) {
    const fitting = inDatabases.filter((each) => matches(pattern, namespaceOf(each)));
    if (fitting.length === 0) throw noSuch(`no collection “${pattern}”`, manifest.id, inDatabases.map(namespaceOf));
    for (const each of fitting) chosen.add(each);
  }
  const collections = inDatabases.filter((each) => chosen.has(each));
  const only = collections.map(namespaceOf);
  return withNames(
    { databases: databases.filter((name) => collections.some(({ database }) => database === name)), only },
    collections,
    wanted.rename,
  );
}

/** Where a collection of the set ends up. */
export function targetOf({ names }: Pick<Choice, 'names'>, { database, name }: Destination): Destination {
  const renamed = names?.[`${database}.${name}`];
  return renamed === undefined ? { database, name } : destinationOf(renamed);
}

/** Databases in which something may be made or renamed. */
export function targetDatabases({ databases, names = {} }: Choice): readonly string[] {
  return [...new Set([...databases, ...Object.values(names).map((name) => destinationOf(name).database)])];
}

function chooseDatabases({ mongo, id }: Manifest, wanted: string | undefined): readonly string[] {
  const inSet = mongo?.databases ?? [];
  if (wanted === undefined) return inSet;
  const names = wordsOf(wanted);
  const stranger = names.find((name) => !inSet.includes(name));
  if (stranger !== undefined) throw noSuch(`no database “${stranger}”`, id, inSet);
  return [...new Set(names)];
}

function withNames(
  choice: Omit<Choice, 'names'>,
  collections: readonly MongoCollectionInSet[],
  rename: string | undefined,
): Choice {
  if (rename === undefined) return choice;
  const names: Record<string, string> = {};
  for (const rule of wordsOf(rename)) {
    const [from, to, ...rest] = rule.split('=').map((word) => word.trim());
    if (!from || !to || rest.length > 0) throw badName(`“${rule}” does not say what becomes what.`);
    const isDatabase = choice.databases.includes(from);
    const renamed = collections.filter((each) => (isDatabase ? each.database === from : namespaceOf(each) === from));
    if (renamed.length === 0) throw badName(`Nothing of what is restored is called “${from}”.`);
    // A rule for one collection goes before one for its database, in whichever order they stand.
    for (const each of renamed) {
      if (isDatabase && names[namespaceOf(each)] !== undefined) continue;
      names[namespaceOf(each)] = isDatabase ? `${to}.${each.name}` : to;
    }
  }
  for (const to of Object.values(names)) requireName(to);
  requireDistinct(collections.map((each) => names[namespaceOf(each)] ?? namespaceOf(each)));
  return { ...choice, names };
}

function requireName(namespace: string): void {
  const { database, name } = destinationOf(namespace);
  if (database === '' || /[/\\. "$*<>:|?\0]/.test(database) || SYSTEM_DATABASES.has(database))
    throw badName(`“${database}” is no database to restore into.`);
  if (name === '' || /[$\0]/.test(name) || name.startsWith('system.') || isSideCollection(name))
    throw badName(`“${namespace}” is no name a collection may have.`);
}

function requireDistinct(targets: readonly string[]): void {
  const twice = targets.find((target, index) => targets.indexOf(target) !== index);
  if (twice !== undefined) throw badName(`Two collections would become “${twice}”.`);
}

function badName(message: string): AppError {
  return new AppError('bad_request', message, {
    hint: 'Write shop.orders=shop.orders_old for a collection, shop=spare for a database, with commas between several.',
  });
}

function noSuch(what: string, id: string, inSet: readonly string[]): AppError {
  return new AppError('bad_request', `The set ${id} holds ${what}.`, {
    hint: `It holds: ${inSet.slice(0, 20).join(', ')}${inSet.length > 20 ? ', …' : ''}.`,
  });
}

/** `*` stands for any letters. */
export function matches(pattern: string, namespace: string): boolean {
  const source = pattern
    .split('*')
    .map((part) => part.replace(/[\\^$.+?()[\]{}|]/g, '\\$&'))
    .join('.*');
  return new RegExp(`^${source}$`, 's').test(namespace);
}

/** Between commas, without the blanks around them. */
export function wordsOf(list: string): readonly string[] {
  return list
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');
}

function destinationOf(namespace: string): Destination {
  const dot = namespace.indexOf('.');
  return dot < 0
    ? { database: namespace, name: '' }
    : { database: namespace.slice(0, dot), name: namespace.slice(dot + 1) };
}

function namespaceOf({ database, name }: Destination): string {
  return `${database}.${name}`;
}
