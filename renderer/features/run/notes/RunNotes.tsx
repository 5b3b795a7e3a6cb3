// Everything that was written down during a run, and a place to write more, also long after it ended.

import type { RunState, RunbookInfo } from '../../../../shared/model/run.ts';
import { Button } from '../../../components/Button.tsx';
import { TextField } from '../../../components/Field.tsx';
import { Panel } from '../../../components/Panel.tsx';
import { sayText, useWords } from '../../../i18n/i18n.ts';
import { NoteLines } from './NoteLines.tsx';
import type { NoteDrafts } from './use-note-drafts.ts';
import styles from './RunNotes.module.css';

export interface RunNotesProps {
  readonly state: RunState;
  readonly texts: RunbookInfo['texts'] | undefined;
  readonly drafts: NoteDrafts;
}

export function RunNotes({ state, texts, drafts }: RunNotesProps) {
  const t = useWords('guided');
  const titleOf = (stepId: string): string | undefined => {
    const step = state.plan.steps.find((each) => each.id === stepId);
    return step === undefined ? undefined : sayText(step.title, texts);
  };
  return (
    <Panel title={t('notes.title')}>
      <div className={styles.notes}>
        <NoteLines notes={Object.values(state.notes)} stepOf={titleOf} />
        <form
          className={styles.form}
          onSubmit={(event) => {
            event.preventDefault();
            drafts.keep(null);
          }}
        >
          <TextField
            label={t('notes.write')}
            help={t('notes.writeHelp')}
            value={drafts.of(null)}
            onChange={(words) => drafts.write(null, words)}
            rows={2}
          />
          <Button type="submit" isDisabled={drafts.of(null).trim() === ''}>
            {t('notes.keep')}
          </Button>
        </form>
      </div>
    </Panel>
  );
}
