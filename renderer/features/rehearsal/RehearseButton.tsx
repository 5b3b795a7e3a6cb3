// Rehearses a plan on a lab, or shows the rehearsal there is. For the plan screen.

import { useState } from 'react';
import { FlaskConical } from 'lucide-react';
import type { AppError } from '../../../shared/errors.ts';
import type { Plan } from '../../../shared/model/run.ts';
import { Button } from '../../components/Button.tsx';
import { useWords } from '../../i18n/i18n.ts';
import { call, toAppError } from '../../rpc/connection.ts';
import { RehearsalDialog } from './RehearsalDialog.tsx';
import { rememberRehearsal, useRehearsalOf } from './rehearsal-store.ts';

export function RehearseButton({ plan }: { readonly plan: Plan }) {
  const t = useWords('rehearsal');
  const known = useRehearsalOf(plan);
  const [isOpen, setIsOpen] = useState(false);
  const [isStarting, setIsStarting] = useState(false);
  const [error, setError] = useState<AppError | null>(null);

  const start = async (largest: boolean): Promise<void> => {
    setIsStarting(true);
    setError(null);
    try {
      const { profileId, runbookId, parameters } = plan;
      const { rehearsalId } = await call('rehearsals.start', { profileId, runbookId, parameters, largest });
      rememberRehearsal(plan, rehearsalId);
    } catch (failure) {
      setError(toAppError(failure));
    } finally {
      setIsStarting(false);
    }
  };

  const press = (): void => {
    setIsOpen(true);
    if (known === undefined && !isStarting) void start(false);
  };

  return (
    <>
      <Button onPress={press}>
        <FlaskConical size={14} aria-hidden />
        {t(known === undefined ? 'button' : 'buttonShow')}
      </Button>
      {isOpen && (
        <RehearsalDialog
          plan={plan}
          rehearsalId={isStarting || error !== null ? undefined : known}
          error={error}
          onStart={(largest) => void start(largest)}
          onShow={(rehearsalId) => {
            rememberRehearsal(plan, rehearsalId);
            setError(null);
          }}
          onClose={() => setIsOpen(false)}
        />
      )}
    </>
  );
}
