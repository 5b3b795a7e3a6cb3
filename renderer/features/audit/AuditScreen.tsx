// What was done, by whom and why; whether the log that says so is whole; and one entry in full, with before and after.

import { useState } from 'react';
import { ScrollText } from 'lucide-react';
import { EVERYTHING, type AuditFilter, type AuditState } from '../../../shared/model/audit.ts';
import { Button } from '../../components/Button.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { ErrorState } from '../../components/ErrorState.tsx';
import { Panel } from '../../components/Panel.tsx';
import { Columns, Rows, ScreenBody } from '../../components/ScreenBody.tsx';
import { ScreenHeader } from '../../components/ScreenHeader.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { StreamGate } from '../../components/StreamGate.tsx';
import { useWords } from '../../i18n/i18n.ts';
import { goTo, useRoute } from '../../route.ts';
import { streamStore, useStream } from '../../stores/use-stream.ts';
import { AuditFilters } from './AuditFilters.tsx';
import { AuditInspector } from './AuditInspector.tsx';
import { AuditTable } from './AuditTable.tsx';
import { ExportButtons } from './ExportButtons.tsx';
import { useEntries } from './use-entries.ts';
import { VerdictStrip } from './VerdictStrip.tsx';
import styles from './audit.module.css';

export function AuditScreen() {
  const t = useWords('audit');
  const stream = useStream('audit.watch', {});
  const [filter, setFilter] = useState<AuditFilter>(EVERYTHING);
  return (
    <ScreenBody>
      <ScreenHeader title={t('title')} subtitle={t('subtitle')} actions={<ExportButtons filter={filter} />} />
      <StreamGate stream={stream} onRetry={() => streamStore('audit.watch', {}).retry()}>
        {(state) => (
          <Rows>
            <VerdictStrip log={state.log} />
            <AuditFilters filter={filter} onChange={setFilter} />
            <Entries key={JSON.stringify(filter)} state={state} filter={filter} onAll={() => setFilter(EVERYTHING)} />
          </Rows>
        )}
      </StreamGate>
    </ScreenBody>
  );
}

interface EntriesProps {
  readonly state: AuditState;
  readonly filter: AuditFilter;
  readonly onAll: () => void;
}

function Entries({ state, filter, onAll }: EntriesProps) {
  const t = useWords('audit');
  const { id } = useRoute();
  const { entries, hasMore, isLoading, error, more, retry } = useEntries(state.entries, filter);
  const selected = entries.find(({ number }) => String(number) === id) ?? entries[0];
  if (error !== undefined && entries.length === 0) return <ErrorState error={error} onRetry={retry} />;
  if (entries.length === 0 && isLoading) return <Skeleton lines={8} height={20} />;
  if (entries.length === 0) {
    const isFiltered = JSON.stringify(filter) !== JSON.stringify(EVERYTHING);
    return (
      <Panel fill>
        <EmptyState
          icon={<ScrollText size={22} />}
          title={t(isFiltered ? 'empty.noMatch' : 'empty.title')}
          text={t(isFiltered ? 'empty.noMatchText' : 'empty.text')}
          {...(isFiltered ? { action: <Button onPress={onAll}>{t('empty.all')}</Button> } : {})}
        />
      </Panel>
    );
  }
  return (
    <Columns className={styles.columns}>
      <Panel title={t('entries')} className={styles.table}>
        <AuditTable
          entries={entries}
          selected={selected?.number}
          onSelect={(number) => goTo('audit', String(number))}
        />
        {hasMore && (
          <Button isPending={isLoading} onPress={more}>
            {t(isLoading ? 'loading' : 'older')}
          </Button>
        )}
      </Panel>
      <div className={styles.inspector}>{selected && <AuditInspector entry={selected} />}</div>
    </Columns>
  );
}
