// What can be done with a run: pause it and let it go on, hand it over, stop it where that is safe, take its report along.

import { useState } from 'react';
import { Pause, Play } from 'lucide-react';
import type { RunState, RunbookInfo } from '../../../shared/model/run.ts';
import { Button } from '../../components/Button.tsx';
import { showErrorToast } from '../../components/toasts.ts';
import { useWords } from '../../i18n/i18n.ts';
import { call, toAppError } from '../../rpc/connection.ts';
import { HandOverDialog } from './notes/HandOverDialog.tsx';
import { isGoingOn } from './run-list.ts';
import { RunMenu } from './RunMenu.tsx';
import type { StepRow } from './step-rows.ts';

export interface RunActionsProps {
  readonly state: RunState;
  readonly rows: readonly StepRow[];
  readonly texts: RunbookInfo['texts'] | undefined;
}

export function RunActions({ state, rows, texts }: RunActionsProps) {
  const t = useWords('run');
  const [isHandingOver, setIsHandingOver] = useState(false);
  const { run } = state;
  const goesOn = isGoingOn(run.status);
  return (
    <>
      <RunMenu state={state} rows={rows} texts={texts} />
      {goesOn && <Button onPress={() => setIsHandingOver(true)}>{t('handOver')}</Button>}
      {run.status === 'paused' ? (
        <ContinueButton state={state} />
      ) : (
        goesOn && <PauseButton key={run.status} state={state} />
      )}
      {goesOn && <CancelButton state={state} rows={rows} />}
      {isHandingOver && <HandOverDialog run={run} onClose={() => setIsHandingOver(false)} />}
    </>
  );
}

/** Waits after the step that runs now: nothing is cut short by a pause. */
function PauseButton({ state }: { readonly state: RunState }) {
  const t = useWords('run');
  const [isAsked, setIsAsked] = useState(false);
  const pause = (): void => {
    setIsAsked(true);
    call('runs.pause', { runId: state.run.id }).catch((error: unknown) => {
      setIsAsked(false);
      showErrorToast(toAppError(error));
    });
  };
  if (!state.canPause && !isAsked) return null;
  return (
    <Button isPending={isAsked} onPress={pause}>
      <Pause size={14} aria-hidden />
      {t(isAsked ? 'pause.asked' : 'pause.button')}
    </Button>
  );
}

function ContinueButton({ state: { run } }: { readonly state: RunState }) {
  const t = useWords('run');
  const [isAsked, setIsAsked] = useState(false);
  const goOn = (): void => {
    setIsAsked(true);
    call('runs.continue', { profileId: run.profileId, runId: run.id })
      .catch((error: unknown) => showErrorToast(toAppError(error)))
      .finally(() => setIsAsked(false));
  };
  return (
    <Button kind="primary" isPending={isAsked} onPress={goOn}>
      <Play size={14} aria-hidden />
      {t('pause.continue')}
    </Button>
  );
}

/** Never refused while read-only: stopping is always allowed. The label says what pressing it does now. */
function CancelButton({ state, rows }: Pick<RunActionsProps, 'state' | 'rows'>) {
  const t = useWords('run');
  const [isAsked, setIsAsked] = useState(false);
  const running = rows.find((row) => row.status === 'running');
  const isNow = running === undefined || running.planned.cancellable;
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
    <Button kind="danger" isPending={isAsked} isDisabled={!state.canCancel} onPress={() => void cancel()}>
      {t(isAsked ? 'cancel.asked' : isNow ? 'cancel.now' : 'cancel.afterStep')}
    </Button>
  );
}
