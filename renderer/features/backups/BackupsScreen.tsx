// Which sets there are, whether they can be trusted, and where they lie; with the one action this screen is for.

import { Archive } from 'lucide-react';
import { newestFirst, type BackupsState } from '../../../shared/model/backup.ts';
import { ButtonLink } from '../../components/Button.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { Panel } from '../../components/Panel.tsx';
import { ScreenBody } from '../../components/ScreenBody.tsx';
import { ScreenHeader } from '../../components/ScreenHeader.tsx';
import { StreamGate } from '../../components/StreamGate.tsx';
import { useWords } from '../../i18n/i18n.ts';
import { goTo, href, useRoute } from '../../route.ts';
import { useShownProfileId } from '../../stores/profile-store.ts';
import { streamStore, useStream } from '../../stores/use-stream.ts';
import { CoveragePanel } from './CoveragePanel.tsx';
import { Glance } from './Glance.tsx';
import { PromisePanel } from './PromisePanel.tsx';
import { RestoresLeftPanel } from './RestoresLeftPanel.tsx';
import { RunningBackup } from './RunningBackup.tsx';
import { SetInspector } from './SetInspector.tsx';
import { SetTable } from './SetTable.tsx';
import { StoreList } from './StoreList.tsx';
import { useRetention } from './use-retention.ts';
import { summariseSets } from './set-strip.ts';
import styles from './BackupsScreen.module.css';

export function BackupsScreen() {
  const t = useWords('backups');
  const profileId = useShownProfileId();
  const stream = useStream('backups.watch', { profileId });
  const summary = stream.data && summariseSets(Object.values(stream.data.sets));
  return (
    <ScreenBody>
      <ScreenHeader
        title={t('title')}
        subtitle={summary === undefined ? '\u00a0' : t('subtitle', { count: summary.count, size: summary.totalBytes })}
        actions={
          <ButtonLink kind="primary" href={href('runbooks', 'backup.take')}>
            {t('take')}
          </ButtonLink>
        }
      />
      <RunningBackup />
      <StreamGate stream={stream} onRetry={() => streamStore('backups.watch', { profileId }).retry()}>
        {(state) => <Backups state={state} />}
      </StreamGate>
    </ScreenBody>
  );
}

function Backups({ state }: { readonly state: BackupsState }) {
  const t = useWords('backups');
  const { parameters } = useRoute();
  const sets = newestFirst(Object.values(state.sets));
  const retention = useRetention(sets);
  const asked = parameters['set'];
  const selected = asked === undefined ? sets[0] : state.sets[asked];
  const select = (id: string): void => goTo('backups', undefined, { set: id });
  return (
    <div className={styles.screen}>
      <PromisePanel sets={sets} />
      <div className={styles.top}>
        <Glance sets={sets} selectedId={selected?.id} onSelect={select} />
        <StoreList stores={Object.values(state.stores)} retention={retention} />
      </div>
      <CoveragePanel sets={sets} />
      <RestoresLeftPanel />
      {sets.length === 0 ? (
        <Panel fill>
          <EmptyState
            icon={<Archive size={22} />}
            title={t('empty.title')}
            text={t('empty.text')}
            action={
              <>
                <ButtonLink href={href('runbooks', 'backup.take')}>{t('take')}</ButtonLink>
                <ImportLinks />
              </>
            }
          />
        </Panel>
      ) : (
        <div className={styles.sets}>
          <Panel title={t('sets.title')} aside={<ImportLinks />} className={styles.table}>
            <SetTable sets={sets} retention={retention} selectedId={selected?.id} onSelect={select} />
          </Panel>
          <div className={styles.inspector}>
            <SetInspector set={selected} retention={retention} />
          </div>
        </div>
      )}
    </div>
  );
}

/** For what lies elsewhere: a set on a disk or in another machine's store, a dump of mongodump. */
function ImportLinks() {
  const t = useWords('backups');
  return (
    <span className={styles.imports}>
      <ButtonLink href={href('runbooks', 'backup.import')}>{t('import')}</ButtonLink>
      <ButtonLink href={href('runbooks', 'backup.adopt-dump')}>{t('adopt')}</ButtonLink>
    </span>
  );
}
