// What must hold before a slice of the oplog is saved, and what holds after it.

import { text } from '../../../shared/text.ts';
import { findRange, type Saved, type SliceRange } from '../../backup/mongo/oplog/find-start.ts';
import { basesOf, readCoverage, readSlices } from '../../backup/read-coverage.ts';
import type { CheckStep, RunbookContext, VerifyStep } from '../runbook.ts';
import { mongoSource, withMongoErrors, type MongoSource } from './backup-mongo-source.ts';
import type { SliceData } from './backup-oplog-slice-data.ts';
import { setUnderWay } from './backup-set-under-way.ts';
import { momentText } from '../../../shared/moment.ts';
import { check } from './check-step.ts';

export function sliceSource({ mongo }: RunbookContext, { mongoFrom }: Pick<SliceData, 'mongoFrom'>) {
  return mongoSource(mongo!, { from: mongoFrom, mostLagSeconds: null, tags: {} });
}

export async function rangeNow(context: RunbookContext, { client, member }: MongoSource): Promise<SliceRange> {
  const { backups, profile, signal } = context;
  backups.oplog.expire();
  const saved: Saved = {
    sets: basesOf(await backups.list(), profile.id),
    slices: await readSlices(backups.oplog, profile.id),
  };
  return withMongoErrors(`${member.host}:${member.port}`, () => findRange(client, saved, signal));
}

export const rangeCheck = (data: SliceData): CheckStep =>
  check('range', async (context) => {
    const { from, set, gap } = await rangeNow(context, await sliceSource(context, data));
    const moment = momentText(from.at);
    if (set === null) return { ok: true, text: text('range.goesOn', { moment }) };
    return { ok: true, text: text(gap === null ? 'range.first' : `range.${gap}`, { moment, set: set.id }) };
  });

export const verifyCovered = (): VerifyStep => ({
  kind: 'verify',
  id: 'covered',
  title: text('verify.covered'),
  timeoutMs: 5000,
  pollMs: 200,
  async read(context) {
    const id = setUnderWay(context)?.id ?? '';
    const { spans } = await readCoverage(context.backups, context.profile.id);
    const span = spans.find(({ slices }) => slices.some((slice) => slice.id === id));
    if (!span) return { ok: false, text: text('covered.not', { id }) };
    return { ok: true, text: text('covered.ok', { from: momentText(span.from), to: momentText(span.to) }) };
  },
});
