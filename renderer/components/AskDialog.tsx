// A small dialog that asks before it does: some words, perhaps fields, and the one button that does it. It closes when that is
// done; what failed is said in it, and nothing typed is lost.

import { useState } from 'react';
import type { AppError } from '../../shared/errors.ts';
import { useWords } from '../i18n/i18n.ts';
import { toAppError } from '../rpc/connection.ts';
import { Button } from './Button.tsx';
import { Dialog, type DialogProps } from './Dialog.tsx';
import { ErrorNote } from './ErrorState.tsx';
import styles from './AskDialog.module.css';

export interface AskDialogProps extends Pick<DialogProps, 'title' | 'onClose' | 'children' | 'keepOpen'> {
  /** The words of the button that does it. */
  readonly action: string;
  readonly kind?: 'primary' | 'danger';
  /** What is asked for is all there. Without it neither the button nor Enter in a field does anything. */
  readonly isReady?: boolean;
  /** The words of the other button; `Cancel` where left out. */
  readonly cancel?: string;
  /** Nothing is filled in: the question is all there is, and the focus begins on the button that does nothing. */
  readonly isQuestion?: boolean;
  readonly onAct: () => Promise<unknown> | void;
  /** What follows once it is done, where that is more than closing. */
  readonly onDone?: () => void;
}

export function AskDialog({
  action,
  kind = 'primary',
  isReady = true,
  cancel,
  isQuestion = false,
  onAct,
  onClose,
  onDone = onClose,
  children,
  ...dialog
}: AskDialogProps) {
  const t = useWords('common');
  const [isPending, setIsPending] = useState(false);
  const [error, setError] = useState<AppError>();
  const act = async (): Promise<void> => {
    if (!isReady || isPending) return;
    setIsPending(true);
    setError(undefined);
    try {
      await onAct();
      onDone();
    } catch (failure) {
      setError(toAppError(failure));
      setIsPending(false);
    }
  };
  return (
    <Dialog
      {...dialog}
      isOpen
      onClose={onClose}
      size="small"
      role={isQuestion ? 'alertdialog' : 'dialog'}
      footer={
        <>
          <Button kind="quiet" onPress={onClose} autoFocus={isQuestion}>
            {cancel ?? t('cancel')}
          </Button>
          <Button kind={kind} isPending={isPending} isDisabled={!isReady} onPress={() => void act()}>
            {action}
          </Button>
        </>
      }
    >
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          void act();
        }}
      >
        {children}
        {error && <ErrorNote error={error} />}
        <button type="submit" hidden aria-hidden tabIndex={-1} />
      </form>
    </Dialog>
  );
}
