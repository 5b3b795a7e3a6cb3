// Between the shell and the screens: says how to get a profile, asks for missing passwords, connects, and explains a failure.

import { useEffect, useState, type ReactNode } from 'react';
import type { ProfileRow } from '../../../shared/contract/fleet.ts';
import type { AppError } from '../../../shared/errors.ts';
import type { Secrets } from '../../../shared/model/profile.ts';
import { Button } from '../../components/Button.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { ErrorState } from '../../components/ErrorState.tsx';
import { ScreenBody } from '../../components/ScreenBody.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { useWords } from '../../i18n/i18n.ts';
import { call, toAppError } from '../../rpc/connection.ts';
import { useProfileRow } from '../../stores/profile-store.ts';
import { streamStore, useStream } from '../../stores/use-stream.ts';
import { openEditor } from './editor-store.ts';
import { FirstStart } from './FirstStart.tsx';
import { SecretsForm } from './SecretsForm.tsx';

export function ConnectGate({ children }: { readonly children: ReactNode }) {
  const row = useProfileRow();
  const { count, error } = useStream('profiles.watch', {}, (stream) => ({
    count: stream.data && Object.keys(stream.data.profiles).length,
    error: stream.error,
  }));
  if (error) return <ErrorState error={error} onRetry={() => streamStore('profiles.watch', {}).retry()} />;
  if (count === 0) return <FirstStart />;
  if (!row) return <Waiting />;
  return row.connection === 'connected' ? children : <Connect key={row.profile.id} row={row} />;
}

function Connect({ row }: { readonly row: ProfileRow }) {
  const t = useWords('profiles');
  const [error, setError] = useState<AppError>();
  const [wasSent, setSent] = useState(false);
  const { profile, connection, missingSecrets } = row;
  const { id, name } = profile;
  const needsSecrets = missingSecrets.length > 0;
  const connectsByItself = connection === 'idle' && !needsSecrets;

  useEffect(() => {
    if (connectsByItself)
      call('profiles.connect', { profileId: id, secrets: {} }).catch((failure: unknown) =>
        setError(toAppError(failure)),
      );
  }, [connectsByItself, id]);

  const connect = (secrets: Secrets): void => {
    setError(undefined);
    setSent(true);
    call('profiles.connect', { profileId: id, secrets }).catch((failure: unknown) => {
      setError(toAppError(failure));
      setSent(false);
    });
  };

  if (connection === 'connecting' || wasSent || (connectsByItself && !error)) {
    return (
      <ScreenBody>
        <EmptyState title={t('connect.connecting', { name })} text={t('connect.connectingText')} />
      </ScreenBody>
    );
  }
  if (needsSecrets) return <SecretsForm row={row} error={error} onConnect={connect} />;
  return (
    <ScreenBody>
      <ErrorState
        error={error ?? { message: t('connect.failed', { name }) }}
        onRetry={() => connect({})}
        action={row.fromLab ? undefined : <Button onPress={() => openEditor(profile)}>{t('connect.edit')}</Button>}
      />
    </ScreenBody>
  );
}

function Waiting() {
  return (
    <ScreenBody>
      <Skeleton lines={2} height={22} />
    </ScreenBody>
  );
}
