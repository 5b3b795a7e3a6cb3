// Shows the recovery text of a backup key, to be written down: of one that was just made, or of one in the keystore.

import { useEffect, useState } from 'react';
import type { BackupKeyInfo } from '../../../shared/contract/backup-keys.ts';
import type { AppError } from '../../../shared/errors.ts';
import { Button } from '../../components/Button.tsx';
import { Code } from '../../components/Code.tsx';
import { CopyButton } from '../../components/CopyButton.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { ErrorNote } from '../../components/ErrorState.tsx';
import { useWords } from '../../i18n/i18n.ts';
import { call, toAppError } from '../../rpc/connection.ts';
import styles from './RecoveryTextDialog.module.css';

export type RecoveryTextDialogProps = { readonly title: string; readonly onClose: () => void } & (
  | { readonly text: string; readonly of?: undefined } // seen now, or perhaps never again
  | { readonly text?: undefined; readonly of: BackupKeyInfo }
);

export function RecoveryTextDialog({ title, text, of, onClose }: RecoveryTextDialogProps) {
  const t = useWords('profiles');
  const [shown, setShown] = useState(text);
  const [error, setError] = useState<AppError>();
  const keyId = of?.keyId;

  useEffect(() => {
    if (keyId === undefined) return;
    call('backupKeys.export', { keyId }).then(setShown, (failure: unknown) => setError(toAppError(failure)));
  }, [keyId]);

  return (
    <Dialog
      title={title}
      isOpen
      onClose={onClose}
      keepOpen={text !== undefined}
      size="small"
      footer={
        <Button kind="primary" onPress={onClose}>
          {t(shown === undefined ? 'key.close' : 'key.written')}
        </Button>
      }
    >
      {shown !== undefined && (
        <div className={styles.content}>
          <p>{t('key.writeDown')}</p>
          <Code className={styles.text!}>{shown}</Code>
          <div>
            <CopyButton label={t('key.copy')} text={shown} />
          </div>
        </div>
      )}
      {error && <ErrorNote error={error} />}
    </Dialog>
  );
}
