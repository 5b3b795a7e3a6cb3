// Asks once before the leftovers of an interrupted backup are deleted. The engine refuses anything that is a complete set.

import { useState } from 'react';
import type { AppError } from '../../../shared/errors.ts';
import { Button } from '../../components/Button.tsx';
import { CodeBlock } from '../../components/Code.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { ErrorNote } from '../../components/ErrorState.tsx';
import { showToast } from '../../components/toasts.ts';
import { useWords } from '../../i18n/i18n.ts';
import { call, toAppError } from '../../rpc/connection.ts';
import { useShownProfileId } from '../../stores/profile-store.ts';
import styles from './RemoveUnfinishedDialog.module.css';

export interface UnfinishedFolder {
  readonly store: string;
  readonly folder: string;
}

export interface RemoveUnfinishedDialogProps {
  readonly unfinished: UnfinishedFolder;
  readonly onClose: () => void;
}

export function RemoveUnfinishedDialog({ unfinished, onClose }: RemoveUnfinishedDialogProps) {
  const t = useWords('backups');
  const common = useWords('common');
  const profileId = useShownProfileId();
  const [isBusy, setIsBusy] = useState(false);
  const [error, setError] = useState<AppError | null>(null);
  const remove = (): void => {
    setIsBusy(true);
    setError(null);
    call('backups.removeUnfinished', { profileId, ...unfinished })
      .then(() => {
        showToast({ health: 'healthy', text: t('remove.done') });
        onClose();
      })
      .catch((failure: unknown) => setError(toAppError(failure)))
      .finally(() => setIsBusy(false));
  };
  return (
    <Dialog
      title={t('remove.title')}
      isOpen
      onClose={onClose}
      size="small"
      role="alertdialog"
      keepOpen={isBusy}
      footer={
        <>
          <Button kind="quiet" onPress={onClose}>
            {common('cancel')}
          </Button>
          <Button kind="danger" isPending={isBusy} onPress={remove}>
            {t(isBusy ? 'remove.busy' : 'remove.confirm')}
          </Button>
        </>
      }
    >
      <div className={styles.content}>
        <p>{t('remove.text')}</p>
        <CodeBlock>{unfinished.folder}</CodeBlock>
        {error && <ErrorNote error={error} />}
      </div>
    </Dialog>
  );
}
