// Closing an incident, and opening it again with a reason.

import { useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { TextField } from '../../components/Field.tsx';
import { useWords } from '../../i18n/i18n.ts';
import { tell } from './incident-calls.ts';

interface EndDialogProps {
  readonly incidentId: string;
  readonly onClose: () => void;
}

export function CloseDialog({ incidentId, onClose }: EndDialogProps) {
  const t = useWords('incidents');
  const common = useWords('common');
  const close = async (): Promise<void> => {
    if (await tell('incidents.close', { incidentId })) onClose();
  };
  return (
    <Dialog
      title={t('closeTitle')}
      isOpen
      onClose={onClose}
      size="small"
      role="alertdialog"
      footer={
        <>
          <Button kind="quiet" onPress={onClose}>
            {common('cancel')}
          </Button>
          <Button kind="primary" onPress={() => void close()}>
            {t('close')}
          </Button>
        </>
      }
    >
      <p>{t('closeText')}</p>
    </Dialog>
  );
}

export function ReopenDialog({ incidentId, onClose }: EndDialogProps) {
  const t = useWords('incidents');
  const common = useWords('common');
  const [reason, setReason] = useState('');
  const reopen = async (): Promise<void> => {
    if (reason.trim() !== '' && (await tell('incidents.reopen', { incidentId, reason }))) onClose();
  };
  return (
    <Dialog
      title={t('reopen')}
      isOpen
      onClose={onClose}
      size="small"
      keepOpen={reason !== ''}
      footer={
        <>
          <Button kind="quiet" onPress={onClose}>
            {common('cancel')}
          </Button>
          <Button kind="primary" isDisabled={reason.trim() === ''} onPress={() => void reopen()}>
            {t('reopen')}
          </Button>
        </>
      }
    >
      <TextField label={t('reopenReason')} value={reason} onChange={setReason} rows={2} autoFocus isRequired />
    </Dialog>
  );
}
