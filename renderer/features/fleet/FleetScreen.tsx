// The board: one sentence, what is wrong first, then Redis, MongoDB and backups in one health grammar, then what happened.

import type { FleetState } from '../../../shared/model/fleet.ts';
import { ErrorState } from '../../components/ErrorState.tsx';
import { ScreenBody } from '../../components/ScreenBody.tsx';
import { ScreenHeader } from '../../components/ScreenHeader.tsx';
import { useWords } from '../../i18n/i18n.ts';
import { useFleet, useShownProfileId } from '../../stores/profile-store.ts';
import { streamStore } from '../../stores/use-stream.ts';
import { AreaSkeleton } from './AreaCard.tsx';
import { BackupCard } from './BackupCard.tsx';
import { EventList } from './EventList.tsx';
import { problemsInOrder } from './fleet-figures.ts';
import { MongoCard } from './MongoCard.tsx';
import { ProblemList } from './ProblemList.tsx';
import { RedisCard } from './RedisCard.tsx';
import { Summary } from './Summary.tsx';
import styles from './FleetScreen.module.css';

export function FleetScreen() {
  const t = useWords('fleet');
  const profileId = useShownProfileId();
  const { data, status, error, sinceMs } = useFleet((stream) => stream);
  if (error && !data) {
    return (
      <ScreenBody>
        <ErrorState error={error} onRetry={() => streamStore('fleet.watch', { profileId }).retry()} />
      </ScreenBody>
    );
  }
  const fleet = data && data.clock.tick > 0 ? data : undefined;
  const problems = fleet ? problemsInOrder(fleet.problems) : [];
  const isStale = data !== undefined && status !== 'live';
  return (
    <ScreenBody>
      <ScreenHeader
        title={t('title')}
        subtitle={fleet ? <Summary problems={problems} staleSinceMs={isStale ? sinceMs : null} /> : t('reading')}
      />
      <div className={styles.board} data-stale={isStale || undefined}>
        <ProblemList problems={problems} />
        <div className={styles.cards}>{fleet ? <Cards fleet={fleet} /> : <Skeletons />}</div>
        <EventList events={fleet?.events} />
      </div>
    </ScreenBody>
  );
}

function Cards({ fleet }: { readonly fleet: FleetState }) {
  return (
    <>
      <RedisCard fleet={fleet} />
      <MongoCard fleet={fleet} />
      <BackupCard fleet={fleet} />
    </>
  );
}

function Skeletons() {
  return (
    <>
      <AreaSkeleton area="redis" />
      <AreaSkeleton area="mongo" />
      <AreaSkeleton area="backup" />
    </>
  );
}
