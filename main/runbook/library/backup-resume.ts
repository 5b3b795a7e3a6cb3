// Goes on with a set that a failed or interrupted backup left unfinished, as it was asked for then. What is finished stays
// where it is of use: Redis with all its shards, MongoDB while its servers keep the history of the set's moment.

import { z } from 'zod';
import { AppError } from '../../../shared/errors.ts';
import { momentOfMs, momentText } from '../../../shared/moment.ts';
import { text } from '../../../shared/text.ts';
import { damaged } from '../../backup/damaged.ts';
import { partialFolder } from '../../backup/set-folder.ts';
import { isServed, keptDump } from '../../backup/unfinished/kept-moment.ts';
import { keptParts, openLines, type KeptParts } from '../../backup/unfinished/take-over.ts';
import { lastAsked, readUnfinished, type UnfinishedLines } from '../../backup/unfinished/unfinished-journal.ts';
import { defineRunbook, type CheckStep, type RunbookContext, type Step } from '../runbook.ts';
import { followingSource, mongoSource } from './backup-mongo-source.ts';
import { RESUME_TEXTS } from './backup-resume-texts.ts';
import type { SetUnderWay } from './backup-set-under-way.ts';
import type { TakeData } from './backup-take-data.ts';
import { TakeParameters } from './backup-take-fields.ts';
import { actsOfTake, checksOfTake, holdsOfTake, prepareTake, serverChecks } from './backup-take-prepare.ts';
import { check } from './check-step.ts';
import { field } from './fields.ts';

type ResumeData = TakeData & { readonly resumes: SetUnderWay };

export const backupResume = defineRunbook({
  id: 'backup.resume',
  area: 'backup',
  effect: 'read',
  copiesContent: true,
  texts: RESUME_TEXTS,
  fields: [{ ...field('set', 'backup-unfinished'), required: true }],
  parameters: z.strictObject({ set: z.string().min(1) }),
  async plan(context, { set: setId }) {
    const { storeId, lines } = await findUnfinished(context, setId);
    const { id, startedMs, key } = lines.begin;
    const resumes: SetUnderWay = { id, startedMs, key };
    const { kept, parameters } = await openUnfinished(context, lines);
    const { data: asked, stores } = await prepareTake(context, askedThen(parameters));
    if (asked.store !== storeId) {
      throw new AppError('bad_request', `The set ${id} was begun in another store than its backup would use now.`, {
        hint: 'Remove it on the Backups screen, and take a new backup.',
      });
    }
    requireServers(id, kept, asked);
    const data: ResumeData = { ...asked, encrypts: key !== null, parameters, resumes };
    return {
      title: text('plan.resume', { set: id }),
      changes: stores.map(({ place }, index) => ({
        where: index === 0 ? `${place}/${id}` : place,
        now: text(index === 0 ? 'change.unfinished' : 'change.now'),
        after: text(data.mongo && data.redis ? 'change.all' : data.mongo ? 'change.mongo' : 'change.redis'),
      })),
      warnings: [
        ...(kept.redis !== null && data.mongo ? [text('warning.apart', { at: redisTime(kept) })] : []),
        ...(data.redis && kept.redis === null ? [text('warning.redis')] : []),
      ],
      wayBack: text('wayBack.resume'),
      data,
    };
  },
  holds: holdsOfTake,
  steps: (data: ResumeData): readonly Step[] => [
    ...checksOfTake(data),
    ...(data.redis ? [redisRest(data)] : []),
    ...(data.mongo ? [mongoRest(data)] : []),
    ...serverChecks(data),
    ...actsOfTake(data),
  ],
});

function askedThen(parameters: Readonly<Record<string, string>>): TakeParameters {
  const parsed = TakeParameters.safeParse(parameters);
  if (parsed.success) return parsed.data;
  throw damaged('the unfinished set was asked for in words this version does not know');
}

/** What is finished of servers the profile does not name any more would belong to no manifest. */
function requireServers(setId: string, kept: KeptParts, { mongo, redis }: TakeData): void {
  const gone = [
    ...(kept.redis !== null && !redis ? ['Redis'] : []),
    ...(kept.mongo !== null && !mongo ? ['MongoDB'] : []),
  ];
  if (gone.length === 0) return;
  throw new AppError(
    'bad_request',
    `The unfinished set ${setId} holds ${gone.join(' and ')}, which the profile has no more.`,
    {
      hint: 'Add it to the profile again, or remove the set on the Backups screen and take a new backup.',
    },
  );
}

interface Found {
  readonly storeId: string;
  readonly lines: UnfinishedLines;
}

/** Throws `not_found`, `bad_request` where nothing of it can be gone on with, `conflict` where it is of another profile. */
async function findUnfinished({ backups, profile }: RunbookContext, setId: string): Promise<Found> {
  const { stores } = await backups.read();
  for (const { id: storeId, unfinished } of Object.values(stores)) {
    const found = unfinished.find((each) => each.setId === setId && each.goesOnBy !== 'backup.copy');
    if (found === undefined) continue;
    const { folder } = await backups.store(storeId);
    const lines = await readUnfinished(partialFolder(folder, setId));
    if (found.goesOnBy === null || lines === null) {
      throw new AppError('bad_request', `Nothing of the unfinished set ${setId} can be gone on with.`, {
        hint: 'Remove it on the Backups screen, and take a new backup.',
      });
    }
    if (lines.begin.profileId === profile.id) return { storeId, lines };
    throw new AppError('conflict', `The unfinished set ${setId} is of another connection.`, { retryable: false });
  }
  throw new AppError('not_found', `There is no unfinished set “${setId}” that a backup could go on with.`, {
    hint: '`marsad backups` lists what is unfinished. A copy is finished by copying the set again.',
  });
}

async function openUnfinished(
  { backups }: Pick<RunbookContext, 'backups'>,
  lines: UnfinishedLines,
): Promise<{ readonly kept: KeptParts; readonly parameters: Readonly<Record<string, string>> }> {
  const { id, key } = lines.begin;
  const seal = key && { setId: id, dataKey: await backups.keys.open(id, key) };
  return { kept: keptParts(openLines(lines, seal)), parameters: lastAsked(lines, seal).parameters };
}

async function keptOf({ backups }: RunbookContext, { store, resumes }: ResumeData): Promise<KeptParts> {
  const { folder } = await backups.store(store);
  const lines = await readUnfinished(partialFolder(folder, resumes.id));
  return lines === null ? { redis: null, mongo: null } : (await openUnfinished({ backups }, lines)).kept;
}

const redisTime = ({ redis }: KeptParts): string =>
  momentText(momentOfMs(Math.min(...(redis?.redis.shards ?? []).map(({ startedMs }) => startedMs))));

/** All shards are copied together, or the set would say less of them than it seems to: half of them is nothing. */
const redisRest = (data: ResumeData): CheckStep =>
  check('redisRest', async (context) => {
    const kept = await keptOf(context, data);
    if (kept.redis === null) return { ok: true, text: text('redisRest.anew') };
    return { ok: true, text: text('redisRest.kept', { shards: kept.redis.redis.shards.length, at: redisTime(kept) }) };
  });

/** Collections are of one moment, or they are read again: a server that forgot it can give the rest of later moments only. */
const mongoRest = (data: ResumeData): CheckStep =>
  check('mongoRest', async (context) => {
    const { mongo } = await keptOf(context, data);
    if (mongo === null) return { ok: true, text: text('mongoRest.none') };
    const first = await mongoSource(context.mongo!, data.mongoFrom);
    const source = followingSource(context.mongo!, first, data.mongoFrom);
    const served = await isServed(keptDump(mongo.moment, mongo.collections), source, context.signal);
    const moment = momentText(mongo.moment.clusterTime);
    const of = mongo.moment.found.length + (mongo.moment.accounts?.length ?? 0);
    return {
      ok: true,
      text: text(served ? 'mongoRest.kept' : 'mongoRest.anew', { collections: mongo.collections.length, of, moment }),
    };
  });
