// The moment restored collections get their names, as a restore in place and a cut-over share it: what is there is noted on the
// server and in the journal, all of them change places back to back, and how long a name was away is measured.

import { AppError } from '../../../shared/errors.ts';
import { text } from '../../../shared/text.ts';
import {
  bearerOf,
  cutBack,
  cutOver,
  readNames,
  throughElections,
  type Bearer,
  type Entry,
  type Exchanged,
  type Names,
  type Placement,
} from '../../backup/mongo/put-in-place.ts';
import { sideCollection } from '../../backup/mongo/restore-names.ts';
import {
  settle,
  writeRestored,
  type RestoredCollection,
  type RestoredRecord,
} from '../../backup/mongo/restored-record.ts';
import type { StepContext } from '../runbook.ts';

const RECORD = 'restored';
const PLACEMENTS = 'placements';

/** On the server first, for every console; in the journal, for whoever goes on with this run. */
export async function rememberRestored(context: StepContext, record: RestoredRecord): Promise<void> {
  await writeRestored(context.mongo!.client(), record);
  await context.record(RECORD, record);
}

function recordOf(context: StepContext): RestoredRecord {
  const record = context.recorded(RECORD) as RestoredRecord | undefined;
  if (record) return record;
  throw new AppError('internal', 'The journal does not say what was restored.');
}

/** What this run puts in place. Undefined before it has begun to. */
export function placementsOf(context: StepContext): readonly Placement[] | undefined {
  return context.recorded(PLACEMENTS) as readonly Placement[] | undefined;
}

export interface Placed extends Exchanged {
  readonly collections: number;
}

/** `isChosen`: those that are put in place; the others stay beside. */
export async function placeAll(
  context: StepContext,
  isChosen: (collection: RestoredCollection) => boolean = () => true,
): Promise<Placed> {
  const client = context.mongo!.client();
  const placements = placementsOf(context) ?? (await throughElections(() => beginPlacing(context, isChosen)));
  const { id } = recordOf(context);
  const exchanged = await cutOver({ client, id, placements, settle: () => settle(client, id) });
  measure(context, exchanged);
  await context.record('mongo-placed', true);
  return { ...exchanged, collections: placements.length };
}

/** Nothing to do before the first rename, and after the last one, which is wanted. */
export async function placeBack(context: StepContext): Promise<void> {
  const placements = placementsOf(context);
  if (placements === undefined || context.recorded('mongo-placed') === true) return;
  const client = context.mongo!.client();
  const { id } = recordOf(context);
  await cutBack({ client, id, placements, settle: () => settle(client, id) });
}

export function measure(context: StepContext, { longestGapMs, tookMs }: Exchanged): void {
  context.measure('gap', { label: text('measure.gap'), value: longestGapMs, unit: 'ms' });
  context.measure('exchange', { label: text('measure.exchange'), value: tookMs, unit: 'ms' });
}

/** Notes what bears the names now, before the first of them changes. */
async function beginPlacing(
  context: StepContext,
  isChosen: (collection: RestoredCollection) => boolean,
): Promise<readonly Placement[]> {
  const { id } = recordOf(context);
  const names = new Map<string, Names>();
  const placements: Placement[] = [];
  const collections: RestoredCollection[] = [];
  for (const collection of recordOf(context).collections) {
    const { database, name, restored } = collection;
    if (!isChosen(collection) || restored.type === 'timeseries') {
      collections.push(collection);
      continue;
    }
    if (!names.has(database)) names.set(database, await readNames(context.mongo!.client(), database));
    const live = names.get(database)!.get(name);
    const placement = {
      database,
      name,
      restored: identityOf(restored, names.get(database)!.get(sideCollection(id, name))),
      was: live === undefined ? null : bearerOf(live),
    };
    placements.push(placement);
    collections.push({ ...collection, ...placement });
  }
  await rememberRestored(context, { ...recordOf(context), collections });
  await context.record(PLACEMENTS, placements);
  return placements;
}

/** As it is now: one that was brought from another database has another identity since. */
function identityOf(restored: Bearer, waiting: Entry | undefined): Bearer {
  return restored.type === 'collection' && waiting ? bearerOf(waiting) : restored;
}
