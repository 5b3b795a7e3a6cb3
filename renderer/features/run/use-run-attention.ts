// Runs that stand still until a person does something: as a list, in the title of the page, and as a message when one begins to wait.

import { useEffect, useRef } from 'react';
import type { RunSummary } from '../../../shared/model/run.ts';
import { showToast } from '../../components/toasts.ts';
import { sayText, useWords } from '../../i18n/i18n.ts';
import { parseRoute } from '../../route.ts';
import { useRunbooks } from '../../stores/runbooks-store.ts';
import { useStream } from '../../stores/use-stream.ts';
import { newlyWaiting, standingRuns } from './run-attention.ts';

export function useStandingRuns(): readonly RunSummary[] {
  return standingRuns(useStream('runs.watch', {}, ({ data }) => data?.runs) ?? {});
}

/** What stands before the page's title while a run waits for an answer; empty otherwise. */
export function useWaitingTitle(): string {
  const t = useWords('run');
  return useStandingRuns().some((run) => run.status === 'waiting') ? `${t('attention.title')} · ` : '';
}

/** Whoever starts a run is led to its screen meanwhile. */
const MESSAGE_AFTER_MS = 1_000;

/** Says once that a run began to wait, unless its screen is open. */
export function useWaitingMessage(): void {
  const t = useWords('run');
  const { runbooks } = useRunbooks();
  const runs = useStream('runs.watch', {}, ({ data }) => data?.runs);
  const before = useRef<Readonly<Record<string, RunSummary>> | null>(null);
  useEffect(() => {
    if (runs === undefined) return;
    for (const run of newlyWaiting(before.current, runs)) {
      const texts = runbooks.find((runbook) => runbook.id === run.runbookId)?.texts;
      setTimeout(() => {
        const { screen, id } = parseRoute(window.location.hash);
        if (screen === 'runs' && id === run.id) return;
        showToast({ health: 'attention', text: t('attention.waiting', { title: sayText(run.title, texts) }) });
      }, MESSAGE_AFTER_MS);
    }
    before.current = runs;
  }, [runs, runbooks, t]);
}
