// A run one step at a time: the step that counts now, big, with everything there is to know about it; all the others at the side,
// each of them readable at any time. Who reads an earlier step is not torn away when the run goes on.

import { useEffect, useRef, useState } from 'react';
import type { RunState, RunbookInfo } from '../../../../shared/model/run.ts';
import { Button } from '../../../components/Button.tsx';
import { sayText, useWords } from '../../../i18n/i18n.ts';
import type { NoteDrafts } from '../notes/use-note-drafts.ts';
import { currentRow, type StepRow } from '../step-rows.ts';
import { GuidedStep } from './GuidedStep.tsx';
import { StepRail } from './StepRail.tsx';
import styles from './GuidedRun.module.css';

export interface GuidedRunProps {
  readonly state: RunState;
  readonly rows: readonly StepRow[];
  readonly texts: RunbookInfo['texts'] | undefined;
  readonly drafts: NoteDrafts;
  readonly nowMs: number;
}

export function GuidedRun({ state, rows, texts, drafts, nowMs }: GuidedRunProps) {
  const t = useWords('guided');
  const [readId, setReadId] = useState<string | null>(null);
  const current = currentRow(rows);
  const read = rows.find((row) => row.id === readId);
  const shown = read ?? current;
  const card = useRef<HTMLDivElement>(null);
  useFocusOnStep(card, shown?.id);
  if (shown === undefined) return null;
  return (
    <div className={styles.guided}>
      <StepRail
        rows={rows}
        shownId={shown.id}
        currentId={current?.id}
        texts={texts}
        onShow={(id) => setReadId(id === current?.id ? null : id)}
      />
      <div ref={card} className={styles.card}>
        {current !== undefined && shown.id !== current.id && (
          <div className={styles.elsewhere}>
            <span>{t('elsewhere', { position: current.position, step: sayText(current.title, texts) })}</span>
            <Button onPress={() => setReadId(null)}>{t('toCurrent')}</Button>
          </div>
        )}
        <GuidedStep key={shown.id} state={state} row={shown} rows={rows} texts={texts} drafts={drafts} nowMs={nowMs} />
      </div>
    </div>
  );
}

/** Another step: readers of the screen hear its title, and the keys of its answers work at once. Typing is not interrupted. */
function useFocusOnStep(card: React.RefObject<HTMLDivElement | null>, shownId: string | undefined): void {
  const lastId = useRef(shownId);
  useEffect(() => {
    if (lastId.current === shownId) return;
    lastId.current = shownId;
    const { activeElement } = document;
    const isTyping =
      activeElement?.matches('input, textarea') === true && card.current?.contains(activeElement) !== true;
    if (!isTyping) card.current?.querySelector<HTMLElement>('h2')?.focus({ preventScroll: true });
    card.current?.closest('main')?.scrollTo({ top: 0 });
  }, [card, shownId]);
}
