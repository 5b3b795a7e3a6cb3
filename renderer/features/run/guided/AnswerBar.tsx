// The answers to the step a run waits at, as big buttons with their keys, and a note that goes with the answer or stands by
// itself. An answer that ends the run is asked once more.

import { useState } from 'react';
import { CornerDownLeft } from 'lucide-react';
import type { ManualAnswer, RunState, RunbookInfo } from '../../../../shared/model/run.ts';
import { AskDialog } from '../../../components/AskDialog.tsx';
import { Button } from '../../../components/Button.tsx';
import { TextField } from '../../../components/Field.tsx';
import { showErrorToast } from '../../../components/toasts.ts';
import { sayText, useWords } from '../../../i18n/i18n.ts';
import { call, toAppError } from '../../../rpc/connection.ts';
import type { NoteDrafts } from '../notes/use-note-drafts.ts';
import type { StepRow } from '../step-rows.ts';
import { useAnswerKeys } from './use-answer-keys.ts';
import styles from './AnswerBar.module.css';

export interface AnswerBarProps {
  readonly state: RunState;
  readonly row: StepRow;
  readonly texts: RunbookInfo['texts'] | undefined;
  readonly drafts: NoteDrafts;
}

export function AnswerBar({ state: { run }, row, texts, drafts }: AnswerBarProps) {
  const t = useWords('guided');
  const [isSending, setIsSending] = useState(false);
  const [ending, setEnding] = useState<ManualAnswer | null>(null);
  const answers = row.planned.answers ?? [];
  const note = drafts.of(row.id);

  /** The buttons stay pressed until the run goes on: two presses are one answer. */
  const send = ({ value }: ManualAnswer): void => {
    setIsSending(true);
    call('runs.answer', { profileId: run.profileId, runId: run.id, stepId: row.id, answer: value, note: note.trim() })
      .then(() => drafts.write(row.id, ''))
      .catch((error: unknown) => {
        setIsSending(false);
        showErrorToast(toAppError(error));
      });
  };
  const choose = (answer: ManualAnswer): void => (answer.outcome === 'stop' ? setEnding(answer) : send(answer));
  useAnswerKeys(isSending ? [] : answers, choose);

  return (
    <section className={styles.bar} aria-label={t('answer.title')}>
      <TextField
        label={t('answer.note')}
        help={t('answer.noteHelp')}
        value={note}
        onChange={(words) => drafts.write(row.id, words)}
        rows={1}
      />
      <div className={styles.answers}>
        {answers.map((answer, index) => (
          <Button
            key={answer.value}
            kind={index === 0 ? 'primary' : answer.outcome === 'stop' ? 'danger' : 'plain'}
            isPending={isSending}
            onPress={() => choose(answer)}
            aria-keyshortcuts={index === 0 ? `${index + 1} Enter` : String(index + 1)}
          >
            <kbd className={styles.key} aria-hidden>
              {index + 1}
            </kbd>
            <span className={styles.label}>{sayText(answer.label, texts)}</span>
            {index === 0 && <CornerDownLeft size={14} aria-hidden className={styles.enter} />}
          </Button>
        ))}
        <span className={styles.space} />
        <Button isDisabled={note.trim() === ''} onPress={() => drafts.keep(row.id)}>
          {t('answer.keepNote')}
        </Button>
      </div>
      {ending !== null && (
        <AskDialog
          title={t('answer.endTitle')}
          action={sayText(ending.label, texts)}
          cancel={t('answer.endNot')}
          kind="danger"
          isQuestion
          onClose={() => setEnding(null)}
          onAct={() => send(ending)}
        >
          <p>{t('answer.endText')}</p>
        </AskDialog>
      )}
    </section>
  );
}
