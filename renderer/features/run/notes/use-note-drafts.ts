// What is being written beside the steps of one run, kept while its screen is open: looking at another step loses nothing.

import { useState } from 'react';
import { showErrorToast } from '../../../components/toasts.ts';
import { call, toAppError } from '../../../rpc/connection.ts';

export interface NoteDrafts {
  /** A step's draft; `null` is the run's own. */
  of(stepId: string | null): string;
  write(stepId: string | null, words: string): void;
  /** Writes the draft into the run's journal, and empties it once that has happened. */
  keep(stepId: string | null): void;
}

export function useNoteDrafts(runId: string): NoteDrafts {
  const [drafts, setDrafts] = useState<ReadonlyMap<string | null, string>>(new Map());
  const write = (stepId: string | null, words: string): void =>
    setDrafts((before) => new Map(before).set(stepId, words));
  return {
    of: (stepId) => drafts.get(stepId) ?? '',
    write,
    keep(stepId) {
      const text = (drafts.get(stepId) ?? '').trim();
      if (text === '') return;
      call('runs.note', { runId, stepId, text })
        .then(() => write(stepId, ''))
        .catch((error: unknown) => showErrorToast(toAppError(error)));
    },
  };
}
