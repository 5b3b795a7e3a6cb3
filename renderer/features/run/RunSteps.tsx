// The steps of a run in order, under their phases, each with its sign, its word, its reading and its time; the one that waits
// is answered right here.

import { EllipsisVertical } from 'lucide-react';
import type { RunState, RunbookInfo } from '../../../shared/model/run.ts';
import { Panel } from '../../components/Panel.tsx';
import { Code } from '../../components/Code.tsx';
import { Disclosure } from '../../components/Disclosure.tsx';
import { MenuButton } from '../../components/MenuButton.tsx';
import { StepLine } from '../../components/StepLine.tsx';
import { formatDurationIn, formatWhen } from '../../i18n/format.ts';
import { sayText, useWords } from '../../i18n/i18n.ts';
import { againFromHref } from './again-href.ts';
import { answerLabel } from './guided/answer-label.ts';
import { AnswerBar } from './guided/AnswerBar.tsx';
import { OfferedRunbooks } from './guided/OfferedRunbooks.tsx';
import { NoteLines } from './notes/NoteLines.tsx';
import type { NoteDrafts } from './notes/use-note-drafts.ts';
import { ProgressParts } from './ProgressParts.tsx';
import { useProgressWords } from './progress-words.ts';
import { ChangeTable } from './ChangeTable.tsx';
import { CommandLine } from './CommandLine.tsx';
import { isOver } from './run-list.ts';
import { PhasedSteps } from './PhasedSteps.tsx';
import { StepGuideView } from './StepGuideView.tsx';
import { useFollowed } from './use-followed.ts';
import { useStepWord } from './use-step-word.ts';
import { progressShare, type StepRow } from './step-rows.ts';
import styles from './RunSteps.module.css';

export interface RunStepsProps {
  readonly state: RunState;
  readonly rows: readonly StepRow[];
  readonly texts: RunbookInfo['texts'] | undefined;
  readonly drafts: NoteDrafts;
}

export function RunSteps(props: RunStepsProps) {
  const { state, rows, texts } = props;
  const t = useWords('run');
  const list = useFollowed(rows.find((row) => row.status === 'waiting' || row.status === 'running')?.id);
  return (
    <Panel title={t('steps.title')} aside={<Origin state={state} />}>
      <PhasedSteps steps={rows} texts={texts} list={list}>
        {(row) => <Step key={row.id} row={row} {...props} />}
      </PhasedSteps>
    </Panel>
  );
}

function Step({ row, state, texts, drafts }: RunStepsProps & { readonly row: StepRow }) {
  const t = useWords('run');
  const wordOf = useStepWord();
  const tries = row.attempt > 1 ? t('steps.attempt', { attempt: row.attempt }) : null;
  const took = row.tookMs === null ? null : formatDurationIn(row.tookMs);
  return (
    <StepLine
      sign={row.status}
      title={sayText(row.title, texts)}
      detail={<Detail row={row} error={state.run.error} texts={texts} />}
      kind={t(`kind.${row.kind}`)}
      word={[wordOf(row), tries, took].filter(Boolean).join(' · ')}
      share={row.status === 'running' && row.progress !== null ? progressShare(row.progress) : undefined}
      more={<More row={row} state={state} texts={texts} drafts={drafts} />}
      actions={isOver(state.run.status) ? <StepMenu row={row} state={state} /> : undefined}
    />
  );
}

function More({ row, state, texts, drafts }: Omit<RunStepsProps, 'rows'> & { readonly row: StepRow }) {
  const t = useWords('guided');
  const tr = useWords('run');
  const isWaiting = row.status === 'waiting';
  const notes = Object.values(state.notes).filter((note) => note.stepId === row.id);
  return (
    <>
      {row.status === 'running' && row.progress !== null && <ProgressParts progress={row.progress} />}
      {row.planned.guide !== undefined && (
        <Disclosure summary={t('guide.title')} isOpen={isWaiting}>
          <StepGuideView guide={row.planned.guide} texts={texts} />
        </Disclosure>
      )}
      {row.answer !== null && row.answer.note !== '' && <p className={styles.note}>“{row.answer.note}”</p>}
      {row.foreseen.length > 0 && (
        <Disclosure summary={tr('steps.foreseen')} isOpen>
          <ChangeTable caption={tr('steps.foreseen')} changes={row.foreseen} texts={texts} />
        </Disclosure>
      )}
      <NoteLines notes={notes} />
      {row.wasReached && <OfferedRunbooks state={state} offers={row.planned.offers ?? []} />}
      {isWaiting && (
        <div className={styles.answer}>
          <AnswerBar state={state} row={row} texts={texts} drafts={drafts} />
        </div>
      )}
    </>
  );
}

/** What can be done with a step once the run is over. */
function StepMenu({ row, state }: { readonly row: StepRow; readonly state: RunState }) {
  const t = useWords('run');
  return (
    <MenuButton
      label={t('steps.menu', { position: row.position })}
      icon={<EllipsisVertical size={15} aria-hidden />}
      actions={[
        {
          id: 'again',
          label: t('steps.runFrom'),
          onAction: () => (window.location.hash = againFromHref(state, row.id)),
        },
      ]}
    />
  );
}

/** Who confirmed which plan, and why. */
function Origin({ state: { run } }: { readonly state: RunState }) {
  const t = useWords('run');
  return (
    <span className={styles.origin}>
      <span>
        {t('steps.plan')}{' '}
        <span title={run.planHash}>
          <Code>{shortHash(run.planHash)}</Code>
        </span>
      </span>
      <span>{formatWhen(run.startedMs)}</span>
      {run.operator !== '' && <span>{t('steps.by', { operator: run.operator })}</span>}
      {run.approvedBy !== null && <span>{t('steps.approvedBy', { name: run.approvedBy })}</span>}
      {run.reason !== '' && <span title={run.reason}>{t('steps.reason', { reason: run.reason })}</span>}
    </span>
  );
}

interface DetailProps {
  readonly row: StepRow;
  /** Why the run failed: said at the failed step where that said nothing itself. */
  readonly error: RunState['run']['error'];
  readonly texts: RunStepsProps['texts'];
}

function Detail({ row, error, texts }: DetailProps) {
  const t = useWords('guided');
  const progressWords = useProgressWords();
  if (row.status === 'running' && row.progress !== null) {
    const detail = row.progress.detail ?? row.reading;
    return [progressWords(row.progress), detail === null ? null : sayText(detail, texts)].filter(Boolean).join(' · ');
  }
  const answer = answerLabel(row, texts);
  if (answer !== null && row.answer !== null) return `${answer} · ${t('answered', { by: row.answer.by })}`;
  if (row.reading !== null) return sayText(row.reading, texts);
  if (row.status === 'failed' && error !== null) return error.message;
  return row.kind === 'act' || row.kind === 'manual' ? <CommandLine commands={row.commands} /> : null;
}

function shortHash(hash: string): string {
  return hash.length > 8 ? `${hash.slice(0, 4)}…${hash.slice(-2)}` : hash;
}
