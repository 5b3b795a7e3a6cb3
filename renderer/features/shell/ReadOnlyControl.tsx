// Whether changes are allowed. Leaving read-only takes the typed name of the profile; going back takes one press.

import { useState } from 'react';
import { Button as AriaButton } from 'react-aria-components';
import { Lock, LockOpen } from 'lucide-react';
import type { ProfileRow } from '../../../shared/contract/fleet.ts';
import type { AppError } from '../../../shared/errors.ts';
import { Button } from '../../components/Button.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { ErrorNote } from '../../components/ErrorState.tsx';
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
        <span className={styles.words}>{row.readOnly ? t('readOnly.on') : t('readOnly.off')}</span>
        {!row.readOnly && <span className="visually-hidden">{t('readOnly.turnOn')}</span>}
      </AriaButton>
      {isAsking && <AllowDialog row={row} onClose={close} />}
    </>
  );
}

/** Asks for the name of the profile, then allows changes on it. */
export function AllowDialog({ row, onClose }: { readonly row: ProfileRow; readonly onClose: () => void }) {
  const t = useWords('shell');
  const common = useWords('common');
  const audit = useWords('audit');
  const [typed, setTyped] = useState('');
  const [reason, setReason] = useState('');
  const [error, setError] = useState<AppError>();
  const { id, name, environment } = row.profile;
  const allow = (): void => {
    call('profiles.setReadOnly', { profileId: id, readOnly: false, confirmation: typed, reason }).then(
      onClose,
      (failure: unknown) => setError(toAppError(failure)),
    );
  };
  return (
    <Dialog
      title={t('readOnly.title', { name })}
      isOpen
      onClose={onClose}
      size="small"
      footer={
        <>
          <Button kind="quiet" onPress={onClose}>
            {common('cancel')}
          </Button>
          <Button kind="danger" isDisabled={typed !== name} onPress={allow}>
            {t('readOnly.allow')}
          </Button>
        </>
      }
    >
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (typed === name) allow();
        }}
      >
        <p>
          {t('readOnly.text')} {environment === 'production' && t('readOnly.textProduction')}
        </p>
        <TextField label={t('readOnly.typeName', { name })} value={typed} onChange={setTyped} autoFocus />
        <TextField
          label={audit('unlock.reason')}
          help={audit('unlock.reasonHelp')}
          value={reason}
          onChange={setReason}
        />
        {error && <ErrorNote error={error} />}
      </form>
    </Dialog>
  );
}
