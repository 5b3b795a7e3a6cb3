// The runbooks of the engine, with their texts, for every screen that names one: read on first use, and again when asked.

import { useEffect, useMemo } from 'react';
import { createStore } from 'zustand/vanilla';
import { useStore } from 'zustand';
import type { RunbookInfo } from '../../shared/model/run.ts';
import type { AppError } from '../../shared/errors.ts';
import { textsOfRun } from '../../shared/texts/run-texts.ts';
import { call, connectionStore, toAppError } from '../rpc/connection.ts';

export interface RunbooksState {
  readonly status: 'idle' | 'loading' | 'ready' | 'failed';
  readonly runbooks: readonly RunbookInfo[];
  readonly error: AppError | undefined;
}

export const runbooksStore = createStore<RunbooksState>(() => ({ status: 'idle', runbooks: [], error: undefined }));

/** The runbooks, asked for on first use and again when a connection comes back after a failure. */
export function useRunbooks(): RunbooksState {
  const connection = useStore(connectionStore, (state) => state.status);
  useEffect(() => {
    const { status } = runbooksStore.getState();
    if (connection === 'open' && (status === 'idle' || status === 'failed')) void loadRunbooks();
  }, [connection]);
  return useStore(runbooksStore);
}

export function useRunbook(id: string): RunbookInfo | undefined {
  return useRunbooks().runbooks.find((runbook) => runbook.id === id);
}

/** The words of a run, also of one whose runbook is not here any more. Undefined while they are asked for. */
export function useRunTexts(runbookId: string): RunbookInfo['texts'] | undefined {
  const { status, runbooks } = useRunbooks();
  return useMemo(
    () => (status === 'ready' ? textsOfRun(runbookId, runbooks) : undefined),
    [status, runbooks, runbookId],
  );
}

export async function loadRunbooks(): Promise<void> {
  // What was read before stays while it is read again.
  const { status } = runbooksStore.getState();
  runbooksStore.setState({ status: status === 'ready' ? 'ready' : 'loading', error: undefined });
  try {
    runbooksStore.setState({ status: 'ready', runbooks: await call('runbooks.list', {}) });
  } catch (error) {
    runbooksStore.setState({ status: 'failed', error: toAppError(error) });
  }
}
