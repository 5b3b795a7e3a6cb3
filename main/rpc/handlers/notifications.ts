// Calls and streams about where results are sent.

import { notificationsContract } from '../../../shared/contract/notifications.ts';
import { exampleResult } from '../../schedule/create-schedules.ts';
import type { Services } from '../../services.ts';
import type { Handlers } from '../handlers.ts';

export function notificationsHandlers({ notifier }: Services): Handlers<typeof notificationsContract> {
  return {
    'notifications.watch': () => ({ live: notifier.state }),
    'notifications.save': async ({ settings, secrets }) => {
      await notifier.save(settings, secrets);
      return null;
    },
    'notifications.test': async ({ channel }) => {
      await notifier.test(channel, exampleResult(Date.now()));
      return null;
    },
  };
}
