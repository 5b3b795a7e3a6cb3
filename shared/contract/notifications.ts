import { z } from 'zod';
import { call, Nothing, stream } from './define.ts';
import { CHANNELS } from '../model/schedule.ts';
import {
  NOTIFICATIONS_TABLES,
  NotificationSecrets,
  NotificationSettings,
  type NotificationsState,
} from '../model/notification.ts';

export const notificationsContract = {
  'notifications.watch': stream<NotificationsState>()(Nothing, NOTIFICATIONS_TABLES),
  /** An empty secret takes the known one away, a missing one keeps it. */
  'notifications.save': call<null>()(
    'write',
    z.strictObject({ settings: NotificationSettings, secrets: NotificationSecrets }),
  ),
  /** Sends a made-up result. Rejects with what is wrong. */
  'notifications.test': call<null>()('write', z.strictObject({ channel: z.enum(CHANNELS) })),
};
