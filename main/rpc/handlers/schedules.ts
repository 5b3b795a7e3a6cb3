// Calls and streams about schedules.

import { schedulesContract } from '../../../shared/contract/schedules.ts';
import type { Services } from '../../services.ts';
import { unitsOf } from '../../schedule/units.ts';
import { audited } from '../audited.ts';
import type { Handlers } from '../handlers.ts';

export function schedulesHandlers({
  schedules,
  notifier,
  operator,
  audit,
}: Services): Handlers<typeof schedulesContract> {
  const log = { operator, audit };
  const { scheduler } = schedules;

  async function changed<Result>(action: string, id: string, work: () => Promise<Result>): Promise<Result> {
    const { profileId } = await schedules.find(id);
    return audited(log, { action, profileId, subject: id }, work);
  }

  return {
    'schedules.watch': async () => {
      await scheduler.look();
      return { live: scheduler.state };
    },
    'schedules.preview': ({ cron, timeZone, count }) => schedules.preview(cron, timeZone, count),
    'schedules.choices': ({ profileId }) => schedules.choices(profileId),
    'schedules.save': ({ id, schedule, confirmation }) =>
      audited(log, { action: 'schedule.save', profileId: schedule.profileId, subject: schedule.runbookId }, () =>
        schedules.save(id, schedule, confirmation),
      ),
    'schedules.remove': ({ id }) => changed('schedule.remove', id, () => schedules.remove(id)).then(() => null),
    'schedules.setEnabled': ({ id, enabled }) =>
      changed(enabled ? 'schedule.enable' : 'schedule.disable', id, () => schedules.setEnabled(id, enabled)).then(
        () => null,
      ),
    'schedules.runNow': ({ id }) => schedules.runNow(id),
    'schedules.due': async ({ profileId }) =>
      (await scheduler.due(profileId)).map((schedule) => ({ id: schedule.id, profileId: schedule.profileId })),
    'schedules.runDue': async ({ onProfile }) => {
      const outcomes = await scheduler.runDue(onProfile);
      await notifier.idle();
      return outcomes;
    },
    'schedules.units': async ({ kind }) => {
      const all = await schedules.list();
      return unitsOf(
        kind,
        all.filter(({ enabled }) => enabled),
      );
    },
  };
}
