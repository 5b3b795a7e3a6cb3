// One run, live or long over: what it does, what it read, how to stop it, what to do if it goes wrong, and its report.

import { useEffect, useState, type ReactNode } from 'react';
import type { RunState, RunbookInfo, RunStatus } from '../../../shared/model/run.ts';
import { ButtonLink } from '../../components/Button.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { Column, Columns, Rows, ScreenBody } from '../../components/ScreenBody.tsx';
import { ScreenHeader } from '../../components/ScreenHeader.tsx';
import { Segmented } from '../../components/Segmented.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { StreamGate } from '../../components/StreamGate.tsx';
import { Tag } from '../../components/Tag.tsx';
import { sayText, useWords } from '../../i18n/i18n.ts';
import { href } from '../../route.ts';
import { useRunbook, useRunbooks, useRunTexts } from '../../stores/runbooks-store.ts';
import { streamStore, useStream } from '../../stores/use-stream.ts';
import { GuidedRun } from './guided/GuidedRun.tsx';
import { RunNotes } from './notes/RunNotes.tsx';
import { useNoteDrafts } from './notes/use-note-drafts.ts';
import { PlanExactly } from './PlanExactly.tsx';
import { RunActions } from './RunActions.tsx';
import { RunAnnouncer } from './RunAnnouncer.tsx';
import { RunBanner } from './RunBanner.tsx';
import { isGoingOn } from './run-list.ts';
import { RunSteps } from './RunSteps.tsx';
import { Stopwatch } from './Stopwatch.tsx';
import { WayBack } from './WayBack.tsx';
import { WaysOut } from './ways/WaysOut.tsx';
import { stepRows } from './step-rows.ts';
import { useRunView, type RunView } from './use-run-view.ts';
import styles from './RunScreen.module.css';

export function RunScreen({ runId }: { readonly runId: string }) {
  const t = useWords('run');
  const stream = useStream('run.watch', { runId });
  const missing = stream.error?.code === 'not_found' && stream.data === undefined;
  return (
    <ScreenBody>
      {missing ? (
        <EmptyState
          title={t('notFound.title')}
          text={t('notFound.text')}
          action={<ButtonLink href={href('runs')}>{t('notFound.action')}</ButtonLink>}
        />
      ) : (
        <StreamGate stream={stream} onRetry={() => streamStore('run.watch', { runId }).retry()} waiting={<Waiting />}>
          {(state) => <Run state={state} isLive={stream.status === 'live'} />}
        </StreamGate>
      )}
    </ScreenBody>
  );
}

function Run({ state, isLive }: { readonly state: RunState; readonly isLive: boolean }) {
  const { run, plan } = state;
  const runbook = useRunbook(run.runbookId);
  const texts = useRunTexts(run.runbookId);
  const nowMs = useRunNow(isLive ? run.status : null);
  const rows = stepRows(state, nowMs);
  const drafts = useNoteDrafts(run.id);
  const [view, setView] = useRunView();
  const isGuided = plan.steps.some((step) => step.kind === 'manual');
  const isOneStep = isGuided && view === 'one';
  return (
    <Rows>
      <ScreenHeader
        trail={<Trail state={state} />}
        title={<Title state={state} texts={texts} />}
        actions={
          <>
            {isGuided && <ViewSwitch view={view} onChange={setView} />}
            <RunActions state={state} rows={rows} texts={texts} />
          </>
        }
      />
      <RunBanner state={state} rows={rows} texts={texts} nowMs={nowMs} />
      <WaysOut state={state} texts={texts} />
      {isOneStep ? (
        <>
          <GuidedRun state={state} rows={rows} texts={texts} drafts={drafts} nowMs={nowMs} />
          <div className={styles.pair}>
            <RunNotes state={state} texts={texts} drafts={drafts} />
            <WayBack state={state} texts={texts} area={runbook?.area} />
          </div>
        </>
      ) : (
        <Columns className={styles.columns}>
          <Column className={styles.steps}>
            <RunSteps state={state} rows={rows} texts={texts} drafts={drafts} />
            <WayBack state={state} texts={texts} area={runbook?.area} />
          </Column>
          <Column className={styles.plan}>
            <Stopwatch state={state} nowMs={nowMs} texts={texts} />
            <RunNotes state={state} texts={texts} drafts={drafts} />
            <PlanExactly plan={plan} texts={texts} />
          </Column>
        </Columns>
      )}
      <RunAnnouncer status={run.status} rows={rows} texts={texts} />
    </Rows>
  );
}

function ViewSwitch({ view, onChange }: { readonly view: RunView; readonly onChange: (view: RunView) => void }) {
  const t = useWords('guided');
  return (
    <Segmented
      label={t('view.label')}
      value={view}
      onChange={onChange}
      choices={[
        { value: 'one', label: t('view.one') },
        { value: 'all', label: t('view.all') },
      ]}
    />
  );
}

interface HeadProps {
  readonly state: RunState;
  readonly texts: RunbookInfo['texts'] | undefined;
}

function Trail({ state: { run } }: Pick<HeadProps, 'state'>): ReactNode {
  const t = useWords('run');
  const { runbooks } = useRunbooks();
  const parent = useStream('runs.watch', {}, ({ data }) => data?.runs[run.parentRunId ?? '']);
  const runbook = runbooks.find((each) => each.id === run.runbookId);
  const parentTexts = runbooks.find((each) => each.id === parent?.runbookId)?.texts;
  return (
    <>
      <a href={href('runbooks')}>{t('trailRunbooks')}</a>
      {' / '}
      <a href={href('runbooks', run.runbookId)}>{runbook ? sayText({ key: 'title' }, runbook.texts) : run.runbookId}</a>
      {parent !== undefined && (
        <>
          {' · '}
          <a className={styles.parent} href={href('runs', parent.id)}>
            {t('banner.partOf', { title: sayText(parent.title, parentTexts) })}
          </a>
        </>
      )}
    </>
  );
}

function Title({ state: { run }, texts }: HeadProps): ReactNode {
  const t = useWords('run');
  return (
    <>
      {sayText(run.title, texts)} {run.dryRun && <Tag tone="information">{t('dryRun')}</Tag>}
    </>
  );
}

const STOPWATCH_TICK_MS = 200;
const WAITING_TICK_MS = 1_000;

/** The time, renewed often enough for a stopwatch; it stands still when the run is over or cannot be seen (null). */
function useRunNow(status: RunStatus | null): number {
  const [nowMs, setNowMs] = useState(() => Date.now());
  const tickMs = status === 'running' ? STOPWATCH_TICK_MS : status && isGoingOn(status) ? WAITING_TICK_MS : null;
  useEffect(() => {
    if (tickMs === null) return undefined;
    const timer = setInterval(() => setNowMs(Date.now()), tickMs);
    return () => clearInterval(timer);
  }, [tickMs]);
  return nowMs;
}

function Waiting() {
  return (
    <Rows>
      <Skeleton lines={2} height={24} />
      <Columns className={styles.columns}>
        <Skeleton lines={7} height={46} />
        <Skeleton lines={3} height={80} />
      </Columns>
    </Rows>
  );
}
