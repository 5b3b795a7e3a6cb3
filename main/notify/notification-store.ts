// The channels' settings, in notifications.json. Never a secret: the schema has no place for one.

import { join } from 'node:path';
import { z } from 'zod';
import { DEFAULT_NOTIFICATIONS, NotificationSettings } from '../../shared/model/notification.ts';
import { parseInput } from '../settings/parse-input.ts';
import type { StoreOptions } from '../settings/settings-store.ts';
import { storedFile } from '../settings/stored-file.ts';

export interface NotificationStore {
  read(): Promise<NotificationSettings>;
  save(settings: NotificationSettings): Promise<void>;
}

const NotificationsFile = z.strictObject({ version: z.literal(1), settings: NotificationSettings });
type NotificationsFile = z.infer<typeof NotificationsFile>;

export function createNotificationStore({ folder, lifetime, report }: StoreOptions): NotificationStore {
  const file = storedFile<NotificationsFile>({
    path: join(folder, 'notifications.json'),
    schema: NotificationsFile,
    initial: { version: 1, settings: DEFAULT_NOTIFICATIONS },
    report,
  });
  lifetime.add(file.idle);
  return {
    read: async () => (await file.read()).settings,
    async save(input) {
      const settings = parseInput(NotificationSettings, input, 'the notifications');
      await file.change(() => ({ version: 1, settings }));
    },
  };
}
