// All steps of a run at the side, under their phases: which are done and how they were answered, where it is, what comes.

import { useEffect, useRef } from 'react';
import { Button as AriaButton } from 'react-aria-components';
import type { RunbookInfo } from '../../../../shared/model/run.ts';
import { Panel } from '../../../components/Panel.tsx';
import { StepMark } from '../../../components/StepMark.tsx';
import { formatDurationIn } from '../../../i18n/format.ts';
import { sayText, useWords } from '../../../i18n/i18n.ts';
import { byPhase } from '../step-phases.ts';
import type { StepRow } from '../step-rows.ts';
import { answerLabel } from './answer-label.ts';
import styles from './StepRail.module.css';

export interface StepRailProps {
  readonly rows: readonly StepRow[];
  readonly shownId: string;
  readonly currentId: string | undefined;
  readonly texts: RunbookInfo['texts'] | undefined;
  readonly onShow: (stepId: string) => void;
}

export function StepRail({ rows, shownId, currentId, texts, onShow }: StepRailProps) {
  const t = useWords('guided');
  const list = useRef<HTMLElement>(null);
  useEffect(() => {
    if (currentId === undefined) return;
    list.current?.querySelector('[aria-current="step"]')?.scrollIntoView({ block: 'nearest' });
  }, [currentId]);
  const done = rows.filter((row) => row.status === 'done').length;
  return (
    <Panel title={t('steps')} aside={t('doneOf', { done, total: rows.length })} flush className={styles.rail}>
      <nav ref={list} className={styles.list} aria-label={t('steps')}>
        {byPhase(rows).map(({ phase, rows: own }, index) => (
          <section key={index}>
            {phase !== null && <h3 className={styles.phase}>{sayText(phase, texts)}</h3>}
            <ol>
              {own.map((row) => (
                <li key={row.id} aria-current={row.id === currentId ? 'step' : undefined}>
                  <AriaButton
                    className={styles.step!}
                    aria-pressed={row.id === shownId}
                    data-shown={row.id === shownId || undefined}
                    data-current={row.id === currentId || undefined}
                    data-dim={(!row.wasReached && row.id !== currentId) || undefined}
                    onPress={() => onShow(row.id)}
                  >
                    <StepMark sign={row.status} />
                    <span className={styles.words}>
                      <span className={styles.title}>
                        {row.position}. {sayText(row.title, texts)}
                      </span>
                      <StepSays row={row} texts={texts} />
                    </span>
                  </AriaButton>
                </li>
              ))}
            </ol>
          </section>
        ))}
      </nav>
    </Panel>
  );
}

/** The answer where there is one, else the state in a word and how long it took. */
function StepSays({ row, texts }: { readonly row: StepRow; readonly texts: StepRailProps['texts'] }) {
  const t = useWords('run');
  if (!row.wasReached) return <span className="visually-hidden">{t('step.pending')}</span>;
  const answer = answerLabel(row, texts);
  const took = row.tookMs === null || row.status === 'running' ? null : formatDurationIn(row.tookMs);
  return (
    <span className={styles.says}>
      {[answer ?? t(`step.${row.status}`), took].filter(Boolean).join(' · ')}
      {row.answer !== null && row.answer.note !== '' && <span className={styles.note}>“{row.answer.note}”</span>}
    </span>
  );
}
