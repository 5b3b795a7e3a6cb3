// Schedules most fleets want, as a first filling of the editor. Which are offered depends on the runbooks there are.

import type { SchedulePreset } from '../../shared/contract/schedules.ts';

/** The collections of a shop that grow and shrink most. */
const REINDEXED = ['orders', 'products', 'notifications'] as const;

/**
 * `collections`: `<database>.<collection>` as far as they are known; where they are not, the editor asks. `hasRetention`:
 * some store of the profile keeps sets for a time only. One after the other on
 * Sundays: only one run at a time may change a replica set.
 */
export function presetsOf(collections: readonly string[], hasRetention: boolean): readonly SchedulePreset[] {
  return [
    preset('backup', 'backup.take', '0 2 * * *', 'catch-up'),
    preset('oplog', 'backup.oplog-slice', '*/5 * * * *', 'skip'),
    ...(hasRetention ? [preset('backup-retention', 'backup.retain', '30 5 * * *', 'catch-up')] : []),
    preset('backup-drill', 'backup.drill', '0 4 * * *', 'catch-up', { set: 'newest' }),
    preset('backup-check', 'backup.check-daily', '30 7 * * *', 'catch-up'),
    preset('health', 'health.daily', '0 8 * * *', 'skip'),
    preset('performance', 'performance.hourly', '0 * * * *', 'skip'),
    ...REINDEXED.map((collection, index) =>
      preset(`reindex-${collection}`, 'mongo.reindex', `${index * 20} 1 * * 0`, 'skip', {
        namespace: collections.find((name) => name.endsWith(`.${collection}`) && !isSetAside(name)) ?? '',
      }),
    ),
  ];
}

/** By a restore: the former content, or what is being loaded. */
function isSetAside(namespace: string): boolean {
  return /__(?:before|restore)_/.test(namespace);
}

function preset(
  id: string,
  runbookId: string,
  cron: string,
  missed: SchedulePreset['missed'],
  parameters: Readonly<Record<string, string>> = {},
): SchedulePreset {
  return { id, runbookId, parameters, cron, missed };
}
