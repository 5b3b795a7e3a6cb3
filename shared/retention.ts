// Which sets of a store stay and which go, by the store's rule and by what must never be lost: one decision, for the plan, the
// removal itself and the screen. Pure; it knows neither folders nor buckets.

import type { BackupSet, SetCopy } from './model/backup.ts';
import type { Profile, Retention } from './model/profile.ts';

/** What a set stays for: a part of the store's rule, or because it must not be lost. */
export type Keeper = 'days' | 'count' | 'daily' | 'weekly' | 'monthly' | 'yearly' | Guard;
/**
 * `newest`: the newest set of the store that is not known to be damaged. `verified`: the newest of the store that was read whole.
 * `proven`: the newest of all that a restore was compared equal of. `needed`: another one that stays cannot be restored without it.
 */
export type Guard = 'newest' | 'verified' | 'proven' | 'needed';

const GUARDS: readonly Keeper[] = ['newest', 'verified', 'proven', 'needed'] satisfies readonly Guard[];

export interface SetFate {
  readonly set: BackupSet;
  /** Empty: it goes. */
  readonly keptBy: readonly Keeper[];
  /** Stores that hold it unharmed, too, and keep it: its restore point remains there. */
  readonly elsewhere: readonly string[];
}

export interface StoreFates {
  readonly store: string;
  readonly rule: Retention;
  /** Newest first; only sets of this profile. */
  readonly fates: readonly SetFate[];
}

const DAY_MS = 86_400_000;

/** Of every store that has a rule; the others keep everything. `sets`: of all stores. */
export function retentionOf(
  { id: profileId, stores }: Pick<Profile, 'id' | 'stores'>,
  sets: readonly BackupSet[],
  nowMs: number,
): readonly StoreFates[] {
  const own = sets
    .filter((set) => set.profileId === profileId)
    .sort((a, b) => b.startedMs - a.startedMs || (a.id < b.id ? 1 : -1));
  const proven = own.find((set) => set.copies.some((copy) => copy.proven !== null));
  const keepers = new Map(
    stores.map(({ id, keep }) => [id, keep ? keepersOf(heldIn(id, own), keep, proven, nowMs) : null] as const),
  );
  const stays = (storeId: string, setId: string): boolean => keepers.get(storeId)?.get(setId)?.length !== 0;
  return stores.flatMap(({ id, keep }) => {
    if (keep === undefined) return [];
    const fates = heldIn(id, own).map(({ set }) => ({
      set,
      keptBy: keepers.get(id)?.get(set.id) ?? [],
      elsewhere: set.copies.flatMap(({ store, verified }) =>
        store !== id && verified?.ok !== false && stays(store, set.id) ? [store] : [],
      ),
    }));
    return [{ store: id, rule: keep, fates }];
  });
}

export function goes({ keptBy }: Pick<SetFate, 'keptBy'>): boolean {
  return keptBy.length === 0;
}

/** Its time is over by the rule, and still it stays. */
export function isGuarded({ keptBy }: Pick<SetFate, 'keptBy'>): boolean {
  return !goes({ keptBy }) && keptBy.every((keeper) => GUARDS.includes(keeper));
}

/** The moment a set brings back: of MongoDB where it has one, else when it was begun. */
export function restorePointMs({ mongo, startedMs }: BackupSet): number {
  return mongo?.momentMs ?? startedMs;
}

/** Ids of the sets that `set` cannot be restored without. Every set is whole by itself. */
export function setsNeededBy(_set: BackupSet): readonly string[] {
  return [];
}

interface Held {
  readonly set: BackupSet;
  /** As this store holds it. */
  readonly copy: SetCopy;
}

function heldIn(storeId: string, sets: readonly BackupSet[]): readonly Held[] {
  return sets.flatMap((set) => {
    const copy = set.copies.find(({ store }) => store === storeId);
    return copy ? [{ set, copy }] : [];
  });
}

/** `held`: newest first. */
function keepersOf(
  held: readonly Held[],
  rule: Retention,
  proven: BackupSet | undefined,
  nowMs: number,
): ReadonlyMap<string, readonly Keeper[]> {
  const kept = new Map<string, Keeper[]>(held.map(({ set }) => [set.id, []]));
  const keep = (found: Held | undefined, by: Keeper): void => void (found && kept.get(found.set.id)?.push(by));
  // What is known to be damaged takes nobody's place; only its days keep it, to be looked at.
  const sound = held.filter(({ copy }) => copy.verified?.ok !== false);

  if (rule.days !== undefined)
    for (const each of held) if (each.set.startedMs > nowMs - rule.days * DAY_MS) keep(each, 'days');
  for (const each of sound.slice(0, rule.count ?? 0)) keep(each, 'count');
  for (const period of ['daily', 'weekly', 'monthly', 'yearly'] as const)
    for (const each of newestOfEach(sound, PERIODS[period]).slice(0, rule[period] ?? 0)) keep(each, period);

  keep(sound[0], 'newest');
  keep(
    sound.find(({ copy }) => copy.verified?.ok === true),
    'verified',
  );
  keep(
    held.find(({ set }) => set.id === proven?.id),
    'proven',
  );
  for (const id of neededByKept(held, kept)) kept.get(id)?.push('needed');
  return kept;
}

/** Through as many sets as need each other. */
function neededByKept(held: readonly Held[], kept: ReadonlyMap<string, readonly Keeper[]>): ReadonlySet<string> {
  const sets = new Map(held.map(({ set }) => [set.id, set]));
  const needed = new Set<string>();
  const follow = (set: BackupSet): void => {
    for (const id of setsNeededBy(set)) {
      if (needed.has(id)) continue;
      needed.add(id);
      const next = sets.get(id);
      if (next) follow(next);
    }
  };
  for (const { set } of held) if (kept.get(set.id)?.length) follow(set);
  return needed;
}

/** In UTC: the same wherever the console runs. A week is named by its Monday. */
const PERIODS = {
  daily: (atMs: number) => dayOf(atMs),
  weekly: (atMs: number) => dayOf(atMs - ((new Date(atMs).getUTCDay() + 6) % 7) * DAY_MS),
  monthly: (atMs: number) => dayOf(atMs).slice(0, 7),
  yearly: (atMs: number) => dayOf(atMs).slice(0, 4),
} as const;

function dayOf(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 10);
}

function newestOfEach(held: readonly Held[], periodOf: (atMs: number) => string): readonly Held[] {
  const seen = new Set<string>();
  return held.filter(({ set }) => {
    const period = periodOf(set.startedMs);
    const isFirst = !seen.has(period);
    seen.add(period);
    return isFirst;
  });
}
