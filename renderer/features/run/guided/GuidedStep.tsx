// One step as a page of its own: where it stands, why, what to do, what it says now, how to know that it worked, what to do if
// not, and the answers.

import type { RunState, RunbookInfo } from '../../../../shared/model/run.ts';
import { ButtonLink } from '../../../components/Button.tsx';
import { Panel } from '../../../components/Panel.tsx';
import { StepMark } from '../../../components/StepMark.tsx';
import { Tag } from '../../../components/Tag.tsx';
import { formatDurationIn } from '../../../i18n/format.ts';
import { sayText, useWords } from '../../../i18n/i18n.ts';
import { againFromHref } from '../again-href.ts';
import { NoteLines } from '../notes/NoteLines.tsx';
import type { NoteDrafts } from '../notes/use-note-drafts.ts';
import { ProgressParts } from '../ProgressParts.tsx';
import { useProgressWords } from '../progress-words.ts';
import { isOver } from '../run-list.ts';
import { StepGuideView } from '../StepGuideView.tsx';
import { progressShare, type StepRow } from '../step-rows.ts';
import { useStepWord } from '../use-step-word.ts';
import { answerLabel } from './answer-label.ts';
import { AnswerBar } from './AnswerBar.tsx';
import { OfferedRunbooks } from './OfferedRunbooks.tsx';
import { StepCommands } from './StepCommands.tsx';
import styles from './GuidedStep.module.css';

export interface GuidedStepProps {
  readonly state: RunState;
  readonly row: StepRow;
  readonly rows: readonly StepRow[];
  readonly texts: RunbookInfo['texts'] | undefined;
  readonly drafts: NoteDrafts;
  readonly nowMs: number;
}

export function GuidedStep({ state, row, rows, texts, drafts, nowMs }: GuidedStepProps) {
  const t = useWords('guided');
  const run = useWords('run');
  const wordOf = useStepWord();
  const { planned } = row;
  const guide = planned.guide;
  return (
    <Panel className={styles.step}>
      <header className={styles.head}>
        <span>{t('position', { position: row.position, total: rows.length })}</span>
        {row.phase !== undefined && <span>{sayText(row.phase, texts)}</span>}
        <span className={styles.space} />
        {row.tookMs !== null && <Timer label={t('stepTime')} ms={row.tookMs} />}
        <Timer label={t('runTime')} ms={Math.max(0, (state.run.endedMs ?? nowMs) - state.run.startedMs)} />
      </header>
      <div className={styles.name}>
        <StepMark sign={row.status} />
        <h2 className={styles.title} tabIndex={-1}>
          {sayText(row.title, texts)}
        </h2>
      </div>
      <p className={styles.facts}>
        <Tag tone={row.status === 'waiting' ? 'attention' : row.status === 'failed' ? 'critical' : 'plain'}>
          {wordOf(row)}
        </Tag>
        <span>{run(`kind.${row.kind}`)}</span>
        {planned.limitMs !== undefined && <span>{t('limit', { limit: planned.limitMs })}</span>}
        {row.attempt > 1 && <span>{t('attempt', { attempt: row.attempt, tries: planned.tries ?? row.attempt })}</span>}
      </p>
      {guide !== undefined && <StepGuideView guide={guide} texts={texts} parts={['why', 'how']} />}
      <StepCommands commands={planned.commands} />
      <StepReading row={row} error={state.run.error} texts={texts} />
      {guide !== undefined && <StepGuideView guide={guide} texts={texts} parts={['worked', 'otherwise']} />}
      <OfferedRunbooks state={state} offers={planned.offers ?? []} />
      <Answer row={row} texts={texts} />
      <NoteLines notes={Object.values(state.notes).filter((note) => note.stepId === row.id)} />
      {isOver(state.run.status) && (
        <div>
          <ButtonLink href={againFromHref(state, row.id)}>{run('steps.runFrom')}</ButtonLink>
        </div>
      )}
      {state.waitingFor === row.id && <AnswerBar state={state} row={row} texts={texts} drafts={drafts} />}
    </Panel>
  );
}

function Timer({ label, ms }: { readonly label: string; readonly ms: number }) {
  return (
    <span className={styles.timer}>
      {label} <bdi>{formatDurationIn(ms < 60_000 ? Math.floor(ms / 1_000) * 1_000 : ms)}</bdi>
    </span>
  );
}

interface StepReadingProps {
  readonly row: StepRow;
  readonly error: RunState['run']['error'];
  readonly texts: GuidedStepProps['texts'];
}

/** What the servers say: live while the step runs, kept afterwards. */
function StepReading({ row, error, texts }: StepReadingProps) {
  const t = useWords('guided');
  const progressWords = useProgressWords();
  const words = row.reading === null ? null : sayText(row.reading, texts);
  const failure = row.status === 'failed' && error !== null ? [error.message, error.hint].filter(Boolean) : [];
  const share = row.progress === null ? undefined : progressShare(row.progress);
  if (words === null && failure.length === 0 && row.progress === null) return null;
  return (
    <section className={`${styles.reading} ${row.status === 'failed' ? styles.failed : ''}`} aria-live="polite">
      <h3>{t(row.status === 'running' ? 'reading' : 'readingThen')}</h3>
      {words !== null && <p className={styles.says}>{words}</p>}
      {failure.map((sentence) => sentence !== words && <p key={sentence}>{sentence}</p>)}
      {row.progress !== null && row.status === 'running' && (
        <>
          <p>{progressWords(row.progress)}</p>
          <progress max={1} {...(share === null || share === undefined ? {} : { value: share })} />
          <ProgressParts progress={row.progress} />
        </>
      )}
    </section>
  );
}

function Answer({ row, texts }: { readonly row: StepRow; readonly texts: GuidedStepProps['texts'] }) {
  const t = useWords('guided');
  const label = answerLabel(row, texts);
  if (row.answer === null || label === null) return null;
  return (
    <section className={styles.reading}>
      <h3>{t('answered', { by: row.answer.by })}</h3>
      <p className={styles.says}>{label}</p>
      {row.answer.note !== '' && <p className={styles.note}>{row.answer.note}</p>}
    </section>
  );
}
