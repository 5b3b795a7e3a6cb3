// Why a start was refused. Where somebody else holds the target: who, what they run, when they were last seen, and the two ways
// on: try again, or take over from an owner that is silent.

import { useState, type ReactNode } from 'react';
import type { AppError } from '../../../shared/errors.ts';
import { Age } from '../../components/Age.tsx';
import { Button, ButtonLink } from '../../components/Button.tsx';
import { ErrorNote } from '../../components/ErrorState.tsx';
import { Facts } from '../../components/Facts.tsx';
import { HealthMark } from '../../components/Health.tsx';
import { ReasonDialog } from '../../components/ReasonDialog.tsx';
import { sayText, useWords } from '../../i18n/i18n.ts';
import { href } from '../../route.ts';
import { useRunbook } from '../../stores/runbooks-store.ts';
import { useStream } from '../../stores/use-stream.ts';
import { leaseConflictOf, type LeaseConflict } from './lease-conflict.ts';
import styles from './StartRefused.module.css';

export interface StartRefusedProps {
  readonly error: AppError;
  readonly onRetry: () => void;
  readonly onTakeOver: (reason: string) => void;
}

export function StartRefused({ error, onRetry, onTakeOver }: StartRefusedProps) {
  const conflict = leaseConflictOf(error);
  const differences = error.details?.['differences'];
  if (conflict !== null) return <Held error={error} conflict={conflict} onRetry={onRetry} onTakeOver={onTakeOver} />;
  return (
    <div>
      <ErrorNote error={error} />
      {typeof differences === 'string' && (
        <ul className={styles.differences}>
          {differences.split('\n').map((line, index) => (
            <li key={index}>{line}</li>
          ))}
        </ul>
      )}
    </div>
  );
}

function Held({ error, conflict, onRetry, onTakeOver }: StartRefusedProps & { readonly conflict: LeaseConflict }) {
  const t = useWords('runbooks');
  const [isAsking, setIsAsking] = useState(false);
  const run = useStream('runs.watch', {}, ({ data }) => data?.runs[conflict.runId ?? '']);
  const runbook = useRunbook(run?.runbookId ?? conflict.runbookId ?? '');
  const what = runbook === undefined ? conflict.runbookId : sayText({ key: 'title' }, runbook.texts);
  const facts: [string, ReactNode][] = [];
  if (conflict.owner !== null) facts.push([t('held.by'), conflict.owner]);
  if (what !== null) facts.push([t('held.runs'), what]);
  if (run !== undefined) facts.push([t('held.since'), <Age key="age" atMs={run.startedMs} lasting />]);
  facts.push([
    t('held.lastSeen'),
    conflict.silentMs === null ? t('held.unseen') : t('held.ago', { ago: conflict.silentMs }),
  ]);
  return (
    <section className={styles.held} role="alert">
      <div className={styles.head}>
        <HealthMark health="attention" decorative />
        <div>
          <p className={styles.title}>{t('held.title')}</p>
          <p className={styles.text}>{error.message}</p>
          {error.hint !== undefined && <p className={styles.text}>{error.hint}</p>}
        </div>
      </div>
      <Facts facts={facts} />
      <div className={styles.actions}>
        {run !== undefined && <ButtonLink href={href('runs', run.id)}>{t('confirm.runningOpen')}</ButtonLink>}
        <Button onPress={() => setIsAsking(true)}>{t('held.takeOver')}</Button>
        <Button onPress={onRetry}>{t('held.retry')}</Button>
      </div>
      {isAsking && <TakeOverDialog conflict={conflict} onClose={() => setIsAsking(false)} onTakeOver={onTakeOver} />}
    </section>
  );
}

interface TakeOverDialogProps {
  readonly conflict: LeaseConflict;
  readonly onClose: () => void;
  readonly onTakeOver: (reason: string) => void;
}

function TakeOverDialog({ conflict, onClose, onTakeOver }: TakeOverDialogProps) {
  const t = useWords('runbooks');
  return (
    <ReasonDialog
      title={t('held.takeOverTitle', { owner: conflict.owner ?? t('held.somebody') })}
      action={t('held.takeOverNow')}
      kind="danger"
      label={t('held.reason')}
      help={t('held.reasonHelp')}
      onClose={onClose}
      onReason={onTakeOver}
    >
      <p>{t('held.takeOverText')}</p>
      {!conflict.mayTakeOver && <p className={styles.text}>{t('held.alive')}</p>}
    </ReasonDialog>
  );
}
