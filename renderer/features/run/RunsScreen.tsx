// Every run of the shown profile: what was done, by whom, why, and how it ended.

import { Activity } from 'lucide-react';
import { ButtonLink } from '../../components/Button.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { Panel } from '../../components/Panel.tsx';
import { ScreenBody } from '../../components/ScreenBody.tsx';
import { ScreenHeader } from '../../components/ScreenHeader.tsx';
import { StreamGate } from '../../components/StreamGate.tsx';
import { useWords } from '../../i18n/i18n.ts';
import { href } from '../../route.ts';
import { useProfileId } from '../../stores/profile-store.ts';
import { streamStore, useStream } from '../../stores/use-stream.ts';
import { interruptedRuns, recentRuns } from './run-list.ts';
import { InterruptedRun } from './InterruptedRun.tsx';
import { RunTable } from './RunTable.tsx';

export function RunsScreen() {
  const t = useWords('run');
  const profileId = useProfileId();
  const stream = useStream('runs.watch', {});
  return (
    <ScreenBody>
      <ScreenHeader title={t('list.title')} subtitle={t('list.subtitle')} />
      <StreamGate stream={stream} onRetry={() => streamStore('runs.watch', {}).retry()}>
        {({ runs }) => {
          const recent = recentRuns(runs, profileId);
          const interrupted = interruptedRuns(runs, profileId);
          return (
            <>
              {interrupted.map((run) => (
                <InterruptedRun key={run.id} run={run} />
              ))}
              <Panel title={t('list.all')} fill>
                {recent.length === 0 ? (
                  <EmptyState
                    icon={<Activity size={22} />}
                    title={t('list.empty')}
                    text={t('list.emptyText')}
                    action={<ButtonLink href={href('runbooks')}>{t('list.emptyAction')}</ButtonLink>}
                  />
                ) : (
                  <RunTable caption={t('list.all')} runs={recent} />
                )}
              </Panel>
            </>
          );
        }}
      </StreamGate>
    </ScreenBody>
  );
}
