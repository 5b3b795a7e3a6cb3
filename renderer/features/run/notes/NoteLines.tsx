// Notes and changes of hands, oldest first: who wrote what, when.

import type { RunNote } from '../../../../shared/model/run.ts';
import { formatWhen } from '../../../i18n/format.ts';
import { useWords } from '../../../i18n/i18n.ts';
import styles from './NoteLines.module.css';

export interface NoteLinesProps {
  readonly notes: readonly RunNote[];
  /** The step's title, where notes of several steps stand together. */
  readonly stepOf?: (stepId: string) => string | undefined;
}

export function NoteLines({ notes, stepOf }: NoteLinesProps) {
  const t = useWords('guided');
  if (notes.length === 0) return null;
  const inOrder = [...notes].sort((a, b) => a.atMs - b.atMs);
  return (
    <ul className={styles.notes}>
      {inOrder.map((note) => {
        const step = note.stepId === null ? undefined : stepOf?.(note.stepId);
        return (
          <li key={note.id} className={styles.note} data-kind={note.kind}>
            <p className={styles.head}>
              <time dateTime={new Date(note.atMs).toISOString()}>{formatWhen(note.atMs)}</time>
              <span>{note.by}</span>
              {note.kind === 'handover' && <strong>{t('notes.handedOver')}</strong>}
              {step !== undefined && <span>{step}</span>}
            </p>
            <p className={styles.text}>{note.text}</p>
          </li>
        );
      })}
    </ul>
  );
}
