// Makes a backup key, brings one back from its recovery text, or holds a typed one against the key. A text that is shown or typed
// is forgotten here when the dialog closes.

import { useState } from 'react';
import type { BackupKeyInfo } from '../../../shared/contract/backup-keys.ts';
import { AskDialog } from '../../components/AskDialog.tsx';
import { TextField } from '../../components/Field.tsx';
import { showToast } from '../../components/toasts.ts';
import { useWords } from '../../i18n/i18n.ts';
import { call } from '../../rpc/connection.ts';
import { RecoveryTextDialog } from './RecoveryTextDialog.tsx';

export type KeyTask =
  { readonly kind: 'create' | 'import' } | { readonly kind: 'export' | 'check'; readonly key: BackupKeyInfo };

export interface BackupKeyDialogProps {
  readonly task: KeyTask;
  readonly onClose: () => void;
  /** There is such a key now. `recoveryText`: of one that no keystore holds, for this session. */
  readonly onKey: (keyId: string, recoveryText: string | null) => void;
}

export function BackupKeyDialog({ task, onClose, onKey }: BackupKeyDialogProps) {
  const t = useWords('profiles');
  const [name, setName] = useState('');
  const [typed, setTyped] = useState('');
  const [made, setMade] = useState<string>();
  if (task.kind === 'export')
    return <RecoveryTextDialog title={t('key.title.export')} of={task.key} onClose={onClose} />;
  if (made !== undefined) return <RecoveryTextDialog title={t('key.title.create')} text={made} onClose={onClose} />;

  const asksName = task.kind !== 'check';
  const asksText = task.kind !== 'create';
  const act = async (): Promise<void> => {
    if (task.kind === 'create') {
      const { keyId, recoveryText, isHere } = await call('backupKeys.create', { name });
      setMade(recoveryText);
      onKey(keyId, isHere ? null : recoveryText);
    } else if (task.kind === 'import') {
      const { keyId } = await call('backupKeys.import', { name, recoveryText: typed });
      onKey(keyId, null);
    } else if (task.kind === 'check') {
      await call('backupKeys.check', { keyId: task.key.keyId, recoveryText: typed });
      showToast({ health: 'healthy', text: t('key.right') });
    }
  };
  return (
    <AskDialog
      title={t(`key.title.${task.kind}`)}
      action={t(`key.do.${task.kind}`)}
      isReady={(!asksName || name.trim() !== '') && (!asksText || typed.trim() !== '')}
      onAct={act}
      onClose={onClose}
      {...(task.kind === 'create' && { onDone: () => undefined })} // its text is shown next
    >
      {asksName && (
        <TextField label={t('key.name')} help={t('key.nameHelp')} value={name} onChange={setName} autoFocus />
      )}
      {asksText && (
        <TextField
          label={t('key.recoveryText')}
          help={t('key.recoveryTextHelp')}
          value={typed}
          onChange={setTyped}
          code
          autoFocus={!asksName}
        />
      )}
    </AskDialog>
  );
}
