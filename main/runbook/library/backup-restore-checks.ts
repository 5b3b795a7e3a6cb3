// What must hold before a restore, each with its live reading.

import { SLOT_COUNT } from '../../../shared/slots.ts';
import { text } from '../../../shared/text.ts';
import { sizeOf } from '../../backup/manifest-figures.ts';
import type { CheckStep } from '../runbook.ts';
import { withMongoErrors } from './backup-mongo-source.ts';
import type { RestoreData } from './backup-restore-data.ts';
import { blocks, check } from './check-step.ts';

export const setCheck = ({ set, fetchFrom }: Pick<RestoreData, 'set' | 'fetchFrom'>): CheckStep =>
  check('set', async ({ backups }) => {
    const store = fetchFrom ? await backups.find(fetchFrom) : await backups.holderOf(set);
    const manifest = await backups.manifestOf(set, store.id);
    const { verified } = await store.learnt(set);
    if (verified?.ok === false)
      return blocks(
        `the last verification found ${verified.faults.length} faults, first in ${verified.faults[0]?.file ?? '?'}`,
      );
    const incompleteness = await store.incompleteness(set);
    if (incompleteness !== null) return blocks(incompleteness);
    return { ok: true, text: text('set.ok', { files: manifest.files.length, bytes: sizeOf(manifest) }) };
  });

export const mongoTargetCheck = (): CheckStep =>
  check('mongo', async ({ mongo }) => {
    const hello = await withMongoErrors('the primary', () => mongo!.client().db('admin').command({ hello: 1 }));
    if (hello['isWritablePrimary'] !== true) return blocks('MongoDB has no primary that takes writes now');
    return { ok: true, text: text('mongo.ok', { host: String(hello['me'] ?? hello['primary'] ?? 'mongod') }) };
  });

export const redisTargetCheck = ({ set, fetchFrom, redis: wanted }: RestoreData): CheckStep =>
  check('redis', async ({ redis, backups }) => {
    const { summary } = await redis!.read();
    const manifest = await backups.manifestOf(set, fetchFrom ?? undefined);
    const elsewhere = manifest.redis?.shards.reduce((sum, { keysElsewhere }) => sum + keysElsewhere, 0) ?? 0;
    if (summary.mode === 'cluster' && elsewhere > 0 && wanted?.database !== 0)
      return blocks(`${elsewhere} keys of the set are in other databases than 0, which a cluster does not have`);
    if (summary.state !== 'ok') return blocks('the cluster is not ok');
    if (summary.mode === 'cluster' && summary.slotsCovered < SLOT_COUNT)
      return blocks(`only ${summary.slotsCovered} of ${SLOT_COUNT} slots have an owner`);
    return { ok: true, text: text('redis.ok', { mode: summary.mode, nodes: summary.known }) };
  });
