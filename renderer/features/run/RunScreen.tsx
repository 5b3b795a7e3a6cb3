// One run, live or long over: what it does, what it read, how to stop it, what to do if it goes wrong, and its report.

import { useEffect, useState } from 'react';
import type { RunState } from '../../../shared/model/run.ts';
import { ButtonLink } from '../../components/Button.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { ScreenBody } from '../../components/ScreenBody.tsx';
import { ScreenHeader } from '../../components/ScreenHeader.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { StreamGate } from '../../components/StreamGate.tsx';
import { sayText, useWords } from '../../i18n/i18n.ts';
import { href } from '../../route.ts';
import { useRunbook } from '../../stores/runbooks-store.ts';
import { streamStore, useStream } from '../../stores/use-stream.ts';
import { PlanExactly } from './PlanExactly.tsx';
import { RunActions } from './RunActions.tsx';
import { RunAnnouncer } from './RunAnnouncer.tsx';
import { RunBanner } from './RunBanner.tsx';
import { RunSteps } from './RunSteps.tsx';
import { Stopwatch } from './Stopwatch.tsx';
import { WayBack } from './WayBack.tsx';
import { stepRows } from './step-rows.ts';
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
  const t = useWords('run');
  const runbook = useRunbook(state.run.runbookId);
  const nowMs = useFastNow(isLive && state.run.status === 'running');
  const rows = stepRows(state, nowMs);
  const texts = runbook?.texts;
  return (
    <div className={styles.screen}>
      <ScreenHeader
        trail={
          <>
            <a href={href('runbooks')}>{t('trailRunbooks')}</a>
            {' / '}
            <a href={href('runbooks', state.run.runbookId)}>
              {texts ? sayText({ key: 'title' }, texts) : state.run.runbookId}
            </a>
          </>
        }
        title={sayText(state.run.title, texts)}
        actions={<RunActions state={state} rows={rows} texts={texts} />}
      />
      <RunBanner state={state} rows={rows} texts={texts} nowMs={nowMs} />
      <div className={styles.columns}>
        <div className={`${styles.column} ${styles.steps}`}>
          <RunSteps state={state} rows={rows} texts={texts} />
          <WayBack state={state} texts={texts} area={runbook?.area} />
        </div>
        <div className={`${styles.column} ${styles.plan}`}>
          <Stopwatch state={state} nowMs={nowMs} texts={texts} />
          <PlanExactly plan={state.plan} texts={texts} />
        </div>
      </div>
      <RunAnnouncer status={state.run.status} rows={rows} texts={texts} />
    </div>
  );
}

const STOPWATCH_TICK_MS = 200;

/** The time, renewed often enough for a stopwatch; it stands still when the run is over or cannot be seen. */
function useFastNow(isRunning: boolean): number {
  const [nowMs, setNowMs] = useState(() => Date.now());
  useEffect(() => {
    if (!isRunning) return undefined;
    const timer = setInterval(() => setNowMs(Date.now()), STOPWATCH_TICK_MS);
    return () => clearInterval(timer);
  }, [isRunning]);
  return nowMs;
}

function Waiting() {
  return (
    <div className={styles.screen}>
      <Skeleton lines={2} height={24} />
      <div className={styles.columns}>
        <Skeleton lines={7} height={46} />
        <Skeleton lines={3} height={80} />
      </div>
    </div>
  );
}
