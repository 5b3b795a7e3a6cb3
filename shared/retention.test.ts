// Retention may only ever be too careful: what stays, what goes, and what stays in spite of the rule.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { BackupSet, SetCopy } from './model/backup.ts';
import type { Retention, StoreTarget } from './model/profile.ts';
import type { Slice } from './model/coverage.ts';
import { goes, isGuarded, retentionOf, slicesOver, type Keeper, type StoreFates } from './retention.ts';

const DAY_MS = 86_400_000;
const NOW_MS = Date.UTC(2026, 10, 20, 12);
const VERIFIED = { atMs: 1, by: 'tester', faults: [] };

interface Made {
  readonly daysAgo: number;
  readonly stores?: readonly string[];
  readonly verified?: boolean;
  readonly proven?: boolean;
  readonly profileId?: string;
}

function setOf({ daysAgo, stores = ['here'], verified, proven = false, profileId = 'orders' }: Made): BackupSet {
  const startedMs = NOW_MS - daysAgo * DAY_MS;
  const learnt = {
    verified: verified === undefined ? null : { ...VERIFIED, ok: verified },
    proven: proven ? { atMs: 1, by: 'tester', tookMs: 1 } : null,
    drill: null,
  };
  const copies = stores.map((store): SetCopy => ({ store, ...learnt }));
  return {
    ...{ id: `${daysAgo} days`, store: stores[0]!, copies, profileId, startedMs, finishedMs: startedMs + 1 },
    ...{ sizeBytes: 1, checkpoint: null, isEncrypted: false, keyId: null, mongo: null, redis: null, ...learnt },
  };
}

const local = (id: string, keep?: Retention): StoreTarget => ({
  ...{ kind: 'local', id, folder: `/${id}` },
  ...(keep ? { keep } : {}),
});

/** Id of each set of the store `here` → what keeps it. */
function fatesOf(keep: Retention, sets: readonly Made[]): Readonly<Record<string, readonly Keeper[]>> {
  const [fates] = retentionOf({ id: 'orders', stores: [local('here', keep)] }, sets.map(setOf), [], NOW_MS);
  return Object.fromEntries(fates!.fates.map(({ set, keptBy }) => [set.id, keptBy]));
}

const gone = (keep: Retention, sets: readonly Made[]): string[] =>
  Object.entries(fatesOf(keep, sets)).flatMap(([id, keptBy]) => (goes({ keptBy }) ? [id] : []));

test('days and count: a set stays when either says so', () => {
  const sets = [0, 1, 5, 7, 8, 30].map((daysAgo) => ({ daysAgo }));
  assert.deepEqual(gone({ days: 7 }, sets), ['7 days', '8 days', '30 days']);
  assert.deepEqual(gone({ count: 5 }, sets), ['30 days']);
  assert.deepEqual(gone({ days: 7, count: 5 }, sets), ['30 days']);
});

/** Nov 20 is a Friday: five and nine days before lie in the week before. */
test('grandfather, father, son: the newest of each of the last days, weeks, months and years that have one', () => {
  const sets = [0, 0.2, 1, 2, 5, 9, 16, 40, 75, 330].map((daysAgo) => ({ daysAgo }));
  const kept = fatesOf({ daily: 2, weekly: 3, monthly: 2, yearly: 2 }, sets);
  assert.deepEqual(kept, {
    '0 days': ['daily', 'weekly', 'monthly', 'yearly', 'newest'],
    '0.2 days': [],
    '1 days': ['daily'],
    '2 days': [],
    '5 days': ['weekly'],
    '9 days': [],
    '16 days': ['weekly'],
    '40 days': ['monthly'],
    '75 days': [],
    '330 days': ['yearly'],
  });
});

test('when backups stopped coming, the newest set stays, and so do the last verified and the last proven one', () => {
  const sets = [{ daysAgo: 50 }, { daysAgo: 60, verified: true }, { daysAgo: 70, proven: true }, { daysAgo: 80 }];
  const kept = fatesOf({ days: 7 }, sets);
  assert.ok(isGuarded({ keptBy: kept['70 days']! }));
  assert.ok(!isGuarded({ keptBy: kept['80 days']! }));
  assert.deepEqual(kept, { '50 days': ['newest'], '60 days': ['verified'], '70 days': ['proven'], '80 days': [] });
});

test('a set that is known to be damaged takes no place of a sound one, and is kept for its days only', () => {
  const damaged = { daysAgo: 1, verified: false };
  assert.deepEqual(gone({ count: 1 }, [damaged, { daysAgo: 2 }, { daysAgo: 3 }]), ['1 days', '3 days']);
  assert.deepEqual(gone({ days: 2 }, [damaged, { daysAgo: 3 }, { daysAgo: 4 }]), ['4 days']);
});

test('each store has its own rule, one without keeps everything, and it is said where a restore point remains', () => {
  const stores = [local('here', { days: 7 }), local('second', { days: 30 }), local('archive')];
  const sets = [
    { daysAgo: 0, stores: ['here', 'second'] },
    { daysAgo: 10, stores: ['here', 'second'] },
    { daysAgo: 40, stores: ['here', 'second', 'archive'] },
    { daysAgo: 50, stores: ['here'] },
  ];
  const found = retentionOf({ id: 'orders', stores }, sets.map(setOf), [], NOW_MS);
  assert.deepEqual(
    found.map(({ store, fates }) => [
      store,
      fates.filter(goes).map(({ set, elsewhere }) => `${set.id}: ${elsewhere.join(' ')}`),
    ]),
    [
      ['here', ['10 days: second', '40 days: archive', '50 days: ']],
      ['second', ['40 days: archive']],
    ],
  );
});

test('sets of other profiles in the same folder are left alone', () => {
  assert.deepEqual(fatesOf({ count: 1 }, [{ daysAgo: 0 }, { daysAgo: 90, profileId: 'shop' }]), {
    '0 days': ['count', 'newest'],
  });
});

test('whatever the rule and the sets: the newest sound one, the last verified and the last proven one stay', () => {
  const part = fc.option(fc.integer({ min: 1, max: 9 }), { nil: undefined });
  const rules = fc.record({ days: part, count: part, daily: part, weekly: part, monthly: part, yearly: part });
  const sets = fc.uniqueArray(
    fc.record({
      daysAgo: fc.integer({ min: 0, max: 900 }),
      verified: fc.option(fc.boolean(), { nil: undefined }),
      proven: fc.boolean(),
    }),
    { minLength: 1, maxLength: 40, selector: ({ daysAgo }) => daysAgo },
  );
  const check = fc.property(rules, sets, (rule, made) => {
    const given = Object.fromEntries(Object.entries(rule).filter(([, value]) => value !== undefined)) as Retention;
    const lost = new Set(gone(given, made as readonly Made[]));
    const newestFirst = [...made].sort((a, b) => a.daysAgo - b.daysAgo);
    const last = [
      newestFirst.find(({ verified }) => verified !== false),
      newestFirst.find(({ verified }) => verified === true),
      newestFirst.find(({ proven, verified }) => proven && verified !== false),
    ];
    for (const set of last) assert.ok(set === undefined || !lost.has(`${set.daysAgo} days`));
    for (const { daysAgo } of made) if (daysAgo < (given.days ?? 0)) assert.ok(!lost.has(`${daysAgo} days`));
  });
  fc.assert(check, { numRuns: 300 });
});

test('the set before the first of its days stays while slices lead on from it: all their moments can be restored', () => {
  const momentOf = (daysAgo: number): string => `${(NOW_MS - daysAgo * DAY_MS) / 1000}.1`;
  const sets = [0, 3, 8, 12].map((daysAgo): BackupSet => {
    const counts = { databases: [], collections: 0, documents: 0, indexes: 0, accounts: 0 };
    const mongo = { version: '8', replicaSet: 'rs', ...counts, momentMs: 1, moment: momentOf(daysAgo) };
    return { ...setOf({ daysAgo }), mongo };
  });
  const slice = (from: number, to: number): Slice => ({
    ...{ id: `${from} to ${to}`, sizeBytes: 1, term: 1, entries: 1, gap: null, link: `${to}` },
    ...{ after: momentOf(from), upTo: momentOf(to) },
    previous: from === 12 ? null : { id: `${from + 1} to ${from}`, link: `${from}` },
  });
  const chain = Array.from({ length: 12 }, (_, index) => slice(12 - index, 11 - index));
  const goneWith = (slices: readonly Slice[]): string[] =>
    retentionOf({ id: 'orders', stores: [local('here', { days: 7 })] }, sets, slices, NOW_MS)[0]!
      .fates.filter(goes)
      .map(({ set }) => set.id);
  assert.deepEqual(goneWith([]), ['8 days', '12 days']);
  assert.deepEqual(goneWith(chain), ['12 days']);
  const [fates] = retentionOf({ id: 'orders', stores: [local('here', { days: 7 })] }, sets, chain, NOW_MS);
  const over = (kept: Partial<StoreFates>): string[] =>
    slicesOver({ ...fates!, ...kept }, chain, NOW_MS).map(({ id }) => id);
  assert.deepEqual(
    over({}),
    ['12 to 11', '11 to 10', '10 to 9'],
    'the one that ends at the set may hold what goes on after it',
  );
  assert.deepEqual(over({ fates: [] }), ['12 to 11', '11 to 10', '10 to 9', '9 to 8']);
  assert.deepEqual(over({ rule: { count: 9 }, fates: fates!.fates.slice(0, 2) }).at(-1), '5 to 4');
  assert.deepEqual(slicesOver(fates!, chain.slice(0, 2), NOW_MS).length, 1, 'the last one stays');
  const broken = chain.filter(({ id }) => id !== '8 to 7');
  assert.deepEqual(goneWith(broken), ['8 days', '12 days'], 'they lead nowhere');
});
