// Tells results on the channels a schedule names. A channel that fails is shown and logged; it never fails a run, nor holds
// one up.

import type { Clock } from '../../shared/clock.ts';
import { AppError } from '../../shared/errors.ts';
import type { Lifetime } from '../../shared/lifetime.ts';
import {
  NOTIFICATIONS_TABLES,
  type ChannelState,
  type NotificationSecrets,
  type NotificationSettings,
  type NotificationsState,
} from '../../shared/model/notification.ts';
import { CHANNELS, isTrouble, type Channel, type NotifyRule } from '../../shared/model/schedule.ts';
import type { Language } from '../../shared/text.ts';
import type { Host } from '../host.ts';
import { live, type Live } from '../live.ts';
import { sendEmail } from './email.ts';
import { documentOf, messageOf, type Result } from './message.ts';
import type { KnownNotificationSecrets } from './notification-secrets.ts';
import type { NotificationStore } from './notification-store.ts';
import { postWebhook } from './webhook.ts';

export interface NotifierOptions {
  readonly store: NotificationStore;
  readonly secrets: KnownNotificationSecrets;
  readonly host: Pick<Host, 'face' | 'notify'>;
  readonly clock: Clock;
  readonly lifetime: Lifetime;
  readonly language: () => Language;
  /** Turns whatever was thrown into what may be shown; unexpected things go to the log. */
  readonly toError: (thrown: unknown) => AppError;
  /** Hears of a channel that failed. */
  readonly onFailure: (channel: Channel, error: AppError) => void;
}

export interface Notifier {
  readonly state: Live<NotificationsState>;
  /** Sends where the rule says so. Returns at once; failures are told by `state`. */
  tell(rule: NotifyRule, result: Result): void;
  save(settings: NotificationSettings, secrets: NotificationSecrets): Promise<void>;
  /** Sends `result` on one channel. Rejects with what is wrong. */
  test(channel: Channel, result: Result): Promise<void>;
  /** Resolves when everything told so far was sent or given up. */
  idle(): Promise<void>;
}

/** So many results are shown to a page that is opened later. */
const NOTICES = 20;

export async function createNotifier(options: NotifierOptions): Promise<Notifier> {
  const { store, secrets, host, clock, lifetime, language, toError, onFailure } = options;
  const ending = new AbortController();
  const sending = new Set<Promise<void>>();
  const last = new Map<Channel, { readonly atMs: number; readonly error: AppError | null }>();
  const state = live<NotificationsState>(
    { settings: await store.read(), channels: {}, notices: {} },
    NOTIFICATIONS_TABLES,
  );
  await showChannels();
  lifetime.add(async () => {
    ending.abort(new AppError('cancelled', 'The console was closed.'));
    await Promise.all(sending);
  });

  async function channelState(id: Channel, settings: NotificationSettings): Promise<ChannelState> {
    const secret = id === 'desktop' ? undefined : await secrets.of(id === 'email' ? 'smtpPassword' : 'webhookSecret');
    const needsPassword = id === 'email' && settings.email?.username !== undefined;
    const isSetUp = id === 'desktop' ? settings.desktop && host.face !== 'command-line' : settings[id] !== null;
    const told = last.get(id);
    return {
      id,
      ready: isSetUp && (!needsPassword || secret !== undefined),
      hasSecret: secret !== undefined,
      lastMs: told?.atMs ?? null,
      error: told?.error?.toData() ?? null,
    };
  }

  async function showChannels(): Promise<void> {
    const settings = await store.read();
    const channels = await Promise.all(CHANNELS.map((id) => channelState(id, settings)));
    state.update((now) => ({
      ...now,
      settings,
      channels: Object.fromEntries(channels.map((channel) => [channel.id, channel])),
    }));
  }

  async function send(channel: Channel, result: Result): Promise<void> {
    const settings = await store.read();
    const notSetUp = new AppError('bad_request', 'This channel is not set up.', {
      hint: 'Fill in its settings and save them.',
    });
    switch (channel) {
      case 'desktop': {
        if (!settings.desktop) throw notSetUp;
        const { subject, body } = messageOf(result, language());
        host.notify?.({ title: subject, body, runId: result.outcome.runId });
        return showNotice(result);
      }
      case 'webhook': {
        if (settings.webhook === null) throw notSetUp;
        const secret = await secrets.of('webhookSecret');
        return postWebhook(documentOf(result), { settings: settings.webhook, secret, clock, signal: ending.signal });
      }
      case 'email': {
        if (settings.email === null) throw notSetUp;
        return sendEmail(messageOf(result, language()), {
          settings: settings.email,
          password: await secrets.of('smtpPassword'),
        });
      }
    }
  }

  function showNotice({ scheduleName, runbookTitle, runbookId, profileName, outcome }: Result): void {
    const notice = { id: outcome.id, atMs: clock.now(), scheduleName, runbookTitle, runbookId, profileName, outcome };
    state.update((now) => {
      const kept = Object.values(now.notices).filter(({ id }) => id !== notice.id);
      return {
        ...now,
        notices: Object.fromEntries([...kept.slice(1 - NOTICES), notice].map((each) => [each.id, each])),
      };
    });
  }

  /** Tells how it went; throws again what went wrong. */
  async function sendAndTell(channel: Channel, result: Result): Promise<void> {
    let error: AppError | null = null;
    try {
      await send(channel, result);
    } catch (thrown) {
      error = toError(thrown);
    }
    last.set(channel, { atMs: clock.now(), error });
    await showChannels();
    if (error === null) return;
    onFailure(channel, error);
    throw error;
  }

  return {
    state,
    tell(rule, result) {
      if (rule.on === 'never' || (rule.on === 'failure' && !isTrouble(result.outcome))) return;
      for (const channel of rule.channels) {
        const sent = sendAndTell(channel, result).catch(() => undefined); // told by the channel's state, and logged
        sending.add(sent);
        void sent.then(() => sending.delete(sent));
      }
    },
    async save(settings, given) {
      await store.save(settings);
      for (const [name, secret] of Object.entries(given) as [keyof NotificationSecrets, string | undefined][])
        if (secret !== undefined) await secrets.set(name, secret);
      await showChannels();
    },
    test: sendAndTell,
    idle: async () => void (await Promise.all(sending)),
  };
}
