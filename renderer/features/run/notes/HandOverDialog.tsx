// Hands a run to another operator: to whom, and what they must know. Their name stands in the journal from then on.

import { useState } from 'react';
import type { RunSummary } from '../../../../shared/model/run.ts';
import { AskDialog } from '../../../components/AskDialog.tsx';
import { TextField } from '../../../components/Field.tsx';
import { showToast } from '../../../components/toasts.ts';
import { useWords } from '../../../i18n/i18n.ts';
import { call } from '../../../rpc/connection.ts';

const LONGEST_NAME = 80;

export function HandOverDialog({ run, onClose }: { readonly run: RunSummary; readonly onClose: () => void }) {
  const t = useWords('guided');
  const [to, setTo] = useState('');
  const [note, setNote] = useState('');
  const name = to.trim();
  const handOver = async (): Promise<void> => {
    await call('runs.handOver', { runId: run.id, to: name, note: note.trim() });
    showToast({ health: 'healthy', text: t('handOver.done', { to: name }) });
  };
  return (
    <AskDialog
      title={t('handOver.title')}
      action={t('handOver.button')}
      isReady={name !== '' && name.length <= LONGEST_NAME}
      keepOpen={to !== '' || note !== ''}
      onClose={onClose}
      onAct={handOver}
    >
      <p>{t('handOver.text', { operator: run.operator })}</p>
      <TextField label={t('handOver.to')} value={to} onChange={setTo} autoFocus isRequired />
      <TextField label={t('handOver.note')} help={t('handOver.noteHelp')} value={note} onChange={setNote} rows={4} />
    </AskDialog>
  );
}
