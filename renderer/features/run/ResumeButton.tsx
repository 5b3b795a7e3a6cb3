// Goes on with an interrupted run: the engine reads the servers again before it does anything.

import { useState } from 'react';
import type { RunSummary } from '../../../shared/model/run.ts';
import { Button } from '../../components/Button.tsx';
import { showErrorToast } from '../../components/toasts.ts';
import { useWords } from '../../i18n/i18n.ts';
import { call, toAppError } from '../../rpc/connection.ts';
import { goTo } from '../../route.ts';

export function ResumeButton({ run }: { readonly run: RunSummary }) {
  const t = useWords('run');
  const [isBusy, setIsBusy] = useState(false);
  const resume = async (): Promise<void> => {
    setIsBusy(true);
    try {
      await call('runs.resume', { profileId: run.profileId, runId: run.id });
      goTo('runs', run.id);
    } catch (error) {
      showErrorToast(toAppError(error));
    } finally {
      setIsBusy(false);
    }
  };
  return (
    <Button kind="primary" isDisabled={isBusy} onPress={() => void resume()}>
      {t(isBusy ? 'resume.busy' : 'resume.button')}
    </Button>
  );
}
