// Where the run stands, in one sentence that is always in the same place: what it does now, or how it ended and what to do next.

import type { ReactNode } from 'react';
import type { RunState, RunbookInfo } from '../../../shared/model/run.ts';
import { RUN_HEALTH } from '../../../shared/model/run-health.ts';
import { HealthMark } from '../../components/Health.tsx';
import { StepMark } from '../../components/StepMark.tsx';
import { ButtonLink } from '../../components/Button.tsx';
import { formatDurationIn } from '../../i18n/format.ts';
import { sayText, useWords } from '../../i18n/i18n.ts';
import { againHref } from './again-href.ts';
import { isOver } from './run-list.ts';
import { countSteps, type StepRow } from './step-rows.ts';
import styles from './RunBanner.module.css';

export interface RunBannerProps {
  readonly state: RunState;
  readonly rows: readonly StepRow[];
  readonly texts: RunbookInfo['texts'] | undefined;
  readonly nowMs: number;
}

export function RunBanner({ state, rows, texts, nowMs }: RunBannerProps) {
  const { run } = state;
  const { title, text } = useSentence(state, rows, texts, nowMs);
  const t = useWords('run');
  const mayPlanAgain = isOver(run.status) && (run.status !== 'done' || run.dryRun);
  return (
    <div className={`${styles.banner} ${styles[run.status]}`}>
      {run.status === 'running' ? (
        <StepMark sign="running" />
      ) : (
        <HealthMark health={RUN_HEALTH[run.status]} decorative />
      )}
      <div className={styles.words}>
        <p className={styles.title}>{title}</p>
        <p className={styles.text}>{text}</p>
      </div>
      {mayPlanAgain && <ButtonLink href={againHref(state)}>{t('banner.runAgain')}</ButtonLink>}
    </div>
  );
}

function useSentence(
  state: RunState,
  rows: readonly StepRow[],
  texts: RunBannerProps['texts'],
  nowMs: number,
): { readonly title: string; readonly text: ReactNode } {
  const t = useWords('run');
  const { run } = state;
  const took = Math.max(0, (run.endedMs ?? nowMs) - run.startedMs);
  const currentIndex = rows.findIndex((row) => row.status === 'running');
  const current = rows[currentIndex];
  const error = run.error;
  const titleOf = (stepId: string | null | undefined): string => {
    const step = rows.find((row) => row.id === stepId);
    return step === undefined ? '' : sayText(step.title, texts);
  };
  switch (run.status) {
    case 'running':
      if (current === undefined) return { title: t('banner.starting'), text: formatDurationIn(took) };
      return {
        title: t('banner.running', {
          position: currentIndex + 1,
          total: rows.length,
          step: sayText(current.title, texts),
        }),
        text: cancelText(state, current.id, t),
      };
    case 'waiting':
      return { title: t('banner.waiting', { step: titleOf(state.waitingFor) }), text: t('banner.waitingText') };
    case 'paused': {
      const runningIndex = rows.findIndex((row) => row.status === 'running');
      const index = runningIndex >= 0 ? runningIndex : rows.findIndex((row) => row.status === 'pending');
      const where = { position: index + 1, total: rows.length, step: titleOf(rows[index]?.id) };
      return { title: t(runningIndex >= 0 ? 'banner.pausedIn' : 'banner.paused', where), text: t('banner.pausedText') };
    }
    case 'done':
      return { title: t('banner.done', { took }), text: t(doneText(state)) };
    case 'blocked':
      return { title: t('banner.blocked'), text: sentence(error?.message, error?.hint) };
    case 'failed':
      return {
        title: error?.message ?? t('banner.failed', { took }),
        text: error?.hint ?? t('banner.failed', { took }),
      };
    case 'cancelled':
      return { title: t('banner.cancelled', { took }), text: t('banner.cancelledText') };
    case 'stopped':
      return { title: t('banner.stopped'), text: t('banner.stoppedText') };
    case 'interrupted': {
      const { done, total, unknown } = countSteps(rows);
      return {
        title: t('banner.interrupted'),
        text: sentence(
          t('banner.interruptedText', { done, total }),
          unknown > 0 ? t('banner.interruptedUnknown', { count: unknown }) : undefined,
          t('banner.interruptedNext'),
        ),
      };
    }
  }
}

function doneText({ run, plan }: RunState): 'banner.dryRunText' | 'banner.doneByHand' | 'banner.doneText' {
  if (run.dryRun) return 'banner.dryRunText';
  return plan.steps.some((step) => step.kind === 'manual') ? 'banner.doneByHand' : 'banner.doneText';
}

/** What a cancel would do now: said before the button is pressed. */
function cancelText(state: RunState, stepId: string, t: ReturnType<typeof useWords<'run'>>): string {
  if (!state.canCancel) return t('cancel.never');
  const planned = state.plan.steps.find((step) => step.id === stepId);
  if (!planned?.cancellable) return t('cancel.afterStepText');
  return t(planned.kind === 'act' ? 'cancel.nowText' : 'cancel.readsText');
}

function sentence(...parts: readonly (string | undefined)[]): string {
  return parts.filter(Boolean).join(' ');
}
