// Where notes are written: Enter adds, Shift-Enter begins a new line. What could not be kept stays in the field.

import { useState, type KeyboardEvent } from 'react';
import { Button } from '../../components/Button.tsx';
import { useWords } from '../../i18n/i18n.ts';
import { tell } from './incident-calls.ts';
import styles from './Timeline.module.css';

export function NoteBox({ incidentId }: { readonly incidentId: string }) {
  const t = useWords('incidents');
  const [text, setText] = useState('');
  const [isBusy, setIsBusy] = useState(false);
  const add = async (): Promise<void> => {
    if (text.trim() === '' || isBusy) return;
    setIsBusy(true);
    if (await tell('incidents.note', { incidentId, text })) setText('');
    setIsBusy(false);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    // While a word is being composed (Arabic, Chinese), Enter belongs to the input method.
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    void add();
  };
  return (
    <div className={styles.noteBox}>
      <textarea
        className={styles.noteField}
        rows={1}
        dir="auto"
        aria-label={t('note.label')}
        placeholder={t('note.placeholder')}
        value={text}
        maxLength={10_000}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={onKeyDown}
      />
      <Button isPending={isBusy} isDisabled={text.trim() === ''} onPress={() => void add()}>
        {t('note.add')}
      </Button>
    </div>
  );
}
