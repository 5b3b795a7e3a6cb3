// The plan of one runbook: what it would do, on what, and everything read on the way. Nothing happens here until the button.

import { ButtonLink } from '../../components/Button.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { ErrorState } from '../../components/ErrorState.tsx';
import { ScreenBody } from '../../components/ScreenBody.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { useWords } from '../../i18n/i18n.ts';
import { href } from '../../route.ts';
import { useProfileRow } from '../../stores/profile-store.ts';
import { loadRunbooks, useRunbooks } from '../../stores/runbooks-store.ts';
import { parsePlanAddress } from './plan-address.ts';
import { PlanWorkspace } from './PlanWorkspace.tsx';

export interface PlanScreenProps {
  readonly runbookId: string;
  readonly parameters: Readonly<Record<string, string>>;
}

export function PlanScreen({ runbookId, parameters }: PlanScreenProps) {
  const t = useWords('runbooks');
  const profile = useProfileRow();
  const { status, runbooks, error } = useRunbooks();
  const runbook = runbooks.find((each) => each.id === runbookId);
  return (
    <ScreenBody>
      {runbook !== undefined && profile !== undefined ? (
        <PlanWorkspace
          key={`${profile.profile.id} ${JSON.stringify(parameters)}`}
          runbook={runbook}
          profile={profile}
          asked={parsePlanAddress(parameters)}
        />
      ) : error !== undefined ? (
        <ErrorState error={error} onRetry={() => void loadRunbooks()} />
      ) : status === 'ready' && profile !== undefined ? (
        <EmptyState
          title={t('notFound.title', { id: runbookId })}
          action={<ButtonLink href={href('runbooks')}>{t('notFound.action')}</ButtonLink>}
        />
      ) : (
        <Skeleton lines={6} height={40} />
      )}
    </ScreenBody>
  );
}
