// Which named key encrypts a profile's sets; makes one, brings one back, and shows its recovery text to whoever asks.

import { useEffect, useState } from 'react';
import type { BackupKeysHere } from '../../../shared/contract/backup-keys.ts';
import type { AppError } from '../../../shared/errors.ts';
import { Button } from '../../components/Button.tsx';
import { ErrorNote } from '../../components/ErrorState.tsx';
import { SelectField, TextField } from '../../components/Field.tsx';
import { useWords } from '../../i18n/i18n.ts';
import { call, toAppError } from '../../rpc/connection.ts';
import { BackupKeyDialog, type KeyTask } from './BackupKeyDialog.tsx';
import styles from './ProfileEditor.module.css';
import type { SectionProps } from './ProfileSections.tsx';

export function BackupKeyChoice({ draft, change, problems, secrets, changeSecret }: SectionProps) {
  const t = useWords('profiles');
  const [here, setHere] = useState<BackupKeysHere>();
  const [error, setError] = useState<AppError>();
  const [task, setTask] = useState<KeyTask>();

  const read = (): void => {
    call('backupKeys.list', {}).then(setHere, (failure: unknown) => setError(toAppError(failure)));
  };
  useEffect(read, []);

  if (error) return <ErrorNote error={error} />;
  if (here === undefined) return null;
  const chosen = here.keys.find(({ keyId }) => keyId === draft.keyId);
  const choices = here.keys.map(({ keyId, name, isHere }) => ({
    value: keyId,
    label: name,
    description: isHere ? keyId : t('key.notHere', { id: keyId }),
  }));
  const isStranger = draft.keyId !== '' && chosen === undefined;
  return (
    <>
      <p className={styles.note}>{t('key.help')}</p>
      <SelectField
        label={t('key.choose')}
        value={draft.keyId === '' ? null : draft.keyId}
        onChange={(keyId) => change({ keyId })}
        placeholder={t(choices.length === 0 ? 'key.none' : 'key.choose')}
        choices={isStranger ? [...choices, { value: draft.keyId, label: draft.keyId }] : choices}
        error={problems.keyId && t('editor.problem.keyId')}
      />
      <div className={styles.row}>
        <Button onPress={() => setTask({ kind: 'create' })}>{t('key.create')}</Button>
        {here.keystore.available && (
          <Button kind="quiet" onPress={() => setTask({ kind: 'import' })}>
            {t('key.import')}
          </Button>
        )}
        {chosen?.isHere === true && (
          <Button kind="quiet" onPress={() => setTask({ kind: 'export', key: chosen })}>
            {t('key.export')}
          </Button>
        )}
        {chosen !== undefined && (
          <Button kind="quiet" onPress={() => setTask({ kind: 'check', key: chosen })}>
            {t('key.check')}
          </Button>
        )}
      </div>
      {draft.keyId !== '' && chosen?.isHere !== true && (
        <TextField
          type="password"
          label={t('key.recoveryText')}
          help={here.keystore.reason ?? t('key.typeHelp')}
          value={secrets.backupKey ?? ''}
          onChange={(value) => changeSecret('backupKey', value)}
        />
      )}
      {task && (
        <BackupKeyDialog
          task={task}
          onClose={() => setTask(undefined)}
          onKey={(keyId, recoveryText) => {
            change({ keyId });
            if (recoveryText !== null) changeSecret('backupKey', recoveryText);
            read();
          }}
        />
      )}
    </>
  );
}
