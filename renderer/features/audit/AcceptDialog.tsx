// The way on after damage: the log is kept aside as it is, and a new one begins with the reason given here.

import { useState } from 'react';
import type { AppError } from '../../../shared/errors.ts';
import { Button } from '../../components/Button.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { ErrorNote } from '../../components/ErrorState.tsx';
import { TextField } from '../../components/Field.tsx';
import { useWords } from '../../i18n/i18n.ts';
import { call, toAppError } from '../../rpc/connection.ts';
import styles from './audit.module.css';

export function AcceptDialog({ onClose }: { readonly onClose: () => void }) {
  const t = useWords('audit');
  const common = useWords('common');
  const [reason, setReason] = useState('');
  const [error, setError] = useState<AppError>();
  const accept = (): void => {
    call('audit.accept', { reason }).then(onClose, (failure: unknown) => setError(toAppError(failure)));
  };
  return (
    <Dialog
      title={t('accept.title')}
      isOpen
      onClose={onClose}
      size="small"
      footer={
        <>
          <Button kind="quiet" onPress={onClose}>
            {common('cancel')}
          </Button>
          <Button kind="danger" isDisabled={reason.trim() === ''} onPress={accept}>
            {t('accept.button')}
          </Button>
        </>
      }
    >
      <div className={styles.form}>
        <p>{t('accept.text')}</p>
        <TextField
          label={t('accept.reason')}
          help={t('accept.reasonHelp')}
          value={reason}
          onChange={setReason}
          rows={3}
          autoFocus
        />
        {error && <ErrorNote error={error} />}
      </div>
    </Dialog>
  );
}
