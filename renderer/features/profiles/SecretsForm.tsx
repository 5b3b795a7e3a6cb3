// Passwords the keystore does not hold, asked for when connecting. They go to the engine and are forgotten here at once.

import { useState } from 'react';
import type { ProfileRow } from '../../../shared/contract/fleet.ts';
import type { AppError } from '../../../shared/errors.ts';
import type { Secrets } from '../../../shared/model/profile.ts';
import { Button } from '../../components/Button.tsx';
import { ErrorNote } from '../../components/ErrorState.tsx';
import { TextField } from '../../components/Field.tsx';
import { Panel } from '../../components/Panel.tsx';
import { ScreenBody } from '../../components/ScreenBody.tsx';
import { useWords } from '../../i18n/i18n.ts';
import styles from './SecretsForm.module.css';

export interface SecretsFormProps {
  readonly row: ProfileRow;
  readonly error: AppError | undefined;
  readonly onConnect: (secrets: Secrets) => void;
}

export function SecretsForm({ row, error, onConnect }: SecretsFormProps) {
  const t = useWords('profiles');
  const [secrets, setSecrets] = useState<Secrets>({});
  const { profile, missingSecrets } = row;
  const users = {
    redisPassword: profile.redis?.username ?? 'default',
    mongoPassword: profile.mongo?.username ?? '',
    backupPassphrase: profile.name,
    backupKey: profile.name,
  };
  return (
    <ScreenBody>
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          onConnect(secrets);
        }}
      >
        <Panel title={t('connect.secrets', { name: profile.name })}>
          <div className={styles.fields}>
            <p className={styles.text}>{t('connect.secretsText')}</p>
            {missingSecrets.map((name, index) => (
              <TextField
                key={name}
                type="password"
                label={t(`connect.${name}`, { user: users[name] })}
                {...((name === 'backupPassphrase' || name === 'backupKey') && {
                  help: t('connect.backupPassphraseHelp'),
                })}
                value={secrets[name] ?? ''}
                onChange={(value) => setSecrets({ ...secrets, [name]: value })}
                autoFocus={index === 0}
              />
            ))}
            {error && <ErrorNote error={error} />}
            <Button kind="primary" type="submit">
              {t('connect.connect')}
            </Button>
          </div>
        </Panel>
      </form>
    </ScreenBody>
  );
}
