// Every runbook there is, by what somebody comes for, with what it may do and how it went last; interrupted runs stand above.

import { useEffect, useState } from 'react';
import type { RunbookInfo, RunSummary } from '../../../shared/model/run.ts';
import { Button, ButtonLink } from '../../components/Button.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { ErrorState } from '../../components/ErrorState.tsx';
import { Notice } from '../../components/Notice.tsx';
import { Panel } from '../../components/Panel.tsx';
import { ScreenBody } from '../../components/ScreenBody.tsx';
import { ScreenHeader } from '../../components/ScreenHeader.tsx';
import { SearchBox } from '../../components/SearchBox.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { sayText, useWords } from '../../i18n/i18n.ts';
import { href } from '../../route.ts';
import { useProfileId } from '../../stores/profile-store.ts';
import { loadRunbooks, runbooksStore, useRunbooks } from '../../stores/runbooks-store.ts';
import { useStream } from '../../stores/use-stream.ts';
import { InterruptedRun } from '../run/InterruptedRun.tsx';
import { interruptedRuns, lastRunOf, recentRuns } from '../run/run-list.ts';
import { RunTable } from '../run/RunTable.tsx';
import { RunbookCard } from './RunbookCard.tsx';
import { groupRunbooks, purposeOf, type RunbookGroup } from './runbook-list.ts';
import styles from './RunbooksScreen.module.css';

const RECENT_RUNS = 8;

export function RunbooksScreen() {
  const t = useWords('runbooks');
  const common = useWords('run');
  const [query, setQuery] = useState('');
  const profileId = useProfileId();
  const runs = useStream('runs.watch', {}, ({ data }) => data?.runs) ?? {};
  const recent = recentRuns(runs, profileId).slice(0, RECENT_RUNS);
  return (
    <ScreenBody>
      <ScreenHeader
        title={t('title')}
        subtitle={t('subtitle')}
        actions={
          <>
            <SearchBox label={t('search')} value={query} onChange={setQuery} />
            <ButtonLink href={href('editor')}>{t('own')}</ButtonLink>
          </>
        }
      />
      {interruptedRuns(runs, profileId).map((run) => (
        <InterruptedRun key={run.id} run={run} />
      ))}
      <FaultyFiles />
      <Groups query={query} runs={runs} profileId={profileId} onClear={() => setQuery('')} />
      {recent.length > 0 && (
        <Panel title={common('list.recent')} aside={<a href={href('runs')}>{common('list.all')}</a>}>
          <RunTable caption={common('list.recent')} runs={recent} />
        </Panel>
      )}
    </ScreenBody>
  );
}

/** Own files that cannot run, each with the way to where it is mended: never hidden. */
function FaultyFiles() {
  const t = useWords('runbooks');
  const files = useStream('runbookFiles.watch', {}, ({ data }) => Object.values(data?.files ?? {}));
  return files
    .filter((file) => file.problems.length > 0)
    .map(({ fileName, problems }) => (
      <Notice
        key={fileName}
        health="attention"
        title={t('faulty.title', { file: fileName })}
        action={<ButtonLink href={href('editor', fileName)}>{t('faulty.mend')}</ButtonLink>}
      >
        {problems[0]?.message}
      </Notice>
    ));
}

interface GroupsProps {
  readonly query: string;
  readonly runs: Readonly<Record<string, RunSummary>>;
  readonly profileId: string | null;
  readonly onClear: () => void;
}

function Groups({ query, runs, profileId, onClear }: GroupsProps) {
  const t = useWords('runbooks');
  const wordsOf = useWordsOf();
  const { status, runbooks, error } = useRunbooks();
  // Own runbooks come and go, and change, while the console is open.
  const ownFiles = useStream('runbookFiles.watch', {}, ({ data }) => data?.files);
  useEffect(() => {
    if (ownFiles !== undefined && runbooksStore.getState().status === 'ready') void loadRunbooks();
  }, [ownFiles]);
  if (error !== undefined) return <ErrorState error={error} onRetry={() => void loadRunbooks()} />;
  if (runbooks.length === 0 && status !== 'ready') return <Skeleton lines={6} height={56} />;
  const groups = groupRunbooks(runbooks, query, wordsOf);
  if (groups.length === 0) {
    return (
      <EmptyState title={t('searchEmpty', { query })} action={<Button onPress={onClear}>{t('searchClear')}</Button>} />
    );
  }
  return (
    <div className={styles.groups}>
      {groups.map((group) => (
        <Group key={group.purpose} group={group} runs={runs} profileId={profileId} />
      ))}
    </div>
  );
}

function Group({ group, runs, profileId }: Pick<GroupsProps, 'runs' | 'profileId'> & { readonly group: RunbookGroup }) {
  const t = useWords('runbooks');
  return (
    <Panel title={t(`purpose.${group.purpose}`)} flush className={styles.group}>
      <ul>
        {group.runbooks.map((runbook) => (
          <li key={runbook.id}>
            <RunbookCard runbook={runbook} last={lastRunOf(runs, profileId, runbook.id)} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}

/** Everything the reader sees of a runbook can be searched for. */
function useWordsOf(): (runbook: RunbookInfo) => string {
  const t = useWords('runbooks');
  return (runbook) =>
    [
      sayText({ key: 'title' }, runbook.texts),
      sayText({ key: 'summary' }, runbook.texts),
      t(`purpose.${purposeOf(runbook)}`),
      t(`area.${runbook.area}`),
      t(`effect.${runbook.effect}`),
      runbook.guided ? t('badge.guided') : '',
      runbook.asksApproval ? t('badge.approval') : '',
      runbook.origin === 'own' ? t('badge.own') : '',
    ].join(' ');
}
