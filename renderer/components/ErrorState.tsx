// What failed, what to do next, and a button that tries again where that can help.

import type { ReactNode } from 'react';
import type { ErrorData } from '../../shared/errors.ts';
import { useWords } from '../i18n/i18n.ts';
import { Button } from './Button.tsx';
import { HealthMark } from './Health.tsx';
import styles from './State.module.css';

/** An AppError, or what crossed the wire of one. */
export interface ShownError {
  readonly message: string;
  readonly hint?: string | null | undefined;
  readonly details?: ErrorData['details'] | undefined;
}

export interface ErrorStateProps {
  readonly error: ShownError;
  readonly onRetry?: () => void;
  /** A second button: what else can help. */
  readonly action?: ReactNode;
}

export function ErrorState({ error, onRetry, action }: ErrorStateProps) {
  const t = useWords('common');
  const trace = error.details?.['trace'];
  return (
    <div className={styles.state} role="alert">
      <HealthMark health="critical" decorative />
      <p className={styles.title}>{error.message}</p>
      {error.hint && <p className={styles.text}>{error.hint}</p>}
      {trace !== undefined && <p className={styles.text}>{t('error.trace', { trace: String(trace) })}</p>}
      {(onRetry || action) && (
        <div className={styles.action}>
          {onRetry && <Button onPress={onRetry}>{t('retry')}</Button>}
          {action}
        </div>
      )}
    </div>
  );
}

/** The same inside a form or dialog: one block above the buttons. */
export function ErrorNote({ error }: { readonly error: ShownError }) {
  return (
    <div className={styles.note} role="alert">
      <HealthMark health="critical" decorative />
      <div>
        <p className={styles.noteTitle}>{error.message}</p>
        {error.hint && <p className={styles.noteText}>{error.hint}</p>}
      </div>
    </div>
  );
}
