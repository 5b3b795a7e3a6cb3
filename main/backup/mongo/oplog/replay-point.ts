// Where an interrupted replay goes on. Behind a point the interrupted attempt may have applied entries already: they are applied
// again, in order, up to the next point. That is right for what the server itself relies on when a member is filled while others
// write: inserts, updates and deletes of plain collections lead to the same documents whether or not they were there before. It is
// not right for capped collections (which documents are left depends on how often something was inserted) and not known of time
// series (whose buckets are changed by bytes): while those are written there is no point, and an interrupted replay begins anew.

import type { Moment } from '../../../../shared/moment.ts';
import type { ModelledCollection } from './catalogue-model.ts';

export interface ReplayPoint {
  /** All entries up to this one are applied. */
  readonly at: Moment;
  readonly operations: number;
  readonly collections: readonly ModelledCollection[];
}

/** `collections` null: as they were at the last point. All of it null: from here on it could only begin anew. */
export type NewPoint =
  (Omit<ReplayPoint, 'collections'> & { readonly collections: ReplayPoint['collections'] | null }) | null;

/** Thrown where the server refuses an entry that an interrupted attempt may have applied before: only beginning anew is left. */
export class CannotGoOn extends Error {
  constructor(cause: unknown) {
    super('the interrupted replay cannot be gone on with', { cause });
  }
}

/** To apply a write to it once more leads to the same. */
export function isRepeatable({ type, options }: ModelledCollection): boolean {
  return type !== 'timeseries' && options['capped'] === undefined;
}

const OPERATIONS_BETWEEN_POINTS = 2000;
/** Collections are written down with a point where they changed: so many at first, and one more for every ten operations. */
const COLLECTIONS_TO_NOTE = 20_000;
const OPERATIONS_FOR_ONE = 10;

export interface ReplayPointsOptions {
  /** Where this attempt begins; null: at the beginning, with what the set holds. */
  readonly from: ReplayPoint | null;
  readonly collections: () => readonly ModelledCollection[];
  /** Resolves when the point is noted. */
  readonly onPoint: (point: NewPoint) => Promise<void>;
  /** All that was taken so far goes to the server. */
  readonly flush: () => Promise<void>;
}

export class ReplayPoints {
  readonly #options: ReplayPointsOptions;
  #point: Moment | null;
  /** Of the last entry that was taken. */
  #at: Moment;
  #operations: number;
  #sincePoint = 0;
  #toNote = COLLECTIONS_TO_NOTE;
  #areCollectionsChanged: boolean;
  #isWanted = false;
  #isRepeated: boolean;

  constructor(options: ReplayPointsOptions) {
    const { from } = options;
    this.#options = options;
    this.#point = from?.at ?? null;
    this.#at = from?.at ?? '0.0';
    this.#operations = from?.operations ?? 0;
    this.#areCollectionsChanged = from === null;
    this.#isRepeated = from !== null;
  }

  /** An interrupted attempt may have applied what is applied now, and what follows it. */
  get isRepeated(): boolean {
    return this.#isRepeated;
  }

  /** One more operation was taken. */
  count(): void {
    this.#operations += 1;
    this.#sincePoint += 1;
    this.#toNote += 1 / OPERATIONS_FOR_ONE;
  }

  collectionsChanged(): void {
    this.#areCollectionsChanged = true;
  }

  /** The entry of that time is taken as a whole. */
  async taken(at: Moment): Promise<void> {
    this.#at = at;
    if (this.#isWanted || this.#sincePoint >= OPERATIONS_BETWEEN_POINTS) await this.note();
  }

  /** Here an attempt can go on. Not where nothing was taken since: what follows may have been applied before all the same. */
  async note(): Promise<void> {
    this.#isWanted = false;
    await this.#options.flush();
    if (this.#point === this.#at) return;
    const collections = this.#areCollectionsChanged || this.#point === null ? this.#options.collections() : null;
    if ((collections?.length ?? 0) > this.#toNote) return this.lose();
    this.#toNote -= collections?.length ?? 0;
    await this.#options.onPoint({ at: this.#at, operations: this.#operations, collections });
    [this.#point, this.#sincePoint] = [this.#at, 0];
    [this.#areCollectionsChanged, this.#isRepeated] = [false, false];
  }

  /** Before what must not be done twice. No attempt did it yet: it would have lost the point, too. */
  async lose(): Promise<void> {
    if (this.#point === null) return;
    await this.#options.flush();
    await this.#options.onPoint(null);
    [this.#point, this.#sincePoint, this.#isRepeated] = [null, 0, false];
  }

  /** Around what must stand between two points: an attempt that goes on finds it done, or not begun. `isInside` an entry of several. */
  async alone(isInside: boolean): Promise<void> {
    if (isInside || this.#options.collections().length > this.#toNote) await this.lose();
    else await this.note();
    this.#isWanted = true;
  }
}
