// Whether changes are allowed. Leaving read-only takes the typed name of the profile; going back takes one press.

import { useState } from 'react';
import { Button as AriaButton } from 'react-aria-components';
import { Lock, LockOpen } from 'lucide-react';
import type { ProfileRow } from '../../../shared/contract/fleet.ts';
import { AskDialog } from '../../components/AskDialog.tsx';
import { TextField } from '../../components/Field.tsx';
import { showErrorToast } from '../../components/toasts.ts';
import { useWords } from '../../i18n/i18n.ts';
import { call, toAppError } from '../../rpc/connection.ts';
import chip from './chip.module.css';
import styles from './ReadOnlyControl.module.css';

export function ReadOnlyControl({ row }: { readonly row: ProfileRow }) {
  const t = useWords('shell');
  const [isAsking, setAsking] = useState(false);
  const { id } = row.profile;
  const close = (): void => setAsking(false);
  const lock = (): void => {
    call('profiles.setReadOnly', { profileId: id, readOnly: true, confirmation: '' }).catch((error: unknown) =>
      showErrorToast(toAppError(error)),
    );
  };
  const Icon = row.readOnly ? Lock : LockOpen;
  return (
    <>
      <AriaButton
        className={`${chip.chip} ${row.readOnly ? '' : styles.open}`}
        aria-pressed={row.readOnly}
        onPress={row.readOnly ? () => setAsking(true) : lock}
      >
        <Icon size={14} aria-hidden />
        <span className={chip.whenWide}>{row.readOnly ? t('readOnly.on') : t('readOnly.off')}</span>
        {!row.readOnly && <span className="visually-hidden">{t('readOnly.turnOn')}</span>}
      </AriaButton>
      {isAsking && <AllowDialog row={row} onClose={close} />}
    </>
  );
}

/** Asks for the name of the profile, then allows changes on it. */
export function AllowDialog({ row, onClose }: { readonly row: ProfileRow; readonly onClose: () => void }) {
  const t = useWords('shell');
  const audit = useWords('audit');
  const [typed, setTyped] = useState('');
  const [reason, setReason] = useState('');
  const { id, name, environment } = row.profile;
  return (
    <AskDialog
      title={t('readOnly.title', { name })}
      action={t('readOnly.allow')}
      kind="danger"
      isReady={typed === name}
      onClose={onClose}
      onAct={() => call('profiles.setReadOnly', { profileId: id, readOnly: false, confirmation: typed, reason })}
    >
      <p>
        {t('readOnly.text')} {environment === 'production' && t('readOnly.textProduction')}
      </p>
      <TextField label={t('readOnly.typeName', { name })} value={typed} onChange={setTyped} autoFocus />
      <TextField label={audit('unlock.reason')} help={audit('unlock.reasonHelp')} value={reason} onChange={setReason} />
    </AskDialog>
  );
}
