// Hands a run to another operator: to whom, and what they must know. Their name stands in the journal from then on.

import { useState } from 'react';
import type { AppError } from '../../../../shared/errors.ts';
import type { RunSummary } from '../../../../shared/model/run.ts';
import { Button } from '../../../components/Button.tsx';
import { Dialog } from '../../../components/Dialog.tsx';
import { ErrorNote } from '../../../components/ErrorState.tsx';
import { TextField } from '../../../components/Field.tsx';
import { showToast } from '../../../components/toasts.ts';
import { useWords } from '../../../i18n/i18n.ts';
import { call, toAppError } from '../../../rpc/connection.ts';
import styles from './RunNotes.module.css';

const LONGEST_NAME = 80;

export function HandOverDialog({ run, onClose }: { readonly run: RunSummary; readonly onClose: () => void }) {
  const t = useWords('guided');
  const common = useWords('common');
  const [to, setTo] = useState('');
  const [note, setNote] = useState('');
  const [error, setError] = useState<AppError | null>(null);
  const name = to.trim();
  const isWhole = name !== '' && name.length <= LONGEST_NAME;
  const handOver = (): void => {
    if (!isWhole) return;
    call('runs.handOver', { runId: run.id, to: name, note: note.trim() }).then(
      () => {
        showToast({ health: 'healthy', text: t('handOver.done', { to: name }) });
        onClose();
      },
      (failure: unknown) => setError(toAppError(failure)),
    );
  };
  return (
    <Dialog
      title={t('handOver.title')}
      isOpen
      onClose={onClose}
      size="small"
      keepOpen={to !== '' || note !== ''}
      footer={
        <>
          <Button kind="quiet" onPress={onClose}>
            {common('cancel')}
          </Button>
          <Button kind="primary" isDisabled={!isWhole} onPress={handOver}>
            {t('handOver.button')}
          </Button>
        </>
      }
    >
      <form
        className={styles.notes}
        onSubmit={(event) => {
          event.preventDefault();
          handOver();
        }}
      >
        <p>{t('handOver.text', { operator: run.operator })}</p>
        <TextField label={t('handOver.to')} value={to} onChange={setTo} autoFocus isRequired />
        <TextField label={t('handOver.note')} help={t('handOver.noteHelp')} value={note} onChange={setNote} rows={4} />
        {error !== null && <ErrorNote error={error} />}
      </form>
    </Dialog>
  );
}
