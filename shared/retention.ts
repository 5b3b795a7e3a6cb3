// Which sets of a store stay and which go, by the store's rule and by what must never be lost: one decision, for the plan, the
// removal itself and the screen. Pure; it knows neither folders nor buckets.

import { answerFor, coverageOf } from './coverage.ts';
import type { BackupSet, SetCopy } from './model/backup.ts';
import type { Slice } from './model/coverage.ts';
import type { Profile, Retention } from './model/profile.ts';
import { compareMoments, earlier, momentOfMs } from './moment.ts';

/** What a set stays for: a part of the store's rule, or because it must not be lost. */
export type Keeper = 'days' | 'count' | 'daily' | 'weekly' | 'monthly' | 'yearly' | Guard;
/**
 * `newest`: the newest set of the store that is not known to be damaged. `verified`: the newest of the store that was read whole.
 * `proven`: the newest of all that a restore was compared equal of. `needed`: the moments of the store's days cannot all be restored without it.
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

/** Of every store that has a rule; the others keep everything. `sets`, `slices`: of all stores. */
export function retentionOf(
  { id: profileId, stores }: Pick<Profile, 'id' | 'stores'>,
  sets: readonly BackupSet[],
  slices: readonly Slice[],
  nowMs: number,
): readonly StoreFates[] {
  const own = sets
    .filter((set) => set.profileId === profileId)
    .sort((a, b) => b.startedMs - a.startedMs || (a.id < b.id ? 1 : -1));
  const proven = own.find((set) => set.copies.some((copy) => copy.proven !== null && isSound(copy)));
  const keepers = new Map(
    stores.map(({ id, keep }) => [id, keep ? keepersOf(heldIn(id, own), keep, proven, slices, nowMs) : null] as const),
  );
  const stays = (storeId: string, setId: string): boolean => keepers.get(storeId)?.get(setId)?.length !== 0;
  return stores.flatMap(({ id, keep }) => {
    if (keep === undefined) return [];
    const fates = heldIn(id, own).map(({ set }) => ({
      set,
      keptBy: keepers.get(id)?.get(set.id) ?? [],
      elsewhere: set.copies.flatMap((copy) =>
        copy.store !== id && isSound(copy) && stays(copy.store, set.id) ? [copy.store] : [],
      ),
    }));
    return [{ store: id, rule: keep, fates }];
  });
}

/**
 * Slices of a store that no moment of its days is restored with: those that end before the set `setNeededFor` names, or before
 * the days themselves where no set does. A rule without days keeps them from the oldest set that stays. The last slice always
 * stays: the next one goes on from it. Oldest first.
 */
export function slicesOver({ rule, fates }: StoreFates, slices: readonly Slice[], nowMs: number): readonly Slice[] {
  const inOrder = [...slices].sort((a, b) => compareMoments(a.upTo, b.upTo));
  const bases = fates.flatMap(({ set: { mongo }, keptBy }) =>
    mongo?.moment ? [{ moment: mongo.moment, keptBy }] : [],
  );
  const ofDays = rule.days === undefined ? undefined : momentOfMs(nowMs - rule.days * DAY_MS);
  const staying = bases.filter((base) => !goes(base)).map(({ moment }) => moment);
  const first =
    bases.find(({ keptBy }) => keptBy.includes('needed'))?.moment ??
    ofDays ??
    (staying.length === 0 ? undefined : staying.reduce(earlier));
  return first === undefined ? [] : inOrder.slice(0, -1).filter(({ upTo }) => compareMoments(upTo, first) < 0);
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

/**
 * The set that a store's days cannot be restored without: any moment of them is restored from the last set before it, with the
 * slices of the oplog in between. Null where no slices lead from a set to where those days begin.
 */
export function setNeededFor(
  days: number,
  sets: readonly BackupSet[],
  slices: readonly Slice[],
  nowMs: number,
): string | null {
  const bases = sets.flatMap(({ id, mongo }) => (mongo?.moment ? [{ id, moment: mongo.moment }] : []));
  const answer = answerFor(coverageOf(bases, slices), momentOfMs(nowMs - days * DAY_MS));
  return answer.possible ? answer.point.set.id : null;
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

/** Neither a verification nor a drill has found anything wrong with it. */
function isSound({ verified, drill }: SetCopy): boolean {
  return verified?.ok !== false && drill?.ok !== false;
}

/** `held`: newest first. */
function keepersOf(
  held: readonly Held[],
  rule: Retention,
  proven: BackupSet | undefined,
  slices: readonly Slice[],
  nowMs: number,
): ReadonlyMap<string, readonly Keeper[]> {
  const kept = new Map<string, Keeper[]>(held.map(({ set }) => [set.id, []]));
  const keep = (found: Held | undefined, by: Keeper): void => void (found && kept.get(found.set.id)?.push(by));
  // What is known to be damaged takes nobody's place; only its days keep it, to be looked at.
  const sound = held.filter(({ copy }) => isSound(copy));

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
  if (rule.days !== undefined) {
    const ofSound = sound.map(({ set }) => set);
    const needed = setNeededFor(rule.days, ofSound, slices, nowMs);
    keep(
      held.find(({ set }) => set.id === needed),
      'needed',
    );
  }
  return kept;
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
