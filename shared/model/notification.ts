// Where results are sent. Settings only: passwords and tokens live in the keystore or the environment, never here.

import { z } from 'zod';
import type { ErrorData } from '../errors.ts';
import type { Channel, ScheduleOutcome } from './schedule.ts';
import type { Text } from '../text.ts';

export const WebhookSettings = z.strictObject({
  url: z.url({ protocol: /^https?$/, error: 'write an address that begins with https:// or http://' }).max(2000),
  /** The header that carries the secret, where there is one. */
  secretHeader: z
    .string()
    .regex(/^[A-Za-z0-9-]{1,60}$/, 'letters, digits and dashes')
    .refine((name) => !/^(host|content-length|content-type|connection|transfer-encoding)$/i.test(name), 'not this one'),
});
export type WebhookSettings = z.infer<typeof WebhookSettings>;

const Address = z.email('write an address like dba@example.org').max(200);

export const EmailSettings = z.strictObject({
  host: z
    .string()
    .regex(/^[A-Za-z0-9_.:-]+$/, 'the name or address of the mail server')
    .max(253),
  port: z.number().int().min(1).max(65_535),
  /** `tls` from the first byte (465), `starttls` demanded before anything else (587), `none` (a relay on this machine). */
  security: z.enum(['tls', 'starttls', 'none']),
  /** PEM file with the authority of the server's certificate; absent: the system's authorities. */
  caFile: z.string().max(1000).optional(),
  username: z.string().min(1).max(200).optional(),
  from: Address,
  to: z.array(Address).min(1, 'name at least one recipient').max(20),
});
export type EmailSettings = z.infer<typeof EmailSettings>;

export const NotificationSettings = z.strictObject({
  desktop: z.boolean(),
  webhook: WebhookSettings.nullable(),
  email: EmailSettings.nullable(),
});
export type NotificationSettings = z.infer<typeof NotificationSettings>;

export const DEFAULT_NOTIFICATIONS: NotificationSettings = { desktop: true, webhook: null, email: null };

/** Typed once; kept in the keystore where there is one, else for the session. */
export const NotificationSecrets = z.strictObject({
  webhookSecret: z.string().max(4000).optional(),
  smtpPassword: z.string().max(4000).optional(),
});
export type NotificationSecrets = z.infer<typeof NotificationSecrets>;

export interface ChannelState {
  readonly id: Channel;
  /** It is set up and can be used from here. */
  readonly ready: boolean;
  /** A secret for it is known here. */
  readonly hasSecret: boolean;
  readonly lastMs: number | null;
  /** What was wrong the last time; null: it went well, or nothing was sent yet. */
  readonly error: ErrorData | null;
}

/** A result as the screen shows it; kept for the session. */
export interface Notice {
  readonly id: string;
  readonly atMs: number;
  readonly scheduleName: string;
  readonly runbookTitle: Text;
  readonly runbookId: string;
  readonly profileName: string;
  readonly outcome: ScheduleOutcome;
}

export interface NotificationsState {
  readonly settings: NotificationSettings;
  readonly channels: Readonly<Record<string, ChannelState>>;
  readonly notices: Readonly<Record<string, Notice>>;
}
export const NOTIFICATIONS_TABLES = ['channels', 'notices'] as const satisfies readonly (keyof NotificationsState)[];
