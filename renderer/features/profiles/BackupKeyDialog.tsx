// Makes a backup key, brings one back from its recovery text, shows that text, or holds a typed one against the key. The text
// is forgotten here when the dialog closes.

import { useEffect, useState } from 'react';
import type { BackupKeyInfo } from '../../../shared/contract/backup-keys.ts';
import type { AppError } from '../../../shared/errors.ts';
import { Button } from '../../components/Button.tsx';
import { Code } from '../../components/Code.tsx';
import { CopyButton } from '../../components/CopyButton.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { ErrorNote } from '../../components/ErrorState.tsx';
import { TextField } from '../../components/Field.tsx';
import { useWords } from '../../i18n/i18n.ts';
import { call, toAppError } from '../../rpc/connection.ts';
import styles from './BackupKeyDialog.module.css';

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
  const common = useWords('common');
  const [name, setName] = useState('');
  const [typed, setTyped] = useState('');
  const [shown, setShown] = useState<string>();
  const [isRight, setIsRight] = useState(false);
  const [error, setError] = useState<AppError>();
  const exported = task.kind === 'export' ? task.key.keyId : undefined;

  useEffect(() => {
    if (exported === undefined) return;
    call('backupKeys.export', { keyId: exported }).then(setShown, (failure: unknown) => setError(toAppError(failure)));
  }, [exported]);

  const asksName = task.kind === 'create' || task.kind === 'import';
  const asksText = task.kind === 'import' || task.kind === 'check';
  const isOver = shown !== undefined || isRight || task.kind === 'export';
  const isReady = (!asksName || name.trim() !== '') && (!asksText || typed.trim() !== '');

  const act = async (): Promise<void> => {
    setError(undefined);
    try {
      if (task.kind === 'create') {
        const { keyId, recoveryText, isHere } = await call('backupKeys.create', { name });
        setShown(recoveryText);
        onKey(keyId, isHere ? null : recoveryText);
      } else if (task.kind === 'import') {
        const { keyId } = await call('backupKeys.import', { name, recoveryText: typed });
        onKey(keyId, null);
        onClose();
      } else if (task.kind === 'check') {
        await call('backupKeys.check', { keyId: task.key.keyId, recoveryText: typed });
        setIsRight(true);
      }
    } catch (failure) {
      setError(toAppError(failure));
    }
  };

  return (
    <Dialog
      title={t(`key.title.${task.kind}`)}
      isOpen
      onClose={onClose}
      keepOpen={task.kind === 'create' && shown !== undefined}
      size="small"
      footer={
        isOver ? (
          <Button kind="primary" onPress={onClose}>
            {t(shown === undefined ? 'key.close' : 'key.written')}
          </Button>
        ) : (
          <>
            <Button kind="quiet" onPress={onClose}>
              {common('cancel')}
            </Button>
            <Button kind="primary" isDisabled={!isReady} onPress={() => void act()}>
              {t(`key.do.${task.kind}`)}
            </Button>
          </>
        )
      }
    >
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (isReady && !isOver) void act();
        }}
      >
        {shown !== undefined && (
          <>
            <p>{t('key.writeDown')}</p>
            <Code className={styles.text!}>{shown}</Code>
            <div>
              <CopyButton label={t('key.copy')} text={shown} />
            </div>
          </>
        )}
        {isRight && <output>{t('key.right')}</output>}
        {!isOver && asksName && (
          <TextField label={t('key.name')} help={t('key.nameHelp')} value={name} onChange={setName} autoFocus />
        )}
        {!isOver && asksText && (
          <TextField
            label={t('key.recoveryText')}
            help={t('key.recoveryTextHelp')}
            value={typed}
            onChange={setTyped}
            code
            autoFocus={!asksName}
          />
        )}
        <button type="submit" hidden aria-hidden tabIndex={-1} />
        {error && <ErrorNote error={error} />}
      </form>
    </Dialog>
  );
}
