// The window of one rehearsal: it is being started, it was refused and why, or how it goes.

import { useState } from 'react';
import type { AppError } from '../../../shared/errors.ts';
import type { Plan } from '../../../shared/model/run.ts';
import { Button } from '../../components/Button.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { ErrorState } from '../../components/ErrorState.tsx';
import { showErrorToast } from '../../components/toasts.ts';
import { sayText, useWords } from '../../i18n/i18n.ts';
import { call, toAppError } from '../../rpc/connection.ts';
import { useRunbook } from '../../stores/runbooks-store.ts';
import { useStream } from '../../stores/use-stream.ts';
import { RehearsalPanel } from './RehearsalPanel.tsx';
import styles from './RehearsalPanel.module.css';

export interface RehearsalDialogProps {
  readonly plan: Plan;
  /** Undefined while it is being started, or was refused. */
  readonly rehearsalId: string | undefined;
  readonly error: AppError | null;
  readonly onStart: (largest: boolean) => void;
  /** Shows another one that goes on. */
  readonly onShow: (rehearsalId: string) => void;
  readonly onClose: () => void;
}

export function RehearsalDialog({ plan, rehearsalId, error, onStart, onShow, onClose }: RehearsalDialogProps) {
  const t = useWords('rehearsal');
  const texts = useRunbook(plan.runbookId)?.texts;
  return (
    <Dialog
      title={t('title', { title: sayText(plan.title, texts) })}
      size="large"
      isOpen
      onClose={onClose}
      footer={
        rehearsalId === undefined ? undefined : (
          <Footer key={rehearsalId} rehearsalId={rehearsalId} onAgain={() => onStart(false)} />
        )
      }
    >
      {error !== null ? (
        <Refused error={error} onStart={onStart} onShow={onShow} />
      ) : rehearsalId === undefined ? (
        <p className={styles.starting} role="status">
          {t('starting', { name: plan.target })}
        </p>
      ) : (
        <RehearsalPanel rehearsalId={rehearsalId} />
      )}
    </Dialog>
  );
}

function Refused({
  error,
  onStart,
  onShow,
}: Pick<RehearsalDialogProps, 'onStart' | 'onShow'> & { readonly error: AppError }) {
  const t = useWords('rehearsal');
  const other = error.details?.['rehearsalId'];
  return (
    <div className={styles.refused}>
      <ErrorState error={error} onRetry={() => onStart(false)} />
      {error.code === 'limited' && (
        <Button kind="primary" onPress={() => onStart(true)}>
          {t('largest')}
        </Button>
      )}
      {typeof other === 'string' && <Button onPress={() => onShow(other)}>{t('showOther')}</Button>}
    </div>
  );
}

function Footer({ rehearsalId, onAgain }: { readonly rehearsalId: string; readonly onAgain: () => void }) {
  const t = useWords('rehearsal');
  const [isCancelling, setIsCancelling] = useState(false);
  const status = useStream('rehearsal.watch', { rehearsalId }, ({ data, error }) =>
    error === undefined ? data?.rehearsal.status : 'failed',
  );
  const cancel = (): void => {
    setIsCancelling(true);
    call('rehearsals.cancel', { rehearsalId }).catch((failure: unknown) => showErrorToast(toAppError(failure)));
  };
  if (status !== 'running') return <Button onPress={onAgain}>{t('again')}</Button>;
  return (
    <Button isPending={isCancelling} onPress={cancel}>
      {t(isCancelling ? 'cancelling' : 'cancel')}
    </Button>
  );
}
