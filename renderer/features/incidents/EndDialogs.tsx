// Closing an incident, and opening it again with a reason.

import { AskDialog } from '../../components/AskDialog.tsx';
import { ReasonDialog } from '../../components/ReasonDialog.tsx';
import { useWords } from '../../i18n/i18n.ts';
import { call } from '../../rpc/connection.ts';

interface EndDialogProps {
  readonly incidentId: string;
  readonly onClose: () => void;
}

export function CloseDialog({ incidentId, onClose }: EndDialogProps) {
  const t = useWords('incidents');
  return (
    <AskDialog
      title={t('closeTitle')}
      action={t('close')}
      isQuestion
      onClose={onClose}
      onAct={() => call('incidents.close', { incidentId })}
    >
      <p>{t('closeText')}</p>
    </AskDialog>
  );
}

export function ReopenDialog({ incidentId, onClose }: EndDialogProps) {
  const t = useWords('incidents');
  return (
    <ReasonDialog
      title={t('reopen')}
      action={t('reopen')}
      label={t('reopenReason')}
      onClose={onClose}
      onReason={(reason) => call('incidents.reopen', { incidentId, reason })}
    />
  );
}
