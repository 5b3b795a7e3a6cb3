// Every runbook there is, by what it works on, with what it may do and how it went last; interrupted runs stand above.

import { useState } from 'react';
import { Input, SearchField } from 'react-aria-components';
import type { RunbookInfo, RunSummary } from '../../../shared/model/run.ts';
import { Age } from '../../components/Age.tsx';
import { Button } from '../../components/Button.tsx';
import { EffectWord } from '../../components/EffectWord.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { ErrorState } from '../../components/ErrorState.tsx';
import { Panel } from '../../components/Panel.tsx';
import { ScreenBody } from '../../components/ScreenBody.tsx';
import { ScreenHeader } from '../../components/ScreenHeader.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { sayText, useWords } from '../../i18n/i18n.ts';
import { href } from '../../route.ts';
import { useProfileId } from '../../stores/profile-store.ts';
import { loadRunbooks, useRunbooks } from '../../stores/runbooks-store.ts';
import { useStream } from '../../stores/use-stream.ts';
import { InterruptedRun } from '../run/InterruptedRun.tsx';
import { interruptedRuns, lastRunOf, recentRuns } from '../run/run-list.ts';
import { RunStatusWord } from '../run/RunStatusWord.tsx';
import { RunTable } from '../run/RunTable.tsx';
import { groupRunbooks, type RunbookGroup } from './runbook-list.ts';
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
          <SearchField aria-label={t('search')} value={query} onChange={setQuery}>
            <Input className={styles.search!} placeholder={t('search')} />
          </SearchField>
        }
      />
      {interruptedRuns(runs, profileId).map((run) => (
        <InterruptedRun key={run.id} run={run} />
      ))}
      <Groups query={query} runs={runs} profileId={profileId} onClear={() => setQuery('')} />
      {recent.length > 0 && (
        <Panel title={common('list.recent')} aside={<a href={href('runs')}>{common('list.all')}</a>}>
          <RunTable caption={common('list.recent')} runs={recent} />
        </Panel>
      )}
    </ScreenBody>
  );
}

interface GroupsProps {
  readonly query: string;
  readonly runs: Readonly<Record<string, RunSummary>>;
  readonly profileId: string | null;
  readonly onClear: () => void;
}

function Groups({ query, runs, profileId, onClear }: GroupsProps) {
  const t = useWords('runbooks');
  const { status, runbooks, error } = useRunbooks();
  if (error !== undefined) return <ErrorState error={error} onRetry={() => void loadRunbooks()} />;
  if (status !== 'ready') return <Skeleton lines={6} height={56} />;
  const groups = groupRunbooks(runbooks, query, wordsOf);
  if (groups.length === 0) {
    return (
      <EmptyState title={t('searchEmpty', { query })} action={<Button onPress={onClear}>{t('searchClear')}</Button>} />
    );
  }
  return (
    <div className={styles.groups}>
      {groups.map((group) => (
        <Group key={group.area} group={group} runs={runs} profileId={profileId} />
      ))}
    </div>
  );
}

function Group({ group, runs, profileId }: Pick<GroupsProps, 'runs' | 'profileId'> & { readonly group: RunbookGroup }) {
  const t = useWords('runbooks');
  return (
    <Panel title={t(`area.${group.area}`)} flush>
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

function RunbookCard({ runbook, last }: { readonly runbook: RunbookInfo; readonly last: RunSummary | null }) {
  const t = useWords('runbooks');
  return (
    <a className={styles.runbook} href={href('runbooks', runbook.id)}>
      <span className={styles.head}>
        <span className={styles.title}>{sayText({ key: 'title' }, runbook.texts)}</span>
        <EffectWord effect={runbook.effect} />
      </span>
      <span className={styles.summary}>{sayText({ key: 'summary' }, runbook.texts)}</span>
      <span className={styles.last}>
        {last === null ? (
          t('neverRun')
        ) : (
          <>
            <span>
              {t('lastRun')} <Age atMs={last.startedMs} />
            </span>
            <RunStatusWord status={last.status} />
          </>
        )}
      </span>
    </a>
  );
}

function wordsOf({ texts }: RunbookInfo): string {
  return `${sayText({ key: 'title' }, texts)} ${sayText({ key: 'summary' }, texts)}`;
}
