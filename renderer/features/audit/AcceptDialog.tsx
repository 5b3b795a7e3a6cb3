// The way on after damage: the log is kept aside as it is, and a new one begins with the reason given here.

import { ReasonDialog } from '../../components/ReasonDialog.tsx';
import { useWords } from '../../i18n/i18n.ts';
import { call } from '../../rpc/connection.ts';

export function AcceptDialog({ onClose }: { readonly onClose: () => void }) {
  const t = useWords('audit');
  return (
    <ReasonDialog
      title={t('accept.title')}
      action={t('accept.button')}
      kind="danger"
      label={t('accept.reason')}
      help={t('accept.reasonHelp')}
      onClose={onClose}
      onReason={(reason) => call('audit.accept', { reason })}
    >
      <p>{t('accept.text')}</p>
    </ReasonDialog>
  );
}
