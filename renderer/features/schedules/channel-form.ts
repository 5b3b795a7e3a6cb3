// The channels' form as data: fields as they are typed, and what is sent.

import type { EmailSettings, NotificationSettings } from '../../../shared/model/notification.ts';

export interface ChannelDraft {
  readonly desktop: boolean;
  readonly webhook: {
    readonly isOn: boolean;
    readonly url: string;
    readonly secretHeader: string;
    readonly secret: string;
  };
  readonly email: {
    readonly isOn: boolean;
    readonly host: string;
    readonly port: string;
    readonly security: EmailSettings['security'];
    readonly caFile: string;
    readonly username: string;
    readonly password: string;
    readonly from: string;
    readonly to: string;
  };
}

const USUAL_PORTS: Readonly<Record<EmailSettings['security'], string>> = { tls: '465', starttls: '587', none: '25' };

export function channelDraftOf({ desktop, webhook, email }: NotificationSettings): ChannelDraft {
  return {
    desktop,
    webhook: {
      isOn: webhook !== null,
      url: webhook?.url ?? '',
      secretHeader: webhook?.secretHeader ?? 'Authorization',
      secret: '',
    },
    email: {
      isOn: email !== null,
      host: email?.host ?? '',
      port: String(email?.port ?? USUAL_PORTS.starttls),
      security: email?.security ?? 'starttls',
      caFile: email?.caFile ?? '',
      username: email?.username ?? '',
      password: '',
      from: email?.from ?? '',
      to: email?.to.join(', ') ?? '',
    },
  };
}

/** The port follows the security, unless another than the usual one was typed. */
export function withSecurity(email: ChannelDraft['email'], security: EmailSettings['security']): ChannelDraft['email'] {
  return { ...email, security, port: email.port === USUAL_PORTS[email.security] ? USUAL_PORTS[security] : email.port };
}

/** Whether it is right is the engine's answer. */
export function settingsOf({ desktop, webhook, email }: ChannelDraft): NotificationSettings {
  const { isOn, password: _secret, port, to, caFile, username, ...rest } = email;
  return {
    desktop,
    webhook: webhook.isOn ? { url: webhook.url.trim(), secretHeader: webhook.secretHeader.trim() } : null,
    email: isOn
      ? {
          ...rest,
          port: Number(port),
          to: to
            .split(',')
            .map((address) => address.trim())
            .filter((address) => address !== ''),
          ...(caFile.trim() === '' ? {} : { caFile: caFile.trim() }),
          ...(username.trim() === '' ? {} : { username: username.trim() }),
        }
      : null,
  };
}

/** Only what was typed: an empty field keeps what is known. */
export function typedSecrets({ webhook, email }: ChannelDraft): { webhookSecret?: string; smtpPassword?: string } {
  return {
    ...(webhook.secret === '' ? {} : { webhookSecret: webhook.secret }),
    ...(email.password === '' ? {} : { smtpPassword: email.password }),
  };
}
