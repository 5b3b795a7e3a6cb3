// The steps of a run in order, each with its sign, its word, its reading and its time.

import type { RunState, RunbookInfo } from '../../../shared/model/run.ts';
import { Panel } from '../../components/Panel.tsx';
import { Code } from '../../components/Code.tsx';
import { StepLine } from '../../components/StepLine.tsx';
import { formatDurationIn, formatWhen } from '../../i18n/format.ts';
import { sayText, useWords } from '../../i18n/i18n.ts';
import { useProgressWords } from './progress-words.ts';
import { CommandLine } from './CommandLine.tsx';
import { useFollowed } from './use-followed.ts';
import { progressShare, type StepRow } from './step-rows.ts';
import styles from './RunSteps.module.css';

export interface RunStepsProps {
  readonly state: RunState;
  readonly rows: readonly StepRow[];
  readonly texts: RunbookInfo['texts'] | undefined;
}

export function RunSteps({ state, rows, texts }: RunStepsProps) {
  const t = useWords('run');
  const list = useFollowed(rows.find((row) => row.status === 'running')?.id);
  return (
    <Panel title={t('steps.title')} aside={<Origin state={state} />}>
      <ol className={styles.steps} ref={list}>
        {rows.map((row) => (
          <StepLine
            key={row.id}
            sign={row.status}
            title={sayText(row.title, texts)}
            detail={<Detail row={row} error={state.run.error} texts={texts} />}
            kind={t(`kind.${row.kind}`)}
            word={wordOf(t(`step.${row.status}`), row.tookMs)}
            share={row.status === 'running' && row.progress !== null ? progressShare(row.progress) : undefined}
          />
        ))}
      </ol>
    </Panel>
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
  const progressWords = useProgressWords();
  if (row.status === 'running' && row.progress !== null) {
    const detail = row.progress.detail ?? row.reading;
    return [progressWords(row.progress), detail === null ? null : sayText(detail, texts)].filter(Boolean).join(' · ');
  }
  if (row.reading !== null) return sayText(row.reading, texts);
  if (row.status === 'failed' && error !== null) return error.message;
  return row.kind === 'act' ? <CommandLine commands={row.commands} /> : null;
}

function wordOf(status: string, tookMs: number | null): string {
  return tookMs === null ? status : `${status} · ${formatDurationIn(tookMs)}`;
}

function shortHash(hash: string): string {
  return hash.length > 8 ? `${hash.slice(0, 4)}…${hash.slice(-2)}` : hash;
}
