// The mail password and the webhook's secret: typed for this session, from the keystore, or from the environment of a service.
// They are kept in memory or in the keystore, and nowhere else.

import type { NotificationSecrets } from '../../shared/model/notification.ts';
import type { SecretStore } from '../host.ts';

type Name = keyof NotificationSecrets;

export interface KnownNotificationSecrets {
  of(name: Name): Promise<string | undefined>;
  /** Empty takes it away. Kept in the keystore where there is one, else until the console ends. */
  set(name: Name, secret: string): Promise<void>;
}

const VARIABLES: Readonly<Record<Name, string>> = {
  smtpPassword: 'MARSAD_SMTP_PASSWORD',
  webhookSecret: 'MARSAD_WEBHOOK_SECRET',
};

/** Takes the variables out of `environment`, so that no child process inherits them. */
export function createNotificationSecrets(
  store: SecretStore,
  environment: NodeJS.ProcessEnv = process.env,
): KnownNotificationSecrets {
  const held = new Map<Name, string>();
  for (const [name, variable] of Object.entries(VARIABLES) as [Name, string][]) {
    const value = environment[variable];
    if (value) held.set(name, value);
    delete environment[variable];
  }
  const place = (name: Name): string => `notifications/${name}`;
  return {
    of: async (name) => held.get(name) ?? (store.available ? await store.get(place(name)) : undefined),
    async set(name, secret) {
      held.delete(name);
      if (store.available) await (secret === '' ? store.remove(place(name)) : store.set(place(name), secret));
      else if (secret !== '') held.set(name, secret);
    },
  };
}
