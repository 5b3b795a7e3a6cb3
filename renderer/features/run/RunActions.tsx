// What can be done with a run: stop it where that is safe, go on after an interruption, take its report along.

import { useState } from 'react';
import { Download } from 'lucide-react';
import type { ExportedDocument, RunState, RunbookInfo } from '../../../shared/model/run.ts';
import { Button } from '../../components/Button.tsx';
import { CopyButton } from '../../components/CopyButton.tsx';
import { showErrorToast } from '../../components/toasts.ts';
import { useWords } from '../../i18n/i18n.ts';
import { call, toAppError } from '../../rpc/connection.ts';
import { saveDocument } from './save-document.ts';
import { isGoingOn, isOver } from './run-list.ts';
import type { StepRow } from './step-rows.ts';

export interface RunActionsProps {
  readonly state: RunState;
  readonly rows: readonly StepRow[];
  readonly texts: RunbookInfo['texts'] | undefined;
}

export function RunActions({ state, rows }: RunActionsProps) {
  const t = useWords('run');
  const { run } = state;
  const fetchReport = (format: 'markdown' | 'pdf'): Promise<ExportedDocument> =>
    call('runs.report', { runId: run.id, format });
  const download = async (): Promise<void> => {
    try {
      saveDocument(await fetchReport('markdown'));
    } catch (error) {
      showErrorToast(toAppError(error));
    }
  };
  return (
    <>
      <CopyButton label={t('report.copy')} text={async () => (await fetchReport('markdown')).content} />
      <Button onPress={() => void download()}>
        <Download size={14} aria-hidden />
        {t('report.download')}
      </Button>
      {isOver(run.status) && state.canCancel && <CleanUpButton runId={run.id} />}
      {isGoingOn(run.status) && <CancelButton state={state} rows={rows} />}
    </>
  );
}

/** Gives up an interrupted run, or one whose cleaning up failed: what it left half-done is taken away. */
function CleanUpButton({ runId }: { readonly runId: string }) {
  const t = useWords('run');
  const [isAsked, setIsAsked] = useState(false);
  const cleanUp = (): void => {
    setIsAsked(true);
    call('runs.cancel', { runId })
      .catch((error: unknown) => showErrorToast(toAppError(error)))
      .finally(() => setIsAsked(false));
  };
  return (
    <Button kind="danger" isDisabled={isAsked} onPress={cleanUp}>
      {t('cancel.cleanUp')}
    </Button>
  );
}

/** Never refused while read-only: stopping is always allowed. The label says what pressing it does now. */
function CancelButton({ state, rows }: Pick<RunActionsProps, 'state' | 'rows'>) {
  const t = useWords('run');
  const [isAsked, setIsAsked] = useState(false);
  const runningId = rows.find((row) => row.status === 'running')?.id;
  const isCancellable = state.plan.steps.find((step) => step.id === runningId)?.cancellable ?? false;
  const cancel = async (): Promise<void> => {
    setIsAsked(true);
    try {
      await call('runs.cancel', { runId: state.run.id });
    } catch (error) {
      setIsAsked(false);
      showErrorToast(toAppError(error));
    }
  };
  return (
    <Button kind="danger" isDisabled={!state.canCancel || isAsked} onPress={() => void cancel()}>
      {t(isAsked ? 'cancel.asked' : isCancellable ? 'cancel.now' : 'cancel.afterStep')}
    </Button>
  );
}
