// Where results are told: the three channels, how each went last, and a test of each.

import { useEffect, useState, type ReactNode } from 'react';
import type { AppInfo } from '../../../shared/contract/app.ts';
import type { AppError } from '../../../shared/errors.ts';
import type { ChannelState, EmailSettings, NotificationsState } from '../../../shared/model/notification.ts';
import type { Channel } from '../../../shared/model/schedule.ts';
import { Button } from '../../components/Button.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { ErrorNote } from '../../components/ErrorState.tsx';
import { CheckField, SelectField, TextField } from '../../components/Field.tsx';
import { FormSection, FormSections } from '../../components/FormSection.tsx';
import { HealthWord } from '../../components/Health.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { showToast } from '../../components/toasts.ts';
import { formatWhen } from '../../i18n/format.ts';
import { useWords } from '../../i18n/i18n.ts';
import { call, toAppError } from '../../rpc/connection.ts';
import { useStream } from '../../stores/use-stream.ts';
import { BrowserPermission } from './BrowserPermission.tsx';
import { channelDraftOf, settingsOf, typedSecrets, withSecurity, type ChannelDraft } from './channel-form.ts';
import styles from './ChannelsDialog.module.css';

export function ChannelsDialog({ onClose }: { readonly onClose: () => void }) {
  const t = useWords('schedules');
  const state = useStream('notifications.watch', {}, ({ data }) => data);
  const [storage, setStorage] = useState<AppInfo['secretStorage']>();
  useEffect(() => {
    call('app.info', {}).then(
      (info) => setStorage(info.secretStorage),
      () => undefined, // without a connection the banner says so
    );
  }, []);
  if (state === undefined) {
    return (
      <Dialog title={t('channels.title')} isOpen onClose={onClose}>
        <Skeleton lines={6} height={24} />
      </Dialog>
    );
  }
  return <LoadedDialog state={state} storage={storage} onClose={onClose} />;
}

interface LoadedDialogProps {
  readonly state: NotificationsState;
  readonly storage: AppInfo['secretStorage'] | undefined;
  readonly onClose: () => void;
}

function LoadedDialog({ state, storage, onClose }: LoadedDialogProps) {
  const t = useWords('schedules');
  const common = useWords('common');
  const [draft, setDraft] = useState(() => channelDraftOf(state.settings));
  const [isChanged, setChanged] = useState(false);
  const [testing, setTesting] = useState<Channel>();
  const [failure, setFailure] = useState<{ readonly channel: Channel | null; readonly error: AppError }>();

  const change = (part: Partial<ChannelDraft>): void => {
    setDraft({ ...draft, ...part });
    setChanged(true);
    setFailure(undefined);
  };
  const email = (part: Partial<ChannelDraft['email']>): void => change({ email: { ...draft.email, ...part } });
  const webhook = (part: Partial<ChannelDraft['webhook']>): void => change({ webhook: { ...draft.webhook, ...part } });
  const store = async (): Promise<void> => {
    await call('notifications.save', { settings: settingsOf(draft), secrets: typedSecrets(draft) });
    setChanged(false);
    setDraft((now) => ({ ...now, webhook: { ...now.webhook, secret: '' }, email: { ...now.email, password: '' } }));
  };
  const save = (): void => {
    store().then(
      () => {
        showToast({ health: 'healthy', text: t('channels.saved') });
        onClose();
      },
      (error: unknown) => setFailure({ channel: null, error: toAppError(error) }),
    );
  };
  const test = (channel: Channel): void => {
    setTesting(channel);
    setFailure(undefined);
    store()
      .then(() => call('notifications.test', { channel }))
      .then(
        () => showToast({ health: 'healthy', text: t('channels.tested') }),
        (error: unknown) => setFailure({ channel, error: toAppError(error) }),
      )
      .finally(() => setTesting(undefined));
  };
  const section = (channel: Channel, isOn: boolean, children: ReactNode) => (
    <Section
      title={t(`channels.${channel}`)}
      state={state.channels[channel]}
      isOn={isOn}
      isTesting={testing === channel}
      onTest={() => test(channel)}
      error={failure?.channel === channel ? failure.error : undefined}
    >
      {children}
    </Section>
  );
  const kept =
    storage?.available === true ? t('channels.kept') : t('channels.session', { reason: storage?.reason ?? '' });

  return (
    <Dialog
      title={t('channels.title')}
      isOpen
      onClose={onClose}
      keepOpen={isChanged}
      size="large"
      footer={
        <>
          <Button kind="quiet" onPress={onClose}>
            {isChanged ? t('channels.discard') : common('close')}
          </Button>
          <Button kind="primary" isDisabled={!isChanged} onPress={save}>
            {t('channels.save')}
          </Button>
        </>
      }
    >
      <FormSections>
        <p>{t('channels.text')}</p>
        {section(
          'desktop',
          draft.desktop,
          <>
            <CheckField
              label={t('channels.desktopUse')}
              isSelected={draft.desktop}
              onChange={(desktop) => change({ desktop })}
            />
            <p className={styles.muted}>{t('channels.desktopText')}</p>
            {draft.desktop && <BrowserPermission />}
          </>,
        )}
        {section(
          'webhook',
          draft.webhook.isOn,
          <>
            <CheckField
              label={t('channels.webhookUse')}
              isSelected={draft.webhook.isOn}
              onChange={(isOn) => webhook({ isOn })}
            />
            {draft.webhook.isOn && (
              <div className={styles.grid}>
                <div className={styles.wide}>
                  <TextField
                    label={t('channels.url')}
                    value={draft.webhook.url}
                    onChange={(url) => webhook({ url })}
                    placeholder="https://"
                    code
                    isRequired
                  />
                </div>
                <TextField
                  label={t('channels.header')}
                  value={draft.webhook.secretHeader}
                  onChange={(secretHeader) => webhook({ secretHeader })}
                  code
                />
                <TextField
                  label={t('channels.secret')}
                  type="password"
                  value={draft.webhook.secret}
                  onChange={(secret) => webhook({ secret })}
                  help={`${t(state.channels['webhook']?.hasSecret ? 'channels.secretKnown' : 'channels.secretNone')} ${kept}`}
                />
              </div>
            )}
          </>,
        )}
        {section(
          'email',
          draft.email.isOn,
          <>
            <CheckField
              label={t('channels.emailUse')}
              isSelected={draft.email.isOn}
              onChange={(isOn) => email({ isOn })}
            />
            {draft.email.isOn && (
              <EmailFields draft={draft.email} change={email} state={state.channels['email']} kept={kept} />
            )}
          </>,
        )}
        {failure?.channel === null && <ErrorNote error={failure.error} />}
      </FormSections>
    </Dialog>
  );
}

interface EmailFieldsProps {
  readonly draft: ChannelDraft['email'];
  readonly change: (part: Partial<ChannelDraft['email']>) => void;
  readonly state: ChannelState | undefined;
  readonly kept: string;
}

function EmailFields({ draft, change, state, kept }: EmailFieldsProps) {
  const t = useWords('schedules');
  return (
    <div className={styles.grid}>
      <TextField label={t('channels.host')} value={draft.host} onChange={(host) => change({ host })} code isRequired />
      <div className={styles.pair}>
        <TextField
          label={t('channels.port')}
          value={draft.port}
          onChange={(port) => change({ port })}
          code
          isRequired
        />
        <SelectField
          label={t('channels.security')}
          value={draft.security}
          onChange={(security) => change(withSecurity(draft, security as EmailSettings['security']))}
          choices={(['starttls', 'tls', 'none'] as const).map((value) => ({ value, label: t(`channels.${value}`) }))}
        />
      </div>
      <TextField label={t('channels.from')} value={draft.from} onChange={(from) => change({ from })} code isRequired />
      <TextField
        label={t('channels.to')}
        help={t('channels.toHelp')}
        value={draft.to}
        onChange={(to) => change({ to })}
        code
        isRequired
      />
      <TextField
        label={t('channels.username')}
        value={draft.username}
        onChange={(username) => change({ username })}
        code
      />
      <TextField
        label={t('channels.password')}
        type="password"
        value={draft.password}
        onChange={(password) => change({ password })}
        isDisabled={draft.username === ''}
        help={`${state?.hasSecret ? t('channels.passwordKnown') : ''} ${kept}`}
      />
      <div className={styles.wide}>
        <TextField
          label={t('channels.caFile')}
          help={t('channels.caFileHelp')}
          value={draft.caFile}
          onChange={(caFile) => change({ caFile })}
          code
        />
      </div>
    </div>
  );
}

interface SectionProps {
  readonly title: string;
  readonly state: ChannelState | undefined;
  readonly isOn: boolean;
  readonly isTesting: boolean;
  readonly onTest: () => void;
  readonly error: AppError | undefined;
  readonly children: ReactNode;
}

function Section({ title, state, isOn, isTesting, onTest, error, children }: SectionProps) {
  const t = useWords('schedules');
  const shown = error ?? state?.error ?? null;
  return (
    <FormSection title={title}>
      {children}
      {isOn && (
        <div className={styles.foot}>
          <Button onPress={onTest} isPending={isTesting}>
            {t(isTesting ? 'channels.testing' : 'channels.test')}
          </Button>
          {state !== undefined && state.lastMs !== null && (
            <HealthWord health={state.error === null ? 'healthy' : 'critical'}>
              {t(state.error === null ? 'channels.last' : 'channels.lastFailed', { when: formatWhen(state.lastMs) })}
            </HealthWord>
          )}
        </div>
      )}
      {isOn && shown !== null && <ErrorNote error={shown} />}
    </FormSection>
  );
}
