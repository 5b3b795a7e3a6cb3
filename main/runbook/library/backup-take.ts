// Takes one set: MongoDB as mongodump writes it, Redis as one RDB per shard, and a manifest over all of it. Only reads the
// servers. A set that did not finish is never listed as one.

import { text } from '../../../shared/text.ts';
import { defineRunbook, type Step } from '../runbook.ts';
import { keyCheck } from './backup-take-checks.ts';
import type { TakeData } from './backup-take-data.ts';
import { TAKE_FIELDS, TakeParameters } from './backup-take-fields.ts';
import { failedBefore } from './backup-take-part.ts';
import { actsOfTake, checksOfTake, holdsOfTake, prepareTake, serverChecks } from './backup-take-prepare.ts';
import { TAKE_TEXTS } from './backup-take-texts.ts';

export const backupTake = defineRunbook({
  id: 'backup.take',
  area: 'backup',
  effect: 'read',
  copiesContent: true,
  texts: TAKE_TEXTS,
  fields: TAKE_FIELDS,
  parameters: TakeParameters,
  async plan(context, parameters) {
    const { data, stores } = await prepareTake(context, parameters);
    const { mongo, redis } = data;
    const failed = await failedBefore(context, data);
    return {
      title: text('plan.title'),
      changes: [
        ...stores.map(({ place }) => ({
          where: place,
          now: text('change.now'),
          after: text(mongo && redis ? 'change.all' : mongo ? 'change.mongo' : 'change.redis'),
        })),
        ...failed.map(({ name, sizeBytes }) => ({
          where: `${stores[0]!.place}/${name}`,
          now: text('change.failed', { bytes: sizeBytes }),
          after: text('change.replaced'),
        })),
      ],
      warnings: [
        ...(data.encrypts ? [text('warning.encrypted')] : []),
        ...(mongo ? [text('warning.mongo'), text('warning.pause')] : []),
        ...(redis ? [text('warning.redis')] : []),
      ],
      wayBack: text('wayBack'),
      data,
    };
  },
  holds: holdsOfTake,
  steps: (data: TakeData): readonly Step[] => [
    ...checksOfTake(data),
    ...(data.encrypts ? [keyCheck(data)] : []),
    ...serverChecks(data),
    ...actsOfTake(data),
  ],
});
